import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { Purpose } from "../events/parts.ts";
import { fromMaybe, revise } from "./item.ts";
import type { Table } from "./table.ts";

/** What is known of one address, whoever uses it: why nothing may go there, and when its holder said stop. */
export const AddressState = z.object({
  suppressed: z.object({ reason: z.string(), at: Instant }).optional(),
  /** By purpose, the latest stop said at this address itself (a link in a message, a reply). */
  stops: z.partialRecord(Purpose, Instant),
});
export type AddressState = z.infer<typeof AddressState>;

const key = (store: string, hash: string): { pk: string; sk: string } => ({
  pk: `${store}/address/${hash}`,
  sk: "ADDRESS",
});

export const readAddresses = async (
  table: Table,
  store: string,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, AddressState>> => {
  const items = await table.getMany(hashes.map((hash) => key(store, hash)));
  const states = items.map((item) => fromMaybe(AddressState, item));
  return new Map(hashes.flatMap((hash, index) => (states[index] ? [[hash, states[index]]] : [])));
};

/** Nothing is sent to this address any more, of any kind. The first reason stands. */
export const suppressAddress = async (
  table: Table,
  store: string,
  hash: string,
  suppressed: { reason: string; at: Instant },
): Promise<void> => {
  await revise(table, AddressState, key(store, hash), (current) =>
    current?.suppressed ? undefined : { stops: current?.stops ?? {}, suppressed },
  );
};

/** The holder of this address said stop: every consent given before is void. */
export const stopAddress = async (
  table: Table,
  store: string,
  hash: string,
  purpose: Purpose,
  at: Instant,
): Promise<void> => {
  await revise(table, AddressState, key(store, hash), (current) => {
    const known = current?.stops[purpose];
    if (known !== undefined && known >= at) return undefined;
    return { ...current, stops: { ...current?.stops, [purpose]: at } };
  });
};

/** The holder of this address takes every stop back: what was consented to before counts again. */
export const liftStops = async (table: Table, store: string, hash: string): Promise<void> => {
  await revise(table, AddressState, key(store, hash), (current) =>
    current === undefined || Object.keys(current.stops).length === 0 ? undefined : { ...current, stops: {} },
  );
};
