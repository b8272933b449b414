import type { BoundFlow, Flow } from "../engine/define-flow.ts";
import { type Facts, refName } from "../engine/facts.ts";
import { addressesFor } from "../engine/recipient.ts";
import type { Run } from "../engine/run.ts";
import type { Instant } from "../events/instant.ts";
import { readAddresses } from "../store/addresses.ts";
import type { Keys } from "../store/keys.ts";
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
  const products = bound.flatMap(({ subject }) => subject.productIds);
  const [refItems, addresses, catalogue] = await Promise.all([
    readRefs(table, id, keys, refs),
    readAddresses(table, id, hashes),
    readProducts(table, id, products),
  ]);
  return {
    ...bare,
    addresses,
    products: catalogue,
    refs: new Map(refs.flatMap((ref, index) => (refItems[index] ? [[refName(ref), refItems[index]]] : []))),
  };
};
