import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { createTableInput } from "../../shared/store/dynamo/create-table.ts";
import type { Counts } from "../counts.ts";
import type { Faults } from "../faults.ts";
import type { Engine } from "./engine.ts";

export const tableName = "comeback-local";

/** As much of a signature as the engine looks for. A real one would take longer than the work itself. */
const unchecked = {
  authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none",
  "x-amz-date": "19700101T000000Z",
};

/** A client of the engine in this process. */
export const createClient = ({ requestHandler }: Engine): DynamoDBClient => {
  const client = new DynamoDBClient({
    endpoint: "http://127.0.0.1",
    requestHandler,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    signer: { sign: (request) => Promise.resolve({ ...request, headers: { ...request.headers, ...unchecked } }) },
  });
  // It prepares every input and output for a logger that nobody has given it: a quarter of the time of a read.
  client.middlewareStack.remove("loggerMiddleware");
  return client;
};

const Capacity = z.object({ CapacityUnits: z.number() });
const Consumed = z.object({ ConsumedCapacity: z.union([Capacity, z.array(Capacity)]).optional() });

const unitsOf = (output: unknown): number => {
  const consumed = Consumed.safeParse(output).data?.ConsumedCapacity ?? [];
  return [consumed].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
};

/**
 * The client that the functions use: every command is counted, with the capacity units that the engine reports, and
 * meets the faults that were asked for. This sits above the client's own retries, so a fault is one failed call in the
 * eyes of the caller.
 */
export const watchClient = (client: DynamoDBClient, faults: Faults, counts: Counts): DynamoDBClient => {
  client.middlewareStack.add(
    (next, context) => (args) => {
      const operation = (context.commandName ?? "Unknown").replace(/Command$/, "");
      return faults.call("store", operation, async () => {
        const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "TOTAL" } });
        counts.addUnits("store", operation, unitsOf(result.output));
        return result;
      });
    },
    { step: "initialize", name: "watchStore", priority: "high" },
  );
  return client;
};

/** Makes the table unless it is there, and waits until it can be written to. */
export const ensureTable = async (client: DynamoDBClient): Promise<void> => {
  try {
    await client.send(new DescribeTableCommand({ TableName: tableName }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(new CreateTableCommand(createTableInput(tableName)));
    const patience = { client, maxWaitTime: 30, minDelay: 0.01, maxDelay: 1 };
    await waitUntilTableExists(patience, { TableName: tableName });
  }
};
