import { endOfYear, plusMonths } from "../events/calendar.ts";
import { type Fraction, floorOf, fractionOf, timesFraction } from "../events/fraction.ts";
import type { Instant } from "../events/instant.ts";
import type { Decimal } from "../events/money.ts";
import type { Person } from "../profile/person.ts";
import type { LoyaltySettings } from "../settings/loyalty.ts";
import type { Settings } from "../settings/settings.ts";
import { ledgerOf } from "./ledger.ts";
import { purchasesOf } from "./purchases.ts";

export type Tiers = NonNullable<LoyaltySettings["tiers"]>;

/** What counts towards a tier from one instant on, and what was taken off it later. */
export type Contribution = {
  readonly id: string;
  readonly at: Instant;
  readonly worth: bigint;
  readonly losses: readonly { readonly cause: string; readonly at: Instant; readonly worth: bigint }[];
};

const billion = fractionOf("1000000000");
const inBillionths = (value: Fraction): bigint => floorOf(timesFraction(value, billion));

/** Thresholds and contributions in whole billionths of a point or of the main currency, so that sums are exact. */
export const worthOf = (value: Decimal): bigint => inBillionths(fractionOf(value));
const worthOfPoints = (points: number): bigint => BigInt(points) * billion.count;

const bySpend = (person: Person, currency: string, until: Instant): readonly Contribution[] =>
  purchasesOf(person, currency, until).map(({ id, at, goods, returns }) => {
    const worth = inBillionths(goods);
    let before = worth;
    const losses = returns.map((taken) => {
      const left = inBillionths(taken.left);
      const loss = { cause: taken.cause, at: taken.at, worth: before - left };
      before = left;
      return loss;
    });
    return { id, at, worth, losses };
  });

const byPoints = (person: Person, settings: Settings, until: Instant): readonly Contribution[] => {
  const { points, reductions } = ledgerOf(person, settings, until);
  const ofLots = Map.groupBy(reductions, ({ lot }) => lot);
  return points.lots.map(({ id, earnedAt, points }) => ({
    id,
    at: earnedAt,
    worth: worthOfPoints(points),
    losses: (ofLots.get(id) ?? []).map(({ cause, at, points }) => ({ cause, at, worth: worthOfPoints(points) })),
  }));
};

/** What counts towards a person's tier up to an instant: goods paid for and kept, or points earned and kept. */
export const contributionsOf = (
  person: Person,
  settings: Settings,
  tiers: Tiers,
  until: Instant,
): readonly Contribution[] =>
  tiers.by === "spend" ? bySpend(person, settings.currency, until) : byPoints(person, settings, until);

/** When something that counts from an instant on counts no longer; undefined when it always does. */
export const leavingOf = ({ window }: Tiers, at: Instant, zone: string): Instant | undefined => {
  switch (window.kind) {
    case "lifetime":
      return undefined;
    case "rolling":
      return plusMonths(at, window.months, zone);
    case "calendar-year":
      return endOfYear(at, zone);
  }
};
