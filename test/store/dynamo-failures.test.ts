import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { fromEpoch } from "../../shared/events/instant.ts";
import { UnprocessedKeysError } from "../../shared/store/dynamo/batch-get.ts";
import { createDynamoTable } from "../../shared/store/dynamo/table.ts";
import { startDynalite, tableName, type Engine } from "./engines.ts";

type Client = Pick<DynamoDBClient, "send">;
type Send = (command: unknown) => Promise<unknown>;

const now = () => fromEpoch(1_790_000_000_000);

let engine: Engine;
let partition = 0;
const fresh = (): string => `P${(partition += 1)}`;

beforeAll(async () => {
  engine = await startDynalite();
});
afterAll(async () => {
  await engine.stop();
});

/** The engine's client with something in the way of every call; `commands` is what was sent to it. */
const disturbed = (disturb: (command: unknown, pass: Send) => Promise<unknown>) => {
  const commands: unknown[] = [];
  const pass: Send = (command) => (engine.client.send as Send)(command);
  const send: Send = (command) => {
    commands.push(command);
    return disturb(command, pass);
  };
  return { client: { send } as Client, commands };
};

const lostAnswer = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

describe("keys left unprocessed", () => {
  const keys = (pk: string, count: number) => Array.from({ length: count }, (_, n) => ({ pk, sk: `K${n}` }));

  /** Answers for the first `size` keys and leaves the rest. */
  const answering = (size: number) =>
    disturbed(async (command, pass) => {
      if (!(command instanceof BatchGetItemCommand)) return pass(command);
      const asked = command.input.RequestItems?.[tableName]?.Keys ?? [];
      const part = { [tableName]: { Keys: asked.slice(0, size), ConsistentRead: true } };
      const answer = size === 0 ? {} : await pass(new BatchGetItemCommand({ RequestItems: part }));
      const left = asked.slice(size);
      return { ...(answer as object), UnprocessedKeys: left.length > 0 ? { [tableName]: { Keys: left } } : {} };
    });

  test("are asked for again until every one is read", async () => {
    const pk = fresh();
    const { client, commands } = answering(30);
    const waits: number[] = [];
    const sleep = (milliseconds: number) => Promise.resolve(void waits.push(milliseconds));
    const table = createDynamoTable({ client, tableName, now, sleep });
    await Promise.all(keys(pk, 130).map((key) => table.put({ ...key, name: key.sk })));
    commands.length = 0;
    const items = await table.getMany(keys(pk, 130));
    expect(items.map((item) => item?.["name"])).toEqual(keys(pk, 130).map(({ sk }) => sk));
    expect(commands).toHaveLength(5);
    expect(waits).toEqual([50, 50, 50]);
  });

  test("that stay unprocessed make the reading fail, after waiting longer each time", async () => {
    const { client, commands } = answering(0);
    const waits: number[] = [];
    const sleep = (milliseconds: number) => Promise.resolve(void waits.push(milliseconds));
    const table = createDynamoTable({ client, tableName, now, sleep });
    await expect(table.getMany(keys(fresh(), 3))).rejects.toThrow(UnprocessedKeysError);
    expect(commands).toHaveLength(8);
    expect(waits).toEqual([50, 100, 200, 400, 800, 1000, 1000]);
  });

  test("are waited for in real time when nothing else is said", async () => {
    let calls = 0;
    const { client } = disturbed((command, pass) => {
      calls += 1;
      if (calls > 1) return pass(command);
      return Promise.resolve({ UnprocessedKeys: (command as BatchGetItemCommand).input.RequestItems });
    });
    const table = createDynamoTable({ client, tableName, now });
    expect(await table.getMany(keys(fresh(), 1))).toEqual([undefined]);
    expect(calls).toBe(2);
  });
});

