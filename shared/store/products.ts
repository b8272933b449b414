import { Product } from "../events/parts.ts";
import * as z from "zod";
import { fromMaybe, toItem } from "./item.ts";
import type { Table } from "./table.ts";

const ProductItem = z.object({ product: Product.optional() });

const key = (store: string, id: string): { pk: string; sk: string } => ({
  pk: `${store}/product/${id}`,
  sk: "PRODUCT",
});

/** Keeps what the catalogue says of a product, or that it is gone, if that is newer than what it said. One write. */
export const putProduct = async (
  table: Table,
  store: string,
  id: string,
  product: Product | undefined,
  version: string,
): Promise<void> => {
  await table.put(toItem(key(store, id), { product }, { version }), {
    kind: "newer",
    attribute: "version",
    than: version,
  });
};

/** What the catalogue knows: a product, that there is none any more (null), or nothing (absent from the map). */
export const readProducts = async (
  table: Table,
  store: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Product | null>> => {
  const distinct = [...new Set(ids)];
  const items = (await table.getMany(distinct.map((id) => key(store, id)))).map((item) => fromMaybe(ProductItem, item));
  return new Map(distinct.flatMap((id, index) => (items[index] ? [[id, items[index].product ?? null]] : [])));
};
