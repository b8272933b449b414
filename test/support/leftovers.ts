import type { Item, Table } from "../../shared/store/table.ts";

/** Every item of a store, or of what outlives it. */
export const itemsUnder = async (table: Table, prefix = "demo/"): Promise<readonly Item[]> => {
  const { keys } = await table.scan(prefix, 100_000);
  return (await table.getMany(keys)).filter((item) => item !== undefined);
};

/** What people have left: everything but tombstones, addresses by their hash, and what is the store's own. */
export const leftOfPeople = async (table: Table): Promise<readonly string[]> => {
  const own = ["demo/store", "demo/address/", "demo/code", "demo/product/", "demo/habits", "demo/suppressed"];
  const items = await itemsUnder(table);
  const isErasedToken = (item: Item): boolean =>
    item.pk.startsWith("demo/ref/") && item.sk === "REF" && /"orders":\[\],"erasedAt"/.test(JSON.stringify(item));
  return items
    .filter(({ pk }) => !own.some((prefix) => pk.startsWith(prefix)))
    .filter((item) => item.sk !== "ERASED" && !isErasedToken(item))
    .map(({ pk, sk }) => `${pk} ${sk}`);
};
