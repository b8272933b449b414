import type { Instant } from "../../shared/events/instant.ts";
import type { Attribute, Condition, Item, Key, PutResult, Range, Table } from "../../shared/store/table.ts";

/** DynamoDB's limit of an item, which counts about as much as its JSON has bytes. */
const largestItem = 400 * 1024;

/** Plain ASCII sorts the same by UTF-16 units as by bytes, and is compared much faster. */
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);
const compareBytes = (a: string, b: string): number => {
  if (isAscii(a) && isAscii(b)) return a < b ? -1 : a > b ? 1 : 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
};

type Size = { bytes: number };

const sizeOfText = (text: string): number => (text.length < 1024 ? text.length : Buffer.byteLength(text));

/** A frozen copy without what is undefined; what DynamoDB can't hold is refused. */
const freeze = (value: Attribute, size: Size): Attribute => {
  if (typeof value === "string") {
    size.bytes += sizeOfText(value) + 2;
    return value;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)
      throw new RangeError("A number can't be kept exactly.");
    size.bytes += 8;
    return value;
  }
  if (typeof value === "boolean") return value;
  if (value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map((entry: Attribute) => freeze(entry, size)));
  const copy: Record<string, Attribute> = {};
  for (const name of Object.keys(value)) {
    const entry: Attribute | undefined = Reflect.get(value, name);
    if (entry === undefined) continue;
    size.bytes += name.length + 3;
    copy[name] = freeze(entry, size);
  }
  return Object.freeze(copy);
};

const toStored = (item: Item): Item => {
  if (item.pk === "" || item.sk === "") throw new TypeError("An item needs both its keys.");
  const size = { bytes: 0 };
  const copy: Record<string, Attribute | undefined> & { pk: string; sk: string } = { pk: item.pk, sk: item.sk };
  for (const name of Object.keys(item)) {
    const entry = item[name];
    if (entry === undefined || name === "pk" || name === "sk") continue;
    size.bytes += name.length + 3;
    copy[name] = freeze(entry, size);
  }
  if (size.bytes > largestItem) throw new RangeError("The item is larger than 400 KB.");
  return Object.freeze(copy);
};

const holds = (item: Item | undefined, condition: Condition): boolean => {
  switch (condition.kind) {
    case "absent":
      return item === undefined;
    case "newer": {
      const value = item?.[condition.attribute];
      return item === undefined || (typeof value === "string" && compareBytes(value, condition.than) < 0);
    }
    case "equals":
      return item !== undefined && item[condition.attribute] === condition.value;
  }
};

/** The items of one partition in the order of their sort keys, sorted when somebody asks. */
class Partition {
  readonly items = new Map<string, Item>();
  #sorted: readonly string[] | undefined;

  set(item: Item): void {
    if (!this.items.has(item.sk)) this.#sorted = undefined;
    this.items.set(item.sk, item);
  }

  delete(sk: string): void {
    if (this.items.delete(sk)) this.#sorted = undefined;
  }

  get sorted(): readonly string[] {
    return (this.#sorted ??= [...this.items.keys()].sort(compareBytes));
  }
}

/** What must be looked at by a certain time; remembers a bound below which there is nothing, so that most questions are free. */
class DueIndex {
  readonly #items = new Map<Item, Instant>();
  #nothingBefore = "9";

