import type { Instant } from "../../events/instant.ts";
import { rulesAt } from "../../loyalty/editions.ts";
import type { Lot } from "../../loyalty/points.ts";
import { statementAt } from "../../loyalty/statements.ts";
import type { Person } from "../../profile/person.ts";
import type { Settings } from "../../settings/settings.ts";
import { type Balance, balanceOf, type Doomed } from "./balance.ts";
import { type Entry, entryOf, flowId, isAbout, statedFrom } from "./entry.ts";

/** Why nothing will come of a run any more. */
export const endings = [
  "points-off",
  "never-expires",
  "earned-nothing",
  "taken-back",
  "redeemed",
  "expired",
  "no-points",
  "activity-since",
  "told-with-the-balance",
  "nothing-to-expire",
] as const;
export type Ending = (typeof endings)[number];

/** Points about to be lost. */
export type Lapse = {
  /** From this moment on the points that the run is about are gone. */
  readonly at: Instant;
  /** Whatever expires in the same month, together. */
  readonly points: number;
  /** When the first of them expire, and how many. */
  readonly first: { readonly at: Instant; readonly points: number };
  /** Since when the date stands: nobody can be reminded of it before. Undefined where nobody tells. */
  readonly since: Instant | undefined;
};

/** What there is to tell; nothing yet of points that do not expire, until the store decides otherwise. */
export type Outlook = { readonly lapse?: Lapse } | { readonly ending: Ending };

const total = (lots: readonly Pick<Lot, "left">[]): number => lots.reduce((sum, { left }) => sum + left, 0);

/** What a reader is told: all that expires in the month in which the first of these lots does. */
const lapseOf = ({ doomed }: Balance, own: Doomed | undefined, since: Instant): Lapse | undefined => {
  if (own === undefined) return undefined;
  const together = doomed.filter(({ month }) => month === own.month);
  const [first = own] = together;
  return {
    at: own.expiresAt,
    points: total(together),
    first: { at: first.expiresAt, points: total(together.filter(({ expiresAt }) => expiresAt === first.expiresAt)) },
    since,
  };
};

/** The entries whose runs are still alive, this one's among them, the oldest first. */
const liveEntries = (person: Person, own: Entry): readonly Entry[] => {
  const others = person.runs.filter(
    ({ flow, finished, subject }) => flow === flowId && finished === undefined && subject !== own.id,
  );
  return [...others.flatMap(({ subject }) => entryOf(person, subject) ?? []), own].sort(
    (a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id),
  );
};

const isTakenBack = (person: Person, { points: { spent } }: Balance, { id }: Entry): boolean => {
  const order = person.orders.find((candidate) => `order:${candidate.id}` === id);
  return spent === 0 || order?.cancelledAt !== undefined || order?.financialStatus?.toLowerCase() === "refunded";
};

/** Why a run ends whose points are all gone. */
const goneOf = (person: Person, balance: Balance, entry: Entry): Ending => {
  const { points, lots } = balance;
  if (points.lots.some(({ left, expiresAt = "" }) => left === 0 && expiresAt > entry.at)) return "expired";
  if (lots.get(entry.id)?.left === 0 && isTakenBack(person, balance, entry)) return "taken-back";
  return points.available + points.pending === 0 ? "no-points" : "nothing-to-expire";
};

/**
 * Points that inactivity takes: one run speaks for all of them, that of the last activity, since it alone sets the date.
 * Where its run has not been opened (an import opens none), the newest there is.
 */
const outlookOfAll = (person: Person, balance: Balance, entry: Entry): Outlook => {
  const live = liveEntries(person, entry).filter(({ ownDate }) => !ownDate);
  const speaker = live.findLast(({ activity }) => activity) ?? live.at(-1);
  if (speaker !== undefined && speaker.id !== entry.id)
    return { ending: entry.at > speaker.at ? "told-with-the-balance" : "activity-since" };
  const dated = new Set(person.moves.filter(({ expiresAt }) => expiresAt !== undefined).map(({ id }) => `move:${id}`));
  const first = balance.doomed.find(({ id }) => !dated.has(id));
  const lapse = lapseOf(balance, first, balance.points.lastActivity?.at ?? entry.at);
  return lapse === undefined ? { ending: goneOf(person, balance, entry) } : { lapse };
};

