import type { Instant } from "../../shared/events/instant.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import type { Item, Key, Table } from "../../shared/store/table.ts";

export type OverlayOptions = {
  /** What lies below. It is read and never written. */
  readonly below: Pick<Table, "get" | "getMany" | "query">;
  readonly now: () => Instant;
  /** An item below as it is to be seen; undefined hides it. Asked once for each item. */
  readonly view?: (item: Item) => Item | undefined;
  /** Whether a partition is empty below, whatever lies there. */
  readonly startsEmpty?: (pk: string) => boolean;
  /** Whether a partition is small, and read as a whole when anything of it is. */
  readonly isWhole?: (pk: string) => boolean;
};

const nameOf = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;

/**
 * A table in memory on top of another: reads fall through, writes stay here, so that the real functions can be tried on what
 * somebody else's table holds. An item is taken over when it is first needed.
 */
export const createOverlayTable = ({
  below,
  now,
  view = (item) => item,
  startsEmpty = () => false,
  isWhole = () => false,
}: OverlayOptions): Table => {
  const own = createMemoryTable({ now });
  const known = new Set<string>();
  const knownIn = new Map<string, number>();
  const whole = new Set<string>();

  const takeOver = async (key: Key, item: Item | undefined): Promise<void> => {
    if (known.has(nameOf(key))) return;
    known.add(nameOf(key));
    knownIn.set(key.pk, (knownIn.get(key.pk) ?? 0) + 1);
    const seen = item === undefined ? undefined : view(item);
    if (seen !== undefined) await own.put(seen);
  };
  const isThere = ({ pk }: Key): boolean => whole.has(pk) || startsEmpty(pk);

  const takeWhole = async (pk: string): Promise<void> => {
    if (whole.has(pk) || startsEmpty(pk)) return;
    const items = await below.query(pk);
    whole.add(pk);
    for (const item of items) await takeOver(item, item);
  };

  const take = async (keys: readonly Key[]): Promise<void> => {
    for (const { pk } of keys) if (isWhole(pk)) await takeWhole(pk);
    const missing = keys.filter((key) => !known.has(nameOf(key)) && !isThere(key));
    if (missing.length === 0) return;
    const items = await below.getMany(missing.map(({ pk, sk }) => ({ pk, sk })));
    for (const [index, key] of missing.entries()) await takeOver(key, items[index]);
  };

  return {
    get: async (key) => {
      await take([key]);
      return own.get(key);
    },
    getMany: async (keys) => {
      await take(keys);
      return own.getMany(keys);
    },
    query: async (pk, range = {}) => {
      if (isWhole(pk)) await takeWhole(pk);
      if (!isThere({ pk, sk: "" })) {
        // What was changed or removed here may hide as many of those below.
        const limit = range.limit === undefined ? {} : { limit: range.limit + (knownIn.get(pk) ?? 0) };
        for (const item of await below.query(pk, { ...range, ...limit })) await takeOver(item, item);
      }
      return own.query(pk, range);
    },
    put: async (item, condition) => {
      await take([item]);
      return own.put(item, condition);
    },
    remove: async (key, condition) => {
      await take([key]);
      return own.remove(key, condition);
    },
    scan: () => Promise.reject(new Error("A table on top of another is not read as a whole.")),
    due: (duePk, before, limit) => own.due(duePk, before, limit),
  };
};
