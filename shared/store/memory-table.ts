import type { Instant } from "../events/instant.ts";
import { isLive, parseItem } from "./dynamo/stored-item.ts";
import type { Attribute, Condition, Item, Key, PutResult, Range, Table } from "./table.ts";

/** DynamoDB's limit of an item, which counts about as much as its JSON has bytes. */
const largestItem = 400 * 1024;

const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const refuseInexact = (name: string, value: unknown): unknown => {
  if (typeof value === "number" && (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER))
    throw new RangeError(`The attribute ${name} is a number that can't be kept exactly.`);
  return value;
};

const serialise = (item: Item): string => {
  const json = JSON.stringify(item, refuseInexact);
  if (Buffer.byteLength(json) > largestItem) throw new RangeError("The item is larger than 400 KB.");
  return json;
};

const sortsBefore = (value: Attribute | undefined, than: string): boolean =>
  typeof value === "string" && compareBytes(value, than) < 0;

const holds = (item: Item | undefined, condition: Condition): boolean => {
  switch (condition.kind) {
    case "absent":
      return item === undefined;
    case "newer":
      return item === undefined || sortsBefore(item[condition.attribute], condition.than);
    case "equals":
      return item !== undefined && item[condition.attribute] === condition.value;
  }
};

const inRange = ({ sk }: Item, { prefix = "", from = "" }: Range): boolean =>
  sk.startsWith(prefix) && compareBytes(sk, from) >= 0;

/** The table in memory, for tests: passes the same suite as DynamoDB. Items are copied on their way in and out. */
export const createMemoryTable = ({ now }: { readonly now: () => Instant }): Table => {
  const partitions = new Map<string, Map<string, string>>();

  const read = ({ pk, sk }: Key): Item | undefined => {
    const json = partitions.get(pk)?.get(sk);
    const item = json === undefined ? undefined : parseItem(JSON.parse(json));
    return item && isLive(item, now()) ? item : undefined;
  };
  const readAll = (pk: string): readonly Item[] =>
    [...(partitions.get(pk)?.keys() ?? [])].flatMap((sk) => read({ pk, sk }) ?? []);

  const write = (item: Item, condition: Condition | undefined): PutResult => {
    const json = serialise(parseItem(item));
    const stored = read(item);
    if (condition && !holds(stored, condition)) return { written: false, current: stored };
    const partition = partitions.get(item.pk) ?? new Map<string, string>();
    partitions.set(item.pk, partition.set(item.sk, json));
    return { written: true, previous: stored };
  };

  // Asynchronous throughout, so that what is refused is a rejection as of a real client.
  return {
    get: async (key) => Promise.resolve(read(key)),

    getMany: async (keys) => Promise.resolve(keys.map((key) => read(key))),

    query: async (pk, range = {}) => {
      const sorted = readAll(pk)
        .filter((item) => inRange(item, range))
        .sort((a, b) => compareBytes(a.sk, b.sk) * (range.descending ? -1 : 1));
      return Promise.resolve(sorted.slice(0, range.limit));
    },

    put: async (item, condition) => Promise.resolve(write(item, condition)),

    remove: async (key, condition) => {
      const stored = read(key);
      if (stored && condition && !holds(stored, condition)) return Promise.resolve(false);
      partitions.get(key.pk)?.delete(key.sk);
      return Promise.resolve(true);
    },

    scan: async (prefix, limit, from) => {
      const all = [...partitions].flatMap(([pk, items]) => [...items.keys()].map((sk): Key => ({ pk, sk })));
      const name = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;
      const sorted = all.sort((a, b) => compareBytes(name(a), name(b)));
      const rest = from === undefined ? sorted : sorted.filter((key) => compareBytes(name(key), name(from)) > 0);
      const page = rest.slice(0, limit);
      const keys = page.filter(({ pk }) => pk.startsWith(prefix));
      return Promise.resolve({ keys, next: rest.length > limit ? page.at(-1) : undefined });
    },

    due: async (duePk, before, limit) => {
      const items = [...partitions.keys()].flatMap(readAll);
      const found = items.filter((item) => item.duePk === duePk && item.dueAt !== undefined && item.dueAt < before);
      return Promise.resolve(found.sort((a, b) => compareBytes(a.dueAt ?? "", b.dueAt ?? "")).slice(0, limit));
    },
  };
};
