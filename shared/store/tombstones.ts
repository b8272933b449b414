import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { fromMaybe, toItem } from "./item.ts";
import { personPk } from "./people.ts";
import type { Item, Table } from "./table.ts";

/** Somebody was erased at an instant: nothing of theirs that is not younger exists any more. Kept for ever. */
export const Tombstone = z.object({ at: Instant });

export const tombstoneSk = "ERASED";
const storeKey = (store: string): { pk: string; sk: string } => ({ pk: `*/erasures/${store}`, sk: "STORE" });

const put = async (table: Table, key: { pk: string; sk: string }, at: Instant): Promise<void> => {
  await table.put(toItem(key, { at }, { at }), { kind: "newer", attribute: "at", than: at });
};

const instantIn = (item: Item | undefined): Instant | undefined => fromMaybe(Tombstone, item)?.at;

/** Puts a tombstone on a profile; of two the younger stands. */
export const buryProfile = (table: Table, store: string, profile: string, at: Instant): Promise<void> =>
  put(table, { pk: personPk(store, profile), sk: tombstoneSk }, at);

/** Puts a tombstone on a whole store. It lies outside the store, and so outlives it. */
export const buryStore = (table: Table, store: string, at: Instant): Promise<void> => put(table, storeKey(store), at);

/**
 * Up to when what is said of a profile is erased: the younger of its own tombstone and its store's; undefined where there
 * is neither. One read.
 */
export const erasedUntil = async (
  table: Table,
  store: string,
  profiles: readonly string[],
): Promise<Instant | undefined> => {
  const keys = [...new Set(profiles)].map((profile) => ({ pk: personPk(store, profile), sk: tombstoneSk }));
  const items = await table.getMany([storeKey(store), ...keys]);
  const instants = items.flatMap((item) => instantIn(item) ?? []).sort();
  return instants.at(-1);
};

/** Up to when a store is erased; undefined where it is not. */
export const storeErasedUntil = async (table: Table, store: string): Promise<Instant | undefined> =>
  instantIn(await table.get(storeKey(store)));
