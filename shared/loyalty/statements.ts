import type { Instant } from "../events/instant.ts";
import type { Person, PersonStatement } from "../profile/person.ts";
import type { Settings } from "../settings/settings.ts";
import { reignsUntil } from "./editions.ts";
import type { Points } from "./points.ts";
import { appClock } from "./policies.ts";

/** What the store's loyalty app had said last by an instant; undefined when it had said nothing. */
export const statementAt = (person: Person, source: string, at: Instant): PersonStatement | undefined =>
  person.statements
    .filter((statement) => statement.source === source && statement.statedAt <= at)
    .reduce<PersonStatement | undefined>(
      (last, statement) => (last === undefined || statement.statedAt >= last.statedAt ? statement : last),
      undefined,
    );

const nothing: Points = {
  earned: 0,
  spent: 0,
  expired: 0,
  available: 0,
  pending: 0,
  takenBack: 0,
  shortfall: 0,
  lots: [],
  lastActivity: undefined,
  nextExpiry: undefined,
};

/** When points of a statement are lost: as it says, else all of them by an inactivity policy that the store states. */
const expiryOf = (statement: PersonStatement, settings: Settings, at: Instant): Points["nextExpiry"] => {
  const { balance, expiresAt, expiring = balance, activeAt, statedAt } = statement;
  const clock = appClock(reignsUntil(settings.loyaltyHistory, at), settings.zone);
  const stated = expiresAt === undefined ? undefined : { at: expiresAt, points: Math.min(expiring, balance) };
  const due = clock(activeAt ?? statedAt);
  const next = stated ?? (due && { at: due, points: balance });
  // What was to be lost before the app spoke is not in what it said.
  return next !== undefined && next.at > statedAt && next.points > 0 ? next : undefined;
};

/**
 * Points as a loyalty app keeps them: what it said last, less what has expired since. The app tells a balance, no
 * history, so all of it is one lot, earned when it was told, and nothing is known of what was spent before.
 */
export const statedPoints = (person: Person, settings: Settings, at: Instant): Points => {
  const { source } = settings.loyalty;
  const statement = statementAt(person, source, at);
  if (statement === undefined) return nothing;
  const { balance, pending = 0, activeAt, statedAt } = statement;
  const id = `statement:${source}`;
  const expiry = expiryOf(statement, settings, at);
  const expired = expiry !== undefined && expiry.at <= at ? expiry.points : 0;
  const earned = balance + pending;
  const left = earned - expired;
  // What an expiry has left over has no date that anybody told.
  const expiresAt = expired > 0 && left > 0 ? undefined : expiry?.at;
  return {
    ...nothing,
    earned,
    expired,
    available: balance - expired,
    pending,
    lots: earned === 0 ? [] : [{ id, points: earned, earnedAt: statedAt, usableAt: statedAt, left, expiresAt }],
    lastActivity: activeAt !== undefined && activeAt <= at ? { id, at: activeAt } : undefined,
    nextExpiry: expired === 0 ? expiry : undefined,
  };
};
