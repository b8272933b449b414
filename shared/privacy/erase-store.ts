import type { Instant } from "../events/instant.ts";
import type { Blobs, ForgetSecrets } from "../platform/ports.ts";
import { beginErasure, countErasure, finishErasure } from "../store/erasures.ts";
import { exportKeyOf } from "./exports.ts";
import { blobOf } from "../store/rejected.ts";
import { forgetSettings, readStore } from "../store/stores.ts";
import type { Key, Table } from "../store/table.ts";
import { buryStore } from "../store/tombstones.ts";

type Context = { readonly table: Table; readonly blobs: Blobs; readonly forgetSecrets: ForgetSecrets };

/**
 * Begins to erase a store: its settings and secrets at once, so that from now on nothing is taken or sent for it, under a
 * tombstone that outlives it. False when its operator has put it again since the request: then nothing is touched.
 */
export const beginStoreErasure = async (
  { table, forgetSecrets }: Context,
  request: { readonly id: string; readonly by: string; readonly store: string; readonly at: Instant },
  now: Instant,
): Promise<boolean> => {
  const { id, by, store, at } = request;
  const putAt = (await readStore(table, store))?.state.putAt;
  const erasure = await beginErasure(table, { id, store, what: "erase-store", by, at, startedAt: now });
  if (putAt !== undefined && putAt > at) {
    await finishErasure(table, erasure, now, "put-again");
    return false;
  }
  await buryStore(table, store, at);
  await forgetSettings(table, store);
  await forgetSecrets(store);
  return true;
};

/** So many items are looked at a page; so many pages a batch, which takes some ten seconds when all of them go. */
const pageSize = 250;
const pagesABatch = 8;
const together = 25;

/** An item, and whatever lies in the bucket for it. */
const removeWhole = async ({ table, blobs }: Context, store: string, key: Key): Promise<void> => {
  const item = key.sk.startsWith("EXPORT#") ? await table.get(key) : undefined;
  const blob = item === undefined ? await blobOf(table, store, key) : exportKeyOf(item);
  if (blob !== undefined) await blobs.remove(blob);
  await table.remove(key);
};

export type Batch =
  | { readonly kind: "more"; readonly from: Key }
  /** Everything has been looked at once. */
  | { readonly kind: "done" }
  /** Somebody has put the store again: what is there now is theirs. */
  | { readonly kind: "put-again" };

/** Removes a batch of a store's items. The same batch twice finds nothing the second time. */
export const eraseStoreBatch = async (
  context: Context,
  erasure: { readonly store: string; readonly id: string },
  from: Key | undefined,
): Promise<Batch> => {
  const { table } = context;
  const { store } = erasure;
  if ((await readStore(table, store)) !== undefined) return { kind: "put-again" };
  let next = from;
  let gone = 0;
  for (let page = 0; page < pagesABatch; page += 1) {
    const found = await table.scan(`${store}/`, pageSize, next);
    for (let first = 0; first < found.keys.length; first += together) {
      const some = found.keys.slice(first, first + together);
      await Promise.all(some.map((key) => removeWhole(context, store, key)));
    }
    gone += found.keys.length;
    next = found.next;
    if (next === undefined) break;
  }
  if (gone > 0) await countErasure(table, erasure, "items", gone);
  return next === undefined ? { kind: "done" } : { kind: "more", from: next };
};
