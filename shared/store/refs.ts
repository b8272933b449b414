import * as z from "zod";
import { Event } from "../events/catalogue.ts";
import { Instant, toEpoch } from "../events/instant.ts";
import { factOf, type Ref } from "../profile/facts.ts";
import { ratingFact } from "../profile/said-facts.ts";
import { ConflictError, fromItem, fromMaybe, putOnce, revise, toItem } from "./item.ts";
import type { Keys } from "./keys.ts";
import type { Table } from "./table.ts";

/** What is known of a token: whose it is, and which orders came of it. Tokens link, they never merge people. */
export const RefItem = z.object({
  owner: z.string().optional(),
  ownerVersion: z.string().optional(),
  orders: z.array(z.object({ id: z.string(), createdAt: Instant })),
  /** Whose it was has been erased: what was told of it until then is dropped. */
  erasedAt: Instant.optional(),
});
export type RefItem = z.infer<typeof RefItem>;

const pk = (store: string, keys: Keys, ref: Ref): string => `${store}/ref/${keys.ref(ref.kind, ref.value)}`;

export const readRefs = async (
  table: Table,
  store: string,
  keys: Keys,
  refs: readonly Ref[],
): Promise<readonly (RefItem | undefined)[]> =>
  (await table.getMany(refs.map((ref) => ({ pk: pk(store, keys, ref), sk: "REF" })))).map((item) =>
    fromMaybe(RefItem, item),
  );

/**
 * Names the owner of a token, the latest statement winning, and adds an order that came of it. Returns whose it was
 * until now, where that is somebody else.
 */
export const linkRef = async (
  table: Table,
  store: string,
  keys: Keys,
  ref: Ref,
  link: {
    readonly owner?: { readonly person: string; readonly version: string } | undefined;
    readonly order?: { readonly id: string; readonly createdAt: Instant } | undefined;
  },
): Promise<string | undefined> => {
  const { owner, order } = link;
  let before: string | undefined;
  await revise(table, RefItem, { pk: pk(store, keys, ref), sk: "REF" }, (current) => {
    const owns = owner !== undefined && (current?.ownerVersion ?? "") < owner.version;
    const orders = current?.orders ?? [];
    before = owns && current?.owner !== owner.person ? current?.owner : undefined;
    const adds = order !== undefined && !orders.some(({ id }) => id === order.id);
    if (!adds && (!owns || current?.owner === owner.person)) return undefined;
    return {
      ...(current?.erasedAt !== undefined && { erasedAt: current.erasedAt }),
      orders: adds ? [...orders, order] : orders,
      ...(owns
        ? { owner: owner.person, ownerVersion: owner.version }
        : current?.owner !== undefined && { owner: current.owner, ownerVersion: current.ownerVersion }),
    };
  });
  return before;
};

/** What waits at a token for an owner is given up after 90 days. */
const waitSeconds = 90 * 86_400;

/** As what an event waits: as the latest word on its subject, and as the first on its rating, of which there may be two. */
const waitsAs = (event: Event): readonly { readonly sk: string; readonly version: string }[] => {
  const first = ratingFact(event);
  return [
    { sk: `WAIT#${factOf(event)?.key ?? event.id}`, version: event.version },
    ...(first === undefined ? [] : [{ sk: `WAIT#${first.key}`, version: first.version }]),
  ];
};

/** Lets an event that names nobody wait at its token; of two about the same thing the newer one. */
export const waitAt = async (table: Table, keys: Keys, ref: Ref, event: Event): Promise<void> => {
  const ttl = Math.floor(new Date(event.receivedAt).getTime() / 1000) + waitSeconds;
  for (const { sk, version } of waitsAs(event)) {
    const item = toItem({ pk: pk(event.store, keys, ref), sk }, event, { ttl, version });
    await table.put(item, { kind: "newer", attribute: "version", than: version });
  }
};

/** Everything that waits at a token, each event once. */
export const waitingAt = async (table: Table, store: string, keys: Keys, ref: Ref): Promise<readonly Event[]> => {
  const items = await table.query(pk(store, keys, ref), { prefix: "WAIT#" });
  return [...new Map(items.map((item) => fromItem(Event, item)).map((event) => [event.id, event])).values()];
};

/** Takes an event away from its token, unless a newer one about the same thing has come to wait there. */
export const stopWaiting = async (table: Table, keys: Keys, ref: Ref, event: Event): Promise<void> => {
  for (const { sk, version } of waitsAs(event)) {
    await table.remove(
      { pk: pk(event.store, keys, ref), sk },
      { kind: "equals", attribute: "version", value: version },
    );
  }
};

/**
 * Erases what is known of a token of somebody's who is erased: its owner, its orders, and what waited there and is not
 * younger. Noted for as long as anything could have waited, so that a late body about it is dropped. A token that belongs
 * to somebody else by now is left alone. Tells how many items are gone.
 */
export const eraseRef = async (
  table: Table,
  store: string,
  keys: Keys,
  ref: Ref,
  isTheirs: (owner: string) => boolean,
  at: Instant,
): Promise<number> => {
  const items = await table.query(pk(store, keys, ref));
  const item = items.find(({ sk }) => sk === "REF");
  const known = fromMaybe(RefItem, item);
  if (known?.owner !== undefined && !isTheirs(known.owner)) return 0;
  const waiting = items.filter(({ sk }) => sk.startsWith("WAIT#"));
  const older = waiting.filter((found) => fromItem(Event, found).occurredAt <= at);
  for (const found of older) await table.remove(found);
  if (known === undefined) return older.length;
  if (known.owner === undefined && known.orders.length === 0 && (known.erasedAt ?? "") >= at) return older.length;
  const revision = typeof item?.["revision"] === "number" ? item["revision"] : 0;
  const ttl = Math.floor(toEpoch(at) / 1000) + waitSeconds;
  const key = { pk: pk(store, keys, ref), sk: "REF" };
  const erased = toItem(key, { orders: [], erasedAt: at }, { revision: revision + 1, ttl });
  const { written } = await putOnce(table, erased, { kind: "equals", attribute: "revision", value: revision });
  if (!written) throw new ConflictError("A token was changed while it was erased.");
  return older.length + 1;
};
