import { ascending } from "../events/ascending.ts";
import { type Instant, latest } from "../events/instant.ts";
import type { Person } from "../profile/person.ts";
import type { Settings } from "../settings/settings.ts";
import { type Account, emptyAccount, lapse, type Reduction, tell } from "./account.ts";
import { reignsUntil } from "./editions.ts";
import { entriesOf, type Entry } from "./entries.ts";
import type { Lot, Points } from "./points.ts";
import { clocksOf } from "./policies.ts";

/** At one instant points come before they go, and what expires then is out of reach of everything else. */
const rank: Readonly<Record<Entry["kind"], number>> = { earn: 0, expire: 1, return: 2, spend: 3, remove: 4 };

const inOrder = (a: Entry, b: Entry): number =>
  ascending(a.at, b.at) || rank[a.kind] - rank[b.kind] || ascending(a.id, b.id);

/** What is lost first of what is left, and how much that is. */
export const soonest = (lots: readonly Lot[]): Points["nextExpiry"] => {
  let next: Points["nextExpiry"];
  for (const { left, expiresAt } of lots) {
    if (left === 0 || expiresAt === undefined || (next !== undefined && expiresAt > next.at)) continue;
    next = { at: expiresAt, points: left + (next?.at === expiresAt ? next.points : 0) };
  }
  return next;
};

const summary = (account: Account, lots: readonly Lot[], at: Instant): Points => {
  const { earned, spent, expired, takenBack, shortfall, lastActivity } = account;
  const available = lots.reduce((sum, { left, usableAt }) => sum + (usableAt <= at ? left : 0), 0);
  const pending = earned - spent - expired - takenBack - available;
  return {
    earned,
    spent,
    expired,
    available,
    pending,
    takenBack,
    shortfall,
    lots,
    lastActivity,
    nextExpiry: soonest(lots),
  };
};

export type Ledger = { readonly points: Points; readonly reductions: readonly Reduction[] };

/**
 * The store's own ledger of a person, folded up to an instant. The same facts give the same ledger in whatever order and
 * number they come. Nothing has to run for points to expire: they are gone for every question asked of a later moment.
 */
export const ledgerOf = (person: Person, settings: Settings, at: Instant): Ledger => {
  const clocks = clocksOf(reignsUntil(settings.loyaltyHistory, at), settings.zone);
  const told = entriesOf(person, settings, at);
  const ends = new Map<string, Instant>();
  for (const entry of told) {
    if (entry.kind !== "earn") continue;
    const end = entry.ownExpiry ?? clocks.ofLot(entry.at);
    if (end !== undefined) ends.set(entry.id, latest(entry.at, end));
  }
  const expiries = [...ends]
    .filter(([, end]) => end <= at)
    .map(([id, end]): Entry => ({ kind: "expire", id, at: end }));
  const account = emptyAccount();
  for (const entry of [...told, ...expiries].sort(inOrder)) tell(account, entry, clocks);
  lapse(account, at);
  const lots = account.lots.map(({ id, points, earnedAt, usableAt, left, expiredAt }) => {
    const expiresAt = left === 0 ? expiredAt : (ends.get(id) ?? account.idleUntil);
    return { id, points, earnedAt, usableAt, left, expiresAt };
  });
  return { points: summary(account, lots, at), reductions: account.reductions };
};