/** Points that never expire, as long as the store says so: the newest run waits, and will speak for all of them. */
const outlookOfLasting = (person: Person, balance: Balance, entry: Entry): Outlook => {
  const newest = liveEntries(person, entry).findLast(({ ownDate }) => !ownDate);
  if (newest !== undefined && newest.id !== entry.id) return { ending: "activity-since" };
  const { available, pending } = balance.points;
  return available + pending === 0 ? { ending: goneOf(person, balance, entry) } : {};
};

/** A lot with a date of its own: its run speaks for it. */
const outlookOfLot = (person: Person, balance: Balance, lot: Lot, entry: Entry): Outlook => {
  if (lot.left === 0) {
    if (lot.expiresAt !== undefined) return { ending: "expired" };
    return { ending: isTakenBack(person, balance, entry) ? "taken-back" : "redeemed" };
  }
  const own = balance.doomed.find(({ id }) => id === lot.id);
  const lapse = lapseOf(balance, own, lot.earnedAt);
  return lapse === undefined ? { ending: "never-expires" } : { lapse };
};

/** A spending has no points of its own: the newest speaks for lots that a former policy had left to it. */
const outlookOfSpending = (person: Person, balance: Balance, entry: Entry): Outlook => {
  const spoken = new Set(
    person.runs
      .filter(({ flow, finished }) => flow === flowId && (finished === undefined || finished.reason === "completed"))
      .map(({ subject }) => subject),
  );
  const isNewest = liveEntries(person, entry).at(-1)?.id === entry.id;
  const orphan = isNewest ? balance.doomed.find(({ id }) => !spoken.has(id)) : undefined;
  const lapse = lapseOf(balance, orphan, entry.at);
  return lapse === undefined ? { ending: "nothing-to-expire" } : { lapse };
};

/** An order without a lot: one that is not known to be paid may lag behind the event that opened its run. */
const outlookOfNothing = (person: Person, { id }: Entry): Outlook | undefined => {
  const order = person.orders.find((candidate) => `order:${candidate.id}` === id);
  const isPaid = ["paid", "partially_refunded", "refunded"].includes(order?.financialStatus?.toLowerCase() ?? "");
  return isPaid || order?.cancelledAt !== undefined ? { ending: "earned-nothing" } : undefined;
};

/**
 * What a run about an entry of the store's own ledger has to tell now: the points about to be lost, recomputed at every
 * look, or why there is nothing to tell any more. Undefined while the ledger does not know the entry (yet).
 */
export const outlookOf = (person: Person, settings: Settings, entry: Entry, now: Instant): Outlook | undefined => {
  const balance = settings.loyalty.source === "own" ? balanceOf(person, settings, now) : undefined;
  if (balance === undefined) return { ending: "points-off" };
  if (entry.at > now) return undefined;
  const lot = balance.lots.get(entry.id);
  if (lot === undefined && entry.id.startsWith("order:")) return outlookOfNothing(person, entry);
  if (entry.ownDate && lot !== undefined) return outlookOfLot(person, balance, lot, entry);
  switch (rulesAt(settings)(now).expiry.kind) {
    case "never":
      return outlookOfLasting(person, balance, entry);
    case "inactivity":
      return outlookOfAll(person, balance, entry);
    case "per-lot":
    case "end-of-month":
    case "end-of-year":
      return lot === undefined ? outlookOfSpending(person, balance, entry) : outlookOfLot(person, balance, lot, entry);
  }
};

/**
 * The same of a run about what the store's loyalty app said. Undefined while the facts have not come as far as the
 * statement that opened it.
 */
export const outlookOfStatement = (
  person: Person,
  settings: Settings,
  subject: string,
  now: Instant,
): Outlook | undefined => {
  const { source } = settings.loyalty;
  if (!subject.startsWith(`statement:${source}:`)) return { ending: "points-off" };
  const statement = statementAt(person, source, now);
  const points = balanceOf(person, settings, now)?.points;
  if (statement === undefined || points === undefined) return undefined;
  const opened = person.runs.find((run) => run.flow === flowId && run.subject === subject);
  if (opened !== undefined && statement.statedAt < opened.activityAt) return undefined;
  if (!isAbout(subject, statedFrom(source, statement))) return { ending: "activity-since" };
  const { available, pending, expired, nextExpiry: first } = points;
  if (available + pending === 0) return { ending: expired > 0 ? "expired" : "no-points" };
  if (first === undefined) return { ending: expired > 0 ? "expired" : "never-expires" };
  return { lapse: { at: first.at, points: first.points, first, since: statement.activeAt } };
};
