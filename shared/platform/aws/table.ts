import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { createDynamoTable } from "../../store/dynamo/table.ts";
import { systemClock } from "../adapters/clock.ts";

/** Every function reads the table. */
export const TableEnv = z.object({ TABLE_NAME: z.string().min(1) });

/** The one table, with one client per cold start. */
export const awsTable = ({ TABLE_NAME }: z.infer<typeof TableEnv>) =>
  createDynamoTable({ client: new DynamoDBClient(), tableName: TABLE_NAME, now: systemClock.now });