describe("an answer that is lost after the effect", () => {
  const losing = () =>
    disturbed(async (command, pass) => {
      const answer = await pass(command);
      if (command instanceof PutItemCommand || command instanceof DeleteItemCommand) throw lostAnswer;
      return answer;
    });

  test("of a put is an exception, and the item is there", async () => {
    const key = { pk: fresh(), sk: "a" };
    const table = createDynamoTable({ ...losing(), tableName, now });
    await expect(table.put({ ...key, owner: "me" }, { kind: "absent" })).rejects.toBe(lostAnswer);
    expect(await table.get(key)).toEqual({ ...key, owner: "me" });
  });

  test("of a removal is an exception, and the item is gone", async () => {
    const key = { pk: fresh(), sk: "a" };
    const table = createDynamoTable({ client: engine.client, tableName, now });
    await table.put(key);
    await expect(createDynamoTable({ ...losing(), tableName, now }).remove(key)).rejects.toBe(lostAnswer);
    expect(await table.get(key)).toBeUndefined();
  });

  test("and repeated by the client shows the writer its own item as the current one", async () => {
    const key = { pk: fresh(), sk: "a" };
    const { client } = disturbed(async (command, pass) => {
      if (command instanceof PutItemCommand) await pass(command);
      return pass(command);
    });
    const result = await createDynamoTable({ client, tableName, now }).put({ ...key, owner: "me" }, { kind: "absent" });
    expect(result).toEqual({ written: false, current: { ...key, owner: "me" } });
  });
});

test.each(["get", "query", "put", "remove", "due", "getMany"] as const)(
  "%s passes on what the engine throws",
  async (call) => {
    const { client } = disturbed(() => Promise.reject(lostAnswer));
    const table = createDynamoTable({ client, tableName, now });
    const key = { pk: fresh(), sk: "a" };
    const calls = {
      get: () => table.get(key),
      query: () => table.query(key.pk),
      put: () => table.put(key, { kind: "absent" }),
      remove: () => table.remove(key, { kind: "absent" }),
      due: () => table.due("due", now(), 1),
      getMany: () => table.getMany([key]),
    };
    await expect(calls[call]()).rejects.toBe(lostAnswer);
  },
);

test("every read of the table itself is strongly consistent", async () => {
  const { client, commands } = disturbed((command, pass) => pass(command));
  const table = createDynamoTable({ client, tableName, now });
  await table.get({ pk: "a", sk: "a" });
  await table.query("a");
  await table.getMany([{ pk: "a", sk: "a" }]);
  expect(commands).toEqual([
    expect.objectContaining({ input: expect.objectContaining({ ConsistentRead: true }) }),
    expect.objectContaining({ input: expect.objectContaining({ ConsistentRead: true }) }),
    expect.objectContaining({
      input: { RequestItems: { [tableName]: expect.objectContaining({ ConsistentRead: true }) } },
    }),
  ]);
  expect(commands.map((command) => (command as object).constructor)).toEqual([
    GetItemCommand,
    QueryCommand,
    BatchGetItemCommand,
  ]);
});

test("the current item comes from the failed condition itself where the engine tells it", async () => {
  const key = { pk: fresh(), sk: "a" };
  const refusal = new ConditionalCheckFailedException({
    $metadata: {},
    message: "The conditional request failed",
    Item: { pk: { S: key.pk }, sk: { S: key.sk }, owner: { S: "other" } },
  });
  const { client, commands } = disturbed(() => Promise.reject(refusal));
  const result = await createDynamoTable({ client, tableName, now }).put(key, { kind: "absent" });
  expect(result).toEqual({ written: false, current: { ...key, owner: "other" } });
  expect(commands).toHaveLength(1);
  expect(commands[0]).toMatchObject({ input: { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } });
});

test.each([
  ["without a sort key", { pk: { S: "P" } }],
  ["with a time to live that is no number", { pk: { S: "P" }, sk: { S: "a" }, ttl: { S: "soon" } }],
  ["with a due time that is no instant", { pk: { S: "P" }, sk: { S: "a" }, dueAt: { S: "tomorrow" } }],
])("an item %s is not handed on", async (_, Item) => {
  const { client } = disturbed(() => Promise.resolve({ Item }));
  const table = createDynamoTable({ client, tableName, now });
  await expect(table.get({ pk: "P", sk: "a" })).rejects.toThrow("is no item of the table");
});
