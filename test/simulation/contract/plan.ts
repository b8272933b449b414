import type { StoreSettings } from "../../../shared/settings/settings.ts";
import type { Act } from "./acts.ts";
import type { ProviderCall } from "./evidence.ts";
import type { Moment } from "./moment.ts";
import type { Random } from "./random.ts";

export type WorkloadOptions = {
  /** About so many webhooks (first sends; what is sent again comes on top). */
  readonly webhooks: number;
  readonly startsAt: Moment;
  /** Workloads of the enumeration by name; undefined for the random one. */
  readonly scenario?: string;
};

export type Plan = {
  /** Put before anything else, without faults. Their `secrets` become those of the stage. */
  readonly settings: readonly StoreSettings[];
  readonly acts: readonly Act[];
  /**
   * What people and providers do about a message that a provider accepted: acts at or after `call.at` (SES may tell of a
   * mail before its answer arrives). `random` depends on the seed and the message alone.
   */
  readonly respond?: (call: ProviderCall, random: Random) => readonly Act[];
};

export type Workload = (random: Random, options: WorkloadOptions) => Plan;

/** A small history of the enumeration: every port call of it is broken in every way, one run each. */
export type Scenario = { readonly name: string; readonly plan: Plan };
