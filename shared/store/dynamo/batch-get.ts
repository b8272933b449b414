import { BatchGetItemCommand, type AttributeValue, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Key } from "../table.ts";

const keysPerCall = 100;
const attempts = 8;

/** Keys that the service kept leaving unprocessed: it is overloaded, come again later. */
export class UnprocessedKeysError extends Error {
  override readonly name = "UnprocessedKeysError";
}

type Marshalled = Record<string, AttributeValue>;

const chunks = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / keysPerCall) }, (_, n) =>
    all.slice(n * keysPerCall, (n + 1) * keysPerCall),
  );

/**
 * Reads distinct keys, a hundred a call, strongly consistent, in no order. What a call leaves unprocessed (throttled, or
 * beyond 16 MB) is asked for again after 50 ms, 100 ms and so on up to 1 s; eight tries without an answer throw
 * {@link UnprocessedKeysError}.
 */
export const batchGet = async (
  client: Pick<DynamoDBClient, "send">,
  tableName: string,
  keys: readonly Key[],
  sleep: (milliseconds: number) => Promise<void>,
): Promise<readonly Marshalled[]> => {
  const found: Marshalled[] = [];
  for (const chunk of chunks(keys)) {
    let asked: Marshalled[] = chunk.map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } }));
    for (let attempt = 0; asked.length > 0; attempt += 1) {
      if (attempt >= attempts)
        throw new UnprocessedKeysError(`${asked.length} keys were not read in ${attempts} tries.`);
      if (attempt > 0) await sleep(Math.min(1_000, 50 * 2 ** (attempt - 1)));
      const answer = await client.send(
        new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: asked, ConsistentRead: true } } }),
      );
      const items = answer.Responses?.[tableName] ?? [];
      found.push(...items);
      const left = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (left.length < asked.length) attempt = 0;
      asked = left;
    }
  }
  return found;
};