  add(item: Item, at: Instant): void {
    this.#items.set(item, at);
    if (at < this.#nothingBefore) this.#nothingBefore = at;
  }

  delete(item: Item): void {
    this.#items.delete(item);
  }

  get earliest(): string {
    return this.#nothingBefore;
  }

  before(before: Instant): readonly Item[] {
    if (before <= this.#nothingBefore) return [];
    const found: { at: Instant; item: Item }[] = [];
    let first = "9";
    for (const [item, at] of this.#items) {
      if (at < before) found.push({ at, item });
      if (at < first) first = at;
    }
    this.#nothingBefore = first;
    return found.sort((a, b) => compareBytes(a.at, b.at)).map(({ item }) => item);
  }
}

export type VirtualTable = Table & {
  /** The same, at once: what the ports of the simulation do when their turn has come. */
  readonly now: {
    readonly get: (key: Key) => Item | undefined;
    readonly query: (pk: string, range?: Range) => readonly Item[];
    readonly put: (item: Item, condition?: Condition) => PutResult;
    readonly remove: (key: Key, condition?: Condition) => boolean;
    readonly scan: (prefix: string, limit: number, from?: Key) => { keys: readonly Key[]; next: Key | undefined };
    readonly due: (duePk: string, before: Instant, limit: number) => readonly Item[];
  };
  readonly partitions: () => readonly string[];
  /** Nothing of this index is due before. */
  readonly earliestDue: (duePk: string) => string;
};

/**
 * The table of the simulation: keeps frozen items instead of their JSON, so that a reading costs next to nothing. What is
 * given back is the caller's own at its top and frozen below. `moment` tells the time in milliseconds, by which items expire.
 */
export const createVirtualTable = (moment: () => number): VirtualTable => {
  const partitions = new Map<string, Partition>();
  const dues = new Map<string, DueIndex>();

  const isLive = (item: Item): boolean => item.ttl === undefined || item.ttl * 1000 >= moment();
  const find = ({ pk, sk }: Key): Item | undefined => {
    const item = partitions.get(pk)?.items.get(sk);
    return item !== undefined && isLive(item) ? item : undefined;
  };
  const own = (item: Item | undefined): Item | undefined => item && { ...item };

  const index = (old: Item | undefined, item: Item | undefined): void => {
    if (old?.duePk !== undefined) dues.get(old.duePk)?.delete(old);
    if (item?.duePk === undefined || item.dueAt === undefined) return;
    const due = dues.get(item.duePk) ?? new DueIndex();
    dues.set(item.duePk, due);
    due.add(item, item.dueAt);
  };

  const now: VirtualTable["now"] = {
    get: (key) => own(find(key)),

    query: (pk, { prefix = "", from = "", limit = Infinity, descending = false } = {}) => {
      const partition = partitions.get(pk);
      if (partition === undefined) return [];
      const found: Item[] = [];
      const { sorted, items } = partition;
      for (let n = 0; n < sorted.length && found.length < limit; n += 1) {
        const sk = sorted[descending ? sorted.length - 1 - n : n] ?? "";
        if (!sk.startsWith(prefix) || (from !== "" && compareBytes(sk, from) < 0)) continue;
        const item = items.get(sk);
        if (item !== undefined && isLive(item)) found.push({ ...item });
      }
      return found;
    },

    put: (item, condition) => {
      const stored = toStored(item);
      const current = find(stored);
      if (condition && !holds(current, condition)) return { written: false, current: own(current) };
      const partition = partitions.get(stored.pk) ?? new Partition();
      partitions.set(stored.pk, partition);
      index(partition.items.get(stored.sk), stored);
      partition.set(stored);
      return { written: true, previous: own(current) };
    },

    remove: (key, condition) => {
      const current = find(key);
      if (current && condition && !holds(current, condition)) return false;
      const partition = partitions.get(key.pk);
      if (partition === undefined) return true;
      index(partition.items.get(key.sk), undefined);
      partition.delete(key.sk);
      if (partition.items.size === 0) partitions.delete(key.pk);
      return true;
    },

    scan: (prefix, limit, from) => {
      const all = [...partitions].flatMap(([pk, { sorted }]) => sorted.map((sk): Key => ({ pk, sk })));
      const name = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;
      const rest = all
        .filter((key) => from === undefined || compareBytes(name(key), name(from)) > 0)
        .sort((a, b) => compareBytes(name(a), name(b)));
      const page = rest.slice(0, limit);
      return {
        keys: page.filter(({ pk }) => pk.startsWith(prefix)),
        next: rest.length > limit ? page.at(-1) : undefined,
      };
    },

    due: (duePk, before, limit) =>
      (dues.get(duePk)?.before(before) ?? [])
        .filter(isLive)
        .slice(0, limit)
        .map((item) => ({ ...item })),
  };

  // Asynchronous throughout, so that what is refused is a rejection as of a real client.
  return {
    now,
    get: async (key) => Promise.resolve(now.get(key)),
    getMany: async (keys) => Promise.resolve(keys.map(now.get)),
    query: async (pk, range) => Promise.resolve(now.query(pk, range)),
    put: async (item, condition) => Promise.resolve(now.put(item, condition)),
    remove: async (key, condition) => Promise.resolve(now.remove(key, condition)),
    scan: async (prefix, limit, from) => Promise.resolve(now.scan(prefix, limit, from)),
    due: async (duePk, before, limit) => Promise.resolve(now.due(duePk, before, limit)),
    partitions: () => [...partitions.keys()],
    earliestDue: (duePk) => dues.get(duePk)?.earliest ?? "9",
  };
};
