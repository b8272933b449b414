import type { Item, Key, Table } from "../../shared/store/table.ts";

/** What everybody's decisions look at: the store, its habits and its products. */
const shared = /^[^/]+\/(?:store|habits|product\/)/;

/** The reads of a table, of which those that are the same for every person are asked for once. */
export const createCachedReads = (table: Table): Pick<Table, "get" | "getMany" | "query"> => {
  const known = new Map<string, Item | undefined>();
  const nameOf = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`;
  const getMany = async (keys: readonly Key[]): Promise<readonly (Item | undefined)[]> => {
    const missing = keys.filter((key) => !known.has(nameOf(key)));
    const items = missing.length === 0 ? [] : await table.getMany(missing);
    const read = new Map(missing.map((key, index) => [nameOf(key), items[index]]));
    for (const key of missing) if (shared.test(key.pk)) known.set(nameOf(key), read.get(nameOf(key)));
    return keys.map((key) => read.get(nameOf(key)) ?? known.get(nameOf(key)));
  };
  return { get: async (key) => (await getMany([key]))[0], getMany, query: table.query };
};
