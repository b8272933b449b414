import { paginateScan, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { isLive, parseItem } from "../../shared/store/dynamo/stored-item.ts";
import type { Clock } from "../../shared/platform/ports.ts";
import type { Item } from "../../shared/store/table.ts";
import { tableName } from "./client.ts";

/** Reads every live item whose partition key contains `mark`, whoever it belongs to. For one machine only: it reads the whole table. */
export const createScan =
  (client: DynamoDBClient, clock: Clock) =>
  async (mark: string): Promise<readonly Item[]> => {
    const items: Item[] = [];
    const input = {
      TableName: tableName,
      ConsistentRead: true,
      FilterExpression: "contains(pk, :mark)",
      ExpressionAttributeValues: { ":mark": { S: mark } },
    };
    for await (const page of paginateScan({ client }, input)) {
      items.push(
        ...(page.Items ?? []).map((item) => parseItem(unmarshall(item))).filter((item) => isLive(item, clock.now())),
      );
    }
    return items;
  };
export type Scan = ReturnType<typeof createScan>;
