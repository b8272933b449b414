import type { Channel, Product } from "../events/parts.ts";
import type { Person } from "../profile/person.ts";
import type { Ref } from "../profile/facts.ts";
import type { AddressState } from "../store/addresses.ts";
import type { RampTaken } from "../store/launch-counts.ts";
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
  /** What is known of how this store's customers come back. */
  readonly habits: StoreHabits;
  /** By product, what this store's customers bought second after it, the most frequent first. */
  readonly suggestions: ReadonlyMap<string, readonly string[]>;
  readonly store: StoreState;
  readonly everything: StoreState;
  /** What is taken of today's volume, while a ramp is going on. */
  readonly ramp?: RampTaken | undefined;
  /** The hash under which consent and suppression of an address are kept. */
  readonly hashOf: (channel: Channel, address: string) => string;
};

/** How this store's customers come back, recomputed daily from one gap per person. */
export type StoreHabits = {
  /** The median of days from first to second order; undefined while nobody has come back. */
  readonly gapDays: number | undefined;
  /** How many people that is taken from. */
  readonly samples: number;
  /** What customers buy second, whatever they bought first; the most frequent first. */
  readonly bestSeconds: readonly string[];
};

export const refName = (ref: Ref): string => `${ref.kind}#${ref.value}`;
