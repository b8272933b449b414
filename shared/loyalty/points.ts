import type { Instant } from "../events/instant.ts";
import type { Person } from "../profile/person.ts";
import type { Settings } from "../settings/settings.ts";
import { ledgerOf } from "./ledger.ts";
import { statedPoints } from "./statements.ts";

/** Points that came together and expire together. */
export type Lot = {
  /** What they came from: `order:820982911946154508`, `move:<id>` or, of a loyalty app, `statement:<app>`. */
  readonly id: string;
  readonly points: number;
  readonly earnedAt: Instant;
  readonly usableAt: Instant;
  /** What is left of them. */
  readonly left: number;
  /**
   * When what is left expires, if nothing happens meanwhile, or when it did; undefined when it never does and when the
   * lot was used up before.
   */
  readonly expiresAt: Instant | undefined;
};

/** A member's points at an instant. `earned` is the sum of `spent`, `expired`, `available`, `pending` and `takenBack`. */
export type Points = {
  readonly earned: number;
  readonly spent: number;
  readonly expired: number;
  readonly available: number;
  readonly pending: number;
  readonly takenBack: number;
  /** What refunds and redemptions asked for beyond what there was. */
  readonly shortfall: number;
  /** Every lot there has been, the oldest first. */
  readonly lots: readonly Lot[];
  /** The last earning or spending: `order:<id>` or `move:<id>`. */
  readonly lastActivity: { readonly id: string; readonly at: Instant } | undefined;
  /** What expires next, if nothing happens meanwhile. */
  readonly nextExpiry: { readonly at: Instant; readonly points: number } | undefined;
};

/**
 * A member's points at any instant, past or future; undefined where the store has no points. What happened after that
 * instant does not count, and what is told of later expiries goes by the rules in force at it.
 */
export const pointsOf = (person: Person, settings: Settings, at: Instant): Points | undefined => {
  const { source } = settings.loyalty;
  if (source === "none") return undefined;
  return source === "own" ? ledgerOf(person, settings, at).points : statedPoints(person, settings, at);
};
