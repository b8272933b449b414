import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  type AttributeValue,
  type DynamoDBClient,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { setTimeout } from "node:timers/promises";
import type { Instant } from "../../events/instant.ts";
import type { Item, Key, Table } from "../table.ts";
import { batchGet } from "./batch-get.ts";
import { putCondition, removeCondition } from "./conditions.ts";
import { dueIndex } from "./create-table.ts";
import { keyCondition } from "./ranges.ts";
import { isLive, parseItem } from "./stored-item.ts";

type Marshalled = Record<string, AttributeValue>;

const toKey = ({ pk, sk }: Key): Marshalled => ({ pk: { S: pk }, sk: { S: sk } });
const nameOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);

/**
 * The table on DynamoDB. An expired item counts as absent everywhere: in what is read, in conditions, and in what a
 * write says was there before. Attributes that are undefined are dropped; numbers that are not exact in JavaScript are
 * refused. The client repeats a call whose answer was lost, so a conditional write may meet its own first try and
 * report it as `current`.
 */
export const createDynamoTable = ({
  client,
  tableName,
  now,
  sleep = setTimeout,
}: {
  readonly client: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  readonly now: () => Instant;
  /** Waits for so many milliseconds between two tries of a batch. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}): Table => {
  const live = (item: Marshalled | undefined): Item | undefined => {
    if (item === undefined) return undefined;
    const parsed = parseItem(unmarshall(item));
    return isLive(parsed, now()) ? parsed : undefined;
  };

  const get = async (key: Key): Promise<Item | undefined> =>
    live((await client.send(new GetItemCommand({ TableName: tableName, Key: toKey(key), ConsistentRead: true }))).Item);

  const readPages = async (input: Omit<QueryCommandInput, "TableName">, limit: number): Promise<readonly Item[]> => {
    const items: Item[] = [];
    let start: Marshalled | undefined;
    while (items.length < limit) {
      const page = await client.send(
        new QueryCommand({
          ...input,
          TableName: tableName,
          ...(limit === Infinity ? {} : { Limit: limit - items.length }),
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      items.push(...(page.Items ?? []).flatMap((item) => live(item) ?? []));
      start = page.LastEvaluatedKey;
      if (start === undefined) break;
    }
    return items;
  };

  return {
    get,

    getMany: async (keys) => {
      const distinct = [...new Map(keys.map((key) => [nameOf(key), key])).values()];
      const items = (await batchGet(client, tableName, distinct, sleep)).flatMap((item) => live(item) ?? []);
      const byName = new Map(items.map((item) => [nameOf(item), item]));
      return keys.map((key) => byName.get(nameOf(key)));
    },

    query: async (pk, range = {}) => {
      const condition = keyCondition(pk, range);
      if (condition === undefined) return [];
      const input = { ...condition, ConsistentRead: true, ScanIndexForward: !range.descending };
      return readPages(input, range.limit ?? Infinity);
    },

    put: async (item, condition) => {
      try {
        const answer = await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall(item, { removeUndefinedValues: true }),
            ReturnValues: "ALL_OLD",
            ...(condition && { ...putCondition(condition, now()), ReturnValuesOnConditionCheckFailure: "ALL_OLD" }),
          }),
        );
        return { written: true, previous: live(answer.Attributes) };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // Not every engine returns the item; DynamoDB leaves it out only when there is none.
        return { written: false, current: error.Item ? live(error.Item) : await get(item) };
      }
    },

    remove: async (key, condition) => {
      const input = { TableName: tableName, Key: toKey(key), ...(condition && removeCondition(condition, now())) };
      try {
        await client.send(new DeleteItemCommand(input));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    scan: async (prefix, limit, from) => {
      const page = await client.send(
        new ScanCommand({
          TableName: tableName,
          ConsistentRead: true,
          Limit: limit,
          ProjectionExpression: "pk, sk",
          FilterExpression: "begins_with(pk, :prefix)",
          ExpressionAttributeValues: { ":prefix": { S: prefix } },
          ...(from === undefined ? {} : { ExclusiveStartKey: toKey(from) }),
        }),
      );
      const keyIn = (item: Marshalled): Key => {
        const { pk, sk } = parseItem(unmarshall(item));
        return { pk, sk };
      };
      return { keys: (page.Items ?? []).map(keyIn), next: page.LastEvaluatedKey && keyIn(page.LastEvaluatedKey) };
    },

    due: (duePk, before, limit) =>
      readPages(
        {
          IndexName: dueIndex,
          KeyConditionExpression: "duePk = :duePk AND dueAt < :before",
          ExpressionAttributeValues: { ":duePk": { S: duePk }, ":before": { S: before } },
        },
        limit,
      ),
  };
};
