import type { Item, Key, Table } from "../../shared/store/table.ts";

const guessed = new Set(["REF", "PROFILE", "OWNER"]);
const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`;

/**
 * The same table for somebody who writes what is likely to be new: who owns a token, whom an address belongs to and who is
 * filed under whom is not read first, but taken to be as this table saw it last, or not to be there. Each of them is
 * written on a condition, and whoever is refused is told what stands there, so a wrong guess costs the refused write and
 * nothing else. Of an order that is new it saves a read in four. To be used for one person, and forgotten.
 */
export const assumeNew = (table: Table): Table => {
  const seen = new Map<string, Item | undefined>();
  return {
    ...table,
    get: (key) => (guessed.has(key.sk) ? Promise.resolve(seen.get(nameOf(key))) : table.get(key)),
    put: async (item, condition) => {
      const result = await table.put(item, condition);
      if (guessed.has(item.sk)) seen.set(nameOf(item), result.written ? item : result.current);
      return result;
    },
  };
};
