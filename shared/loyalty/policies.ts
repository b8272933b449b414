import { endOfMonth, endOfYear, plusDays, plusMonths } from "../events/calendar.ts";
import { fromEpoch, type Instant, latest, toEpoch } from "../events/instant.ts";
import type { ExpiryPolicy } from "../settings/loyalty.ts";
import type { Reign } from "./editions.ts";

const justBefore = (instant: Instant): Instant => fromEpoch(toEpoch(instant) - 1);

/** When the points of an instant expire by a policy: for inactivity those of a member whose last activity that was. */
const expiryOf = (policy: ExpiryPolicy, since: Instant, zone: string): Instant | undefined => {
  switch (policy.kind) {
    case "never":
      return undefined;
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
const graceOf = (policy: ExpiryPolicy, from: Instant, zone: string): Instant => {
  switch (policy.kind) {
    case "never":
      return from;
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

const clockOf = (reigns: readonly (Reign & { readonly grace: Instant | undefined })[], zone: string): Clock => {
  return (since) => {
    for (const { policy, grace, until } of reigns) {
      const moment = expiryOf(policy, since, zone);
      if (moment === undefined) continue;
      const due = grace === undefined ? moment : latest(moment, grace);
      if (until === undefined || due < until) return due;
    }
    return undefined;
  };
};

export type Clocks = {
  /** For a lot by itself, from the moment it was earned. */
  readonly ofLot: Clock;
  /** For all lots together, from the member's last activity. */
  readonly ofMember: Clock;
};

/** A policy takes what falls due while it reigns; what would have fallen due later is for the next one to say. */
export const clocksOf = (reigns: readonly Reign[], zone: string): Clocks => {
  const graced = reigns.map((reign) => ({ ...reign, grace: graceOf(reign.policy, reign.from, zone) }));
  return {
    ofLot: clockOf(
      graced.filter(({ policy }) => policy.kind !== "inactivity"),
      zone,
    ),
    ofMember: clockOf(
      graced.filter(({ policy }) => policy.kind === "inactivity"),
      zone,
    ),
  };
};

/** The same for points that an app keeps: its own rules have been on for as long as it says so, so nothing is graced. */
export const appClock = (reigns: readonly Reign[], zone: string): Clock =>
  clockOf(
    reigns.filter(({ policy }) => policy.kind === "inactivity").map((reign) => ({ ...reign, grace: undefined })),
    zone,
  );
