import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { StoreHabits } from "../engine/facts.ts";
import { Instant } from "../events/instant.ts";
import type { Tally } from "../habits/tally.ts";
import { fromItem, fromMaybe, toItem } from "./item.ts";
import type { Table } from "./table.ts";

const HabitsItem = z.object({
  gapDays: z.number().optional(),
  samples: z.number().int(),
  bestSeconds: z.array(z.string()),
  /** By number of days, how many people came back after so many. */
  histogram: z.record(z.string(), z.number().int()),
  countedAt: Instant,
});

const AfterItem = z.object({ products: z.array(z.string()) });

/** The habits of a store of which nothing is known yet. */
export const noHabits: StoreHabits = { gapDays: undefined, samples: 0, bestSeconds: [] };

const pk = (store: string): string => `${store}/habits`;
const habitsSk = "HABITS";
const afterPrefix = "AFTER#";
const afterSk = (product: string): string => `${afterPrefix}${product}`;

/** How a store's customers come back, and what they bought second after each of these products. One read. */
export const readHabits = async (
  table: Table,
  store: string,
  products: readonly string[],
): Promise<{ readonly habits: StoreHabits; readonly suggestions: ReadonlyMap<string, readonly string[]> }> => {
  const distinct = [...new Set(products)];
  const keys = [habitsSk, ...distinct.map(afterSk)].map((sk) => ({ pk: pk(store), sk }));
  const [item, ...after] = await table.getMany(keys);
  const habits = fromMaybe(HabitsItem, item);
  const known = distinct.flatMap((product, index): [string, readonly string[]][] => {
    const found = fromMaybe(AfterItem, after[index]);
    return found === undefined ? [] : [[product, found.products]];
  });
  return {
    habits:
      habits === undefined
        ? noHabits
        : { gapDays: habits.gapDays, samples: habits.samples, bestSeconds: habits.bestSeconds },
    suggestions: new Map(known),
  };
};

/** When each store's habits were counted last; undefined where they never were. */
export const habitsCountedAt = async (
  table: Table,
  stores: readonly string[],
): Promise<readonly { readonly store: string; readonly countedAt: Instant | undefined }[]> => {
  const items = await table.getMany(stores.map((store) => ({ pk: pk(store), sk: habitsSk })));
  return stores.map((store, index) => ({ store, countedAt: fromMaybe(HabitsItem, items[index])?.countedAt }));
};

/**
 * Puts what was counted in the place of what was there. Of the suggestions only those that have changed are written, and
 * those that are no more are removed; the date comes last, so that a count that died halfway is done again.
 */
export const putHabits = async (
  table: Table,
  store: string,
  { habits, histogram, after }: Tally,
  countedAt: Instant,
): Promise<void> => {
  const stored = await table.query(pk(store), { prefix: afterPrefix });
  const known = new Map(stored.map((item) => [item.sk, fromItem(AfterItem, item)]));
  for (const [product, products] of after) {
    const sk = afterSk(product);
    if (!isDeepStrictEqual(known.get(sk), { products })) await table.put(toItem({ pk: pk(store), sk }, { products }));
    known.delete(sk);
  }
  for (const sk of known.keys()) await table.remove({ pk: pk(store), sk });
  await table.put(toItem({ pk: pk(store), sk: habitsSk }, { ...habits, histogram, countedAt }));
};
