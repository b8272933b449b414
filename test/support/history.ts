import type { Event } from "../../shared/events/catalogue.ts";
import { staffMatcher } from "../../shared/profile/identity.ts";
import type { Person } from "../../shared/profile/person.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import { type RecordContext, recordEvent } from "../../shared/profile/record.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { readRefs } from "../../shared/store/refs.ts";
import type { Table } from "../../shared/store/table.ts";
import { start } from "./events.ts";
import { rootSecret, settingsWith } from "./settings.ts";

export const keys = createKeys(rootSecret, "demo");
export const staff = ["@juniper-oak.example", "Owner@Elsewhere.example"];

export const contextOn = (table: Table): RecordContext => ({
  table,
  store: "demo",
  keys,
  isStaff: staffMatcher(staff),
  settings: settingsWith(),
});

/** Records events in this order on a table of their own. */
export const record = async (events: readonly Event[], table = createMemoryTable({ now: () => start })) => {
  for (const event of events) await recordEvent(contextOn(table), event);
  return table;
};

export const customerId = (id: string): string => keys.person("customer", id);
export const emailId = (address: string): string => keys.person("email", address);

export const personAt = async (table: Table, profile: string): Promise<Person> =>
  (await readPerson(table, "demo", profile)).person;

/** Everything that is known of the people at these profiles and of these tokens, as whoever asks is told. */
export const stateOf = async (
  table: Table,
  profiles: readonly string[],
  checkouts: readonly string[],
  orders: readonly string[],
): Promise<unknown> => {
  const refs = [
    ...checkouts.map((value) => ({ kind: "checkout" as const, value })),
    ...checkouts.map((value) => ({ kind: "cart" as const, value: `cart-${value}` })),
    ...orders.map((value) => ({ kind: "order" as const, value })),
  ];
  const tokens = await readRefs(table, "demo", keys, refs);
  const people = [];
  for (const profile of profiles) {
    const person = await personAt(table, profile);
    people.push({ ...person, members: [...person.members].sort(), consents: sorted(person.consents) });
  }
  // A token may name any profile of its owner.
  const owners = [];
  for (const token of tokens) {
    const owner = token?.owner === undefined ? undefined : (await personAt(table, token.owner)).id;
    owners.push([owner, sorted(token?.orders ?? [])]);
  }
  return {
    people,
    tokens: owners.map(([owner, orders]) => ({ owner, orders })),
  };
};

const sorted = <T>(values: readonly T[]): readonly T[] =>
  [...values].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
