import type { Channel, Product } from "../events/parts.ts";
import type { Person } from "../profile/person.ts";
import type { Ref } from "../profile/facts.ts";
import type { AddressState } from "../store/addresses.ts";
import type { RefItem } from "../store/refs.ts";
import type { StoreState } from "../store/stores.ts";

/** Everything a decision may look at, read when it is made. */
export type Facts = {
  readonly person: Person;
  /** By {@link refName}. */
  readonly refs: ReadonlyMap<string, RefItem>;
  /** By address hash. */
  readonly addresses: ReadonlyMap<string, AddressState>;
  readonly products: ReadonlyMap<string, Product | null>;
  readonly store: StoreState;
  readonly everything: StoreState;
  /** The hash under which consent and suppression of an address are kept. */
  readonly hashOf: (channel: Channel, address: string) => string;
};

export const refName = (ref: Ref): string => `${ref.kind}#${ref.value}`;
