import { isDeepStrictEqual } from "node:util";
import { ascending } from "../events/ascending.ts";
import type { Instant } from "../events/instant.ts";
import type { ExpiryPolicy, LoyaltyHistory, LoyaltyRules } from "../settings/loyalty.ts";
import type { Settings } from "../settings/settings.ts";

type Edition = LoyaltyHistory[number];

/** While one expiry policy was in force without a break, whatever else of the rules changed meanwhile. */
export type Reign = { readonly policy: ExpiryPolicy; readonly from: Instant; readonly until: Instant | undefined };

const byStart = (a: Edition, b: Edition): number => ascending(a.from, b.from);

/** The rules as they were known at an instant, the oldest first. Of what came before the first, the first tells too. */
const knownAt = (history: LoyaltyHistory, at: Instant): LoyaltyHistory => {
  const sorted = [...history].sort(byStart);
  const known = sorted.filter(({ from }) => from <= at);
  return known.length === 0 ? sorted.slice(0, 1) : known;
};

/**
 * Tells the rules in force at an instant. A store whose settings were written before editions were kept goes by its
 * present ones.
 */
export const rulesAt = ({ loyaltyHistory, loyalty }: Settings): ((at: Instant) => LoyaltyRules) => {
  const sorted = [...loyaltyHistory].sort(byStart);
  const first = sorted[0]?.rules ?? loyalty.rules;
  return (at) => sorted.findLast(({ from }) => from <= at)?.rules ?? first;
};

/**
 * The expiry policies up to an instant, the oldest first; the last is taken to stay. A store without editions has none:
 * nobody knows since when its policy holds, so nothing may expire under it.
 */
export const reignsUntil = (history: LoyaltyHistory, at: Instant): readonly Reign[] => {
  const editions = knownAt(history, at);
  const begins = editions.filter(
    ({ rules }, index) => !isDeepStrictEqual(editions[index - 1]?.rules.expiry, rules.expiry),
  );
  return begins.map(({ from, rules }, index) => ({ policy: rules.expiry, from, until: begins[index + 1]?.from }));
};
