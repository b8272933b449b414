import type * as z from "zod";
import { fromEpoch, toEpoch } from "../../shared/events/instant.ts";
import type { PointsMove, Refund } from "../../shared/events/parts.ts";
import { type Points, pointsOf } from "../../shared/loyalty/points.ts";
import type { Person, PersonOrder, PersonStatement } from "../../shared/profile/person.ts";
import { LoyaltyRules, type LoyaltySettings } from "../../shared/settings/loyalty.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { at } from "../support/instants.ts";
import { orderOf, personWith } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

type Rules = z.input<typeof LoyaltyRules>;
type Loyalty = z.input<typeof LoyaltySettings>;
type Expiry = NonNullable<Rules["expiry"]>;

export const never: Expiry = { kind: "never" };

/** A store with a ledger of its own, its rules in force since 2020 unless editions are given. */
export const storeWith = (
  rules: Rules & { readonly zone?: string; readonly loyalty?: Omit<Loyalty, "rules"> } = {},
  editions?: readonly (readonly [from: string, rules: Rules])[],
): Settings => {
  const { zone = "UTC", loyalty, ...rest } = rules;
  const settings = settingsWith({ zone, loyalty: { source: "own", ...loyalty, rules: { expiry: never, ...rest } } });
  if (editions === undefined) return settings;
  return {
    ...settings,
    loyaltyHistory: editions.map(([from, edition]) => ({ from: at(from), rules: LoyaltyRules.parse(edition) })),
  };
};

/** A paid order of so much goods. */
export const bought = (
  id: string,
  when: string,
  goods = "100.00",
  changes: Partial<PersonOrder> = {},
): PersonOrder => ({
  ...orderOf(id, at(when)),
  financialStatus: "paid",
  total: goods,
  subtotal: goods,
  goods,
  ...changes,
});

export const refunded = (
  id: string,
  orderId: string,
  when: string,
  what: Partial<Pick<Refund, "goods" | "amount" | "lines">>,
): Refund => ({ id, orderId, createdAt: at(when), lines: [], ...what });

export const moved = (
  id: string,
  kind: PointsMove["kind"],
  points: number,
  when: string,
  changes: Partial<PointsMove> = {},
): PointsMove => ({ id, kind, points, at: at(when), ...changes });

export const stated = (balance: number, when: string, changes: Partial<PersonStatement> = {}): PersonStatement => ({
  source: "smile",
  balance,
  statedAt: at(when),
  ...changes,
});

export const member = (what: Partial<Pick<Person, "orders" | "moves" | "statements">>): Person => personWith(what);

/** The points of a member at a moment; an error where the store has none. */
export const pointsAt = (person: Person, settings: Settings, when: string): Points => {
  const points = pointsOf(person, settings, at(when));
  if (points === undefined) throw new Error("This store has no points.");
  return points;
};

/** The last millisecond before a moment. */
export const justBefore = (when: string): string => fromEpoch(toEpoch(at(when)) - 1);

/** What is left of every lot that has something left. */
export const leftOf = ({ lots }: Points): Readonly<Record<string, number>> =>
  Object.fromEntries(lots.filter(({ left }) => left > 0).map(({ id, left }) => [id, left]));
