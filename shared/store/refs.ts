import * as z from "zod";
import { Event } from "../events/catalogue.ts";
import { Instant } from "../events/instant.ts";
import { factOf, type Ref } from "../profile/facts.ts";
import { fromItem, fromMaybe, revise, toItem } from "./item.ts";
import type { Keys } from "./keys.ts";
import type { Table } from "./table.ts";

/** What is known of a token: whose it is, and which orders came of it. Tokens link, they never merge people. */
export const RefItem = z.object({
  owner: z.string().optional(),
  ownerVersion: z.string().optional(),
  orders: z.array(z.object({ id: z.string(), createdAt: Instant })),
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

const waitSk = (event: Event): string => `WAIT#${factOf(event)?.key ?? event.id}`;

/** Lets an event that names nobody wait at its token; of two about the same thing the newer one. */
export const waitAt = async (table: Table, keys: Keys, ref: Ref, event: Event): Promise<void> => {
  const key = { pk: pk(event.store, keys, ref), sk: waitSk(event) };
  const ttl = Math.floor(new Date(event.receivedAt).getTime() / 1000) + waitSeconds;
  await table.put(toItem(key, event, { ttl, version: event.version }), {
    kind: "newer",
    attribute: "version",
    than: event.version,
  });
};

/** Everything that waits at a token. */
export const waitingAt = async (table: Table, store: string, keys: Keys, ref: Ref): Promise<readonly Event[]> =>
  (await table.query(pk(store, keys, ref), { prefix: "WAIT#" })).map((item) => fromItem(Event, item));

/** Takes an event away from its token, unless a newer one about the same thing has come to wait there. */
export const stopWaiting = async (table: Table, keys: Keys, ref: Ref, event: Event): Promise<void> => {
  const key = { pk: pk(event.store, keys, ref), sk: waitSk(event) };
  await table.remove(key, { kind: "equals", attribute: "version", value: event.version });
};
