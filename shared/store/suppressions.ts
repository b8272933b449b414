import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { Channel } from "../events/parts.ts";
import { readAddresses, suppressAddress, unsuppressAddress } from "./addresses.ts";
import { fromItem, toItem } from "./item.ts";
import type { Table } from "./table.ts";

type Place = { readonly channel: Channel; readonly hash: string };

/** An address to which nothing is sent, by the hash it is kept under, and why. */
export const Suppression = z.object({ channel: Channel, hash: z.string(), reason: z.string(), at: Instant });
export type Suppression = z.infer<typeof Suppression>;

const Entry = z.object({ channel: Channel });

const pk = (store: string): string => `${store}/suppressed`;

/** Puts an address on the list of its store. What is on it by mistake is seen not to be suppressed when it is read. */
export const enlist = async (table: Table, store: string, { channel, hash }: Place): Promise<void> => {
  await table.put(toItem({ pk: pk(store), sk: hash }, { channel }));
};

/** Suppresses an address, and puts it on the list of its store. True when it was not suppressed before. */
export const suppress = async (table: Table, store: string, suppression: Suppression): Promise<boolean> => {
  const { hash, reason, at } = suppression;
  await enlist(table, store, suppression);
  return suppressAddress(table, store, hash, { reason, at });
};

/** Takes an address off the list that is suppressed no more. */
export const unlist = async (table: Table, store: string, { hash }: Place): Promise<void> => {
  await table.remove({ pk: pk(store), sk: hash });
};

/** What is sent may go to an address again. True when it was suppressed. */
export const unsuppress = async (table: Table, store: string, place: Place): Promise<boolean> => {
  const was = await unsuppressAddress(table, store, place.hash);
  await unlist(table, store, place);
  return was;
};

/** Every suppressed address of a store, the oldest suppression first. */
export const listSuppressions = async (table: Table, store: string): Promise<readonly Suppression[]> => {
  const items = await table.query(pk(store));
  const states = await readAddresses(
    table,
    store,
    items.map(({ sk }) => sk),
  );
  const found = items.flatMap((item): Suppression[] => {
    const suppressed = states.get(item.sk)?.suppressed;
    return suppressed === undefined ? [] : [{ ...fromItem(Entry, item), hash: item.sk, ...suppressed }];
  });
  return found.sort((a, b) => a.at.localeCompare(b.at) || a.hash.localeCompare(b.hash));
};
