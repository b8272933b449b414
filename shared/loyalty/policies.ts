import { endOfMonth, endOfYear, plusDays, plusMonths } from "../events/calendar.ts";
import { fromEpoch, type Instant, latest, toEpoch } from "../events/instant.ts";
import type { ExpiryPolicy } from "../settings/loyalty.ts";
import type { Reign } from "./editions.ts";

const justBefore = (instant: Instant): Instant => fromEpoch(toEpoch(instant) - 1);

/** A policy by which points expire at all. */
type Timed = Exclude<ExpiryPolicy, { readonly kind: "never" }>;

/** When the points of an instant expire by a policy: for inactivity those of a member whose last activity that was. */
const expiryOf = (policy: Timed, since: Instant, zone: string): Instant => {
  switch (policy.kind) {
    case "inactivity":
      return plusMonths(since, policy.months, zone);
    case "per-lot":
      return plusDays(since, policy.days, zone);
    case "end-of-month":
      return endOfMonth(since, zone, policy.months);
    case "end-of-year":
      return endOfYear(since, zone, policy.years);
  }
};

/**
 * The first moment at which a policy switched on may expire anything: one full period later, at the next end of a month
 * or year for those that know no other moment.
 */
const graceOf = (policy: Timed, from: Instant, zone: string): Instant => {
  switch (policy.kind) {
    case "inactivity":
      return plusMonths(from, policy.months, zone);
    case "per-lot":
      return plusDays(from, policy.days, zone);
    case "end-of-month":
      return endOfMonth(justBefore(plusMonths(from, Math.max(policy.months, 1), zone)), zone);
    case "end-of-year":
      return endOfYear(justBefore(plusMonths(from, 12 * Math.max(policy.years, 1), zone)), zone);
  }
};

/** When points that came, or a member who was active, at an instant lose by the policies in force; undefined: never. */
type Clock = (since: Instant) => Instant | undefined;

/** What a policy takes of an instant, and until when it reigns. */
type Rule = { readonly due: (since: Instant) => Instant; readonly until: Instant | undefined };

/** A policy takes what falls due while it reigns; what would have fallen due later is for the next one to say. */
const clockOf =
  (rules: readonly Rule[]): Clock =>
  (since) => {
    for (const { due, until } of rules) {
      const moment = due(since);
      if (until === undefined || moment < until) return moment;
    }
    return undefined;
  };

export type Clocks = {
  /** For a lot by itself, from the moment it was earned. */
  readonly ofLot: Clock;
  /** For all lots together, from the member's last activity. */
  readonly ofMember: Clock;
};

/** The clocks of the store's own ledger, on which a policy expires nothing for one full period. */
export const clocksOf = (reigns: readonly Reign[], zone: string): Clocks => {
  const rules = reigns.flatMap(({ policy, from, until }) => {
    if (policy.kind === "never") return [];
    const grace = graceOf(policy, from, zone);
    return [{ kind: policy.kind, due: (since: Instant) => latest(expiryOf(policy, since, zone), grace), until }];
  });
  return {
    ofLot: clockOf(rules.filter(({ kind }) => kind !== "inactivity")),
    ofMember: clockOf(rules.filter(({ kind }) => kind === "inactivity")),
  };
};

/** The same for points that an app keeps: its own rules have been on for as long as it says so, so nothing is graced. */
export const appClock = (reigns: readonly Reign[], zone: string): Clock =>
  clockOf(
    reigns.flatMap(({ policy, until }) =>
      policy.kind === "inactivity" ? [{ due: (since: Instant) => expiryOf(policy, since, zone), until }] : [],
    ),
  );
