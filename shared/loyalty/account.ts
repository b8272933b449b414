import type { Instant } from "../events/instant.ts";
import type { Entry } from "./entries.ts";
import type { Clocks } from "./policies.ts";

type Kind<K extends Entry["kind"]> = Extract<Entry, { kind: K }>;

/** A lot while it is folded. */
export type OpenLot = {
  readonly id: string;
  readonly points: number;
  readonly earnedAt: Instant;
  readonly usableAt: Instant;
  /** Its own date, which no policy overrules. */
  readonly ownExpiry: Instant | undefined;
  left: number;
  /** What expired of it and was not asked back since. */
  lapsed: number;
  expiredAt: Instant | undefined;
};

/** What tiers lose of a lot, whoever's points were really taken. */
export type Reduction = {
  readonly cause: string;
  readonly at: Instant;
  readonly lot: string;
  readonly points: number;
};

/** An account as its entries are told to it one by one, in order of time. */
export type Account = {
  readonly lots: OpenLot[];
  readonly byId: Map<string, OpenLot>;
  /** What the member's inactivity is counted from; undefined while there is nothing to lose by it. */
  idleSince: Instant | undefined;
  /** When that takes everything. */
  idleUntil: Instant | undefined;
  lastActivity: { readonly id: string; readonly at: Instant } | undefined;
  readonly reductions: Reduction[];
  earned: number;
  spent: number;
  expired: number;
  takenBack: number;
  shortfall: number;
};

export const emptyAccount = (): Account => ({
  lots: [],
  byId: new Map(),
  idleSince: undefined,
  idleUntil: undefined,
  lastActivity: undefined,
  reductions: [],
  earned: 0,
  spent: 0,
  expired: 0,
  takenBack: 0,
  shortfall: 0,
});

const expireLot = (account: Account, lot: OpenLot, at: Instant): void => {
  if (lot.left === 0) return;
  account.expired += lot.left;
  lot.lapsed += lot.left;
  lot.left = 0;
  lot.expiredAt = at;
};

/** Takes from lots that are accepted, the oldest first, as far as there is something; answers how much it was. */
const take = (
  account: Account,
  wanted: number,
  accepts: (lot: OpenLot) => boolean,
  onTaken?: (lot: OpenLot, points: number) => void,
): number => {
  let missing = wanted;
  for (const lot of account.lots) {
    const taken = Math.min(lot.left, missing);
    if (taken === 0 || !accepts(lot)) continue;
    lot.left -= taken;
    missing -= taken;
    onTaken?.(lot, taken);
  }
  return wanted - missing;
};

const wind = (account: Account, since: Instant, clocks: Clocks): void => {
  account.idleSince = since;
  account.idleUntil = clocks.ofMember(since);
};

const act = (account: Account, { id, at }: Entry, clocks: Clocks): void => {
  account.lastActivity = { id, at };
  wind(account, at, clocks);
};

/** Takes all that inactivity has cost until an instant. What comes later begins a period of its own. */
export const lapse = (account: Account, until: Instant): void => {
  const { idleUntil } = account;
  if (idleUntil === undefined || idleUntil > until) return;
  for (const lot of account.lots) {
    if (lot.ownExpiry === undefined) expireLot(account, lot, idleUntil);
  }
  account.idleSince = undefined;
  account.idleUntil = undefined;
};

const earn = (account: Account, entry: Kind<"earn">, clocks: Clocks): void => {
  const { id, points, at, usableAt, ownExpiry, activity } = entry;
  const lot: OpenLot = {
    id,
    points,
    earnedAt: at,
    usableAt,
    ownExpiry,
    left: points,
    lapsed: 0,
    expiredAt: undefined,
  };
  account.lots.push(lot);
  account.byId.set(id, lot);
  account.earned += points;
  if (activity) act(account, entry, clocks);
  // A gift to a member who has never been active, or whose points have lapsed, begins a period too.
  else if (account.idleSince === undefined) wind(account, at, clocks);
};

const spend = (account: Account, entry: Kind<"spend">, clocks: Clocks): void => {
  const spent = take(account, entry.points, ({ usableAt }) => usableAt <= entry.at);
  account.spent += spent;
  account.shortfall += entry.points - spent;
  act(account, entry, clocks);
};

/** From the order's own lot, of which what has expired is lost already; then from the oldest others. */
const giveBack = (account: Account, own: OpenLot, { id, at, lot, points }: Kind<"return">): void => {
  const fromOwn = Math.min(points, own.left);
  own.left -= fromOwn;
  // A lot expires as a whole, so that one of which something is left has lost nothing.
  const lost = Math.min(points, own.lapsed);
  own.lapsed -= lost;
  const wanted = points - fromOwn - lost;
  const fromOthers = take(account, wanted, () => true);
  account.takenBack += fromOwn + fromOthers;
  account.shortfall += wanted - fromOthers;
  account.reductions.push({ cause: id, at, lot, points });
};

const remove = (account: Account, { id, at, points }: Kind<"remove">): void => {
  const note = (lot: OpenLot, taken: number): void => {
    account.reductions.push({ cause: id, at, lot: lot.id, points: taken });
  };
  const usable = take(account, points, ({ usableAt }) => usableAt <= at, note);
  const removed = usable + take(account, points - usable, () => true, note);
  account.takenBack += removed;
  account.shortfall += points - removed;
};

/** Tells an account what happened next. */
export const tell = (account: Account, entry: Entry, clocks: Clocks): void => {
  lapse(account, entry.at);
  switch (entry.kind) {
    case "earn":
      return earn(account, entry, clocks);
    case "expire": {
      const lot = account.byId.get(entry.id);
      return lot && expireLot(account, lot, entry.at);
    }
    case "return": {
      const own = account.byId.get(entry.lot);
      return own && giveBack(account, own, entry);
    }
    case "spend":
      return spend(account, entry, clocks);
    case "remove":
      return remove(account, entry);
  }
};
