import type { BoundFlow, Flow } from "../engine/flow.ts";
import { type Facts, refName } from "../engine/facts.ts";
import { addressesFor } from "../engine/recipient.ts";
import type { Run } from "../engine/run.ts";
import type { Instant } from "../events/instant.ts";
import { readAddresses } from "../store/addresses.ts";
import type { Keys } from "../store/keys.ts";
import { noHabits, readHabits } from "../store/habits.ts";
import { readRampCount } from "../store/launch-counts.ts";
import { readProducts } from "../store/products.ts";
import { readRefs } from "../store/refs.ts";
import type { StoreRead } from "../store/stores.ts";
import type { Table } from "../store/table.ts";
import type { Person } from "./person.ts";

type Context = {
  readonly table: Table;
  readonly keys: Keys;
  readonly flows: readonly Flow[];
  readonly store: StoreRead;
  readonly now: Instant;
};

const addressesOf = (facts: Facts, bound: BoundFlow): readonly string[] =>
  (["email", "text"] as const).flatMap((channel) =>
    addressesFor(facts, bound.subject, channel, "marketing").map((address) => facts.hashOf(channel, address)),
  );

/**
 * Reads whatever else a decision about a person looks at: what is known of the addresses, tokens and products of every
 * live run, so that a rival is judged by the same facts.
 */
export const readFacts = async (context: Context, person: Person, runs: readonly Run[]): Promise<Facts> => {
  const { table, keys, flows, store, now } = context;
  const { id } = store.settings;
  const bare: Facts = {
    person,
    refs: new Map(),
    addresses: new Map(),
    products: new Map(),
    habits: noHabits,
    suggestions: new Map(),
    store: store.state,
    everything: store.everything,
    hashOf: (channel, address) => keys.address(channel, address),
  };
  const bound = runs.flatMap(
    (run) =>
      flows.find((flow) => flow.id === run.flow)?.bind({ run, facts: bare, settings: store.settings, now }) ?? [],
  );
  const refs = bound.flatMap(({ subject }) => subject.refs);
  const hashes = [...new Set(bound.flatMap((flow) => addressesOf(bare, flow)))];
  const suggestAfter = bound.flatMap(({ subject }) => subject.suggestAfter ?? []);
  const [refItems, addresses, { habits, suggestions }, ramp] = await Promise.all([
    readRefs(table, id, keys, refs),
    readAddresses(table, id, hashes),
    readHabits(table, id, suggestAfter),
    readRampCount(table, id, store.state.launch, now),
  ]);
  const suggested = suggestAfter.length === 0 ? [] : [...suggestions.values(), habits.bestSeconds].flat();
  const products = [...bound.flatMap(({ subject }) => subject.productIds), ...suggested];
  const catalogue = await readProducts(table, id, products);
  return {
    ...bare,
    habits,
    suggestions,
    ramp,
    addresses,
    products: catalogue,
    refs: new Map(refs.flatMap((ref, index) => (refItems[index] ? [[refName(ref), refItems[index]]] : []))),
  };
};
