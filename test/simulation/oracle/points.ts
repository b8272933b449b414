import type { Event } from "../../../shared/events/catalogue.ts";
import type { Moment } from "../contract/moment.ts";
import type { Check } from "./check.ts";
import { day } from "./clock.ts";
import { epoch, groupBy, type History, newestOf } from "./history.ts";
import { erasureOf } from "./kept.ts";
import { type Name, ownerIn, PeopleInTime } from "./people.ts";

type Entry = { readonly at: Moment; readonly id: string; readonly rank: number } & (
  | { readonly kind: "earn"; readonly points: number; readonly activity: boolean }
  | { readonly kind: "return"; readonly lot: string; readonly points: number }
  | { readonly kind: "spend"; readonly points: number }
  | { readonly kind: "remove"; readonly points: number }
);

type Lot = { readonly id: string; left: number; lapsed: number };

/** Months are not all of a length: near the end of a period nobody here knows whether it is over. */
const doubt = 4 * day;

/** The balance at a moment; undefined where an end of a period is too near to tell. */
const balanceOf = (entries: readonly Entry[], months: number | undefined, until: Moment): number | undefined => {
  const lots: Lot[] = [];
  let idleSince: Moment | undefined;
  let isDoubtful = false;
  const take = (points: number, from: readonly Lot[]): void => {
    let missing = points;
    for (const lot of from) {
      const taken = Math.min(missing, lot.left);
      lot.left -= taken;
      missing -= taken;
    }
  };
  const lapse = (at: Moment): void => {
    if (idleSince === undefined || months === undefined) return;
    const end = idleSince + months * 30.44 * day;
    isDoubtful ||= Math.abs(at - end) < doubt;
    if (at < end) return;
    for (const lot of lots) [lot.lapsed, lot.left] = [lot.lapsed + lot.left, 0];
    idleSince = undefined;
  };
  for (const entry of [...entries].sort((a, b) => a.at - b.at || a.rank - b.rank || (a.id < b.id ? -1 : 1))) {
    lapse(entry.at);
    if (entry.kind === "earn") {
      lots.push({ id: entry.id, left: entry.points, lapsed: 0 });
      if (entry.activity || idleSince === undefined) idleSince = entry.at;
    } else if (entry.kind === "return") {
      const own = lots.find(({ id }) => id === entry.lot);
      if (own === undefined) continue;
      const left = entry.points - Math.min(entry.points, own.left);
      own.left -= entry.points - left;
      const lost = Math.min(left, own.lapsed);
      own.lapsed -= lost;
      take(left - lost, lots);
    } else {
      take(entry.points, lots);
      if (entry.kind === "spend") idleSince = entry.at;
    }
  }
  lapse(until);
  return isDoubtful ? undefined : lots.reduce((sum, { left }) => sum + left, 0);
};

const paid: ReadonlySet<string> = new Set(["paid", "partially_refunded", "refunded"]);

const cents = (amount: string): number => Math.round(Number(amount) * 100);

/** What one order earns by the rules of its time, and what its refunds and its undoing take back. */
const ofOrder = (history: History, id: string): readonly Entry[] => {
  const order = newestOf(history.of("order.updated").filter(({ event }) => event.data.id === id))?.event;
  if (order === undefined || !paid.has(order.data.financialStatus ?? "")) return [];
  const { data } = order;
  const at = epoch(data.processedAt ?? data.createdAt);
  const rate = Number(rulesAt(history, at)?.rate ?? 1);
  const pointsFor = (goods: number): number => Math.floor((Math.max(0, goods) * rate) / 100);
  const goods = cents(data.subtotal);
  const refunds = new Map(
    history
      .of("refund.created")
      .filter(({ event }) => event.data.orderId === id)
      .map(({ event }) => [event.data.id, event.data]),
  );
  const undone = data.financialStatus === "refunded" ? (data.cancelledAt ?? data.updatedAt) : data.cancelledAt;
  const back = [
    ...[...refunds.values()].map((refund) => ({
      cause: `refund:${refund.id}`,
      at: Math.max(at, epoch(refund.createdAt)),
      goods: cents(refund.goods ?? "0"),
    })),
    ...(undone === undefined ? [] : [{ cause: `order:${id}`, at: Math.max(at, epoch(undone)), goods }]),
  ].sort((a, b) => a.at - b.at || (a.cause < b.cause ? -1 : 1));
  let left = goods;
  const entries: Entry[] = [{ kind: "earn", at, id: `order:${id}`, rank: 0, points: pointsFor(goods), activity: true }];
  for (const returned of back) {
    const before = pointsFor(left);
    left = Math.max(0, left - returned.goods);
    const points = before - pointsFor(left);
    if (points > 0)
      entries.push({ kind: "return", at: returned.at, id: returned.cause, rank: 2, lot: `order:${id}`, points });
  }
  return entries.filter((entry) => entry.kind !== "earn" || entry.points > 0);
};

/** The rules of the store's own ledger at a moment; what was before the first edition goes by that. */
const rulesAt = (history: History, at: Moment) => {
  const [edition] = history.settingsIn(at, at);
  const [first] = history.settingsIn(-Infinity, Infinity);
  return (edition ?? first)?.loyalty.rules;
};

const moveOf = (event: Event): Entry | undefined => {
  if (event.type !== "points.moved") return undefined;
  const { id, kind, points, at } = event.data;
  const common = { at: epoch(at), id: `move:${id}`, points };
  switch (kind) {
    case "earned":
    case "granted":
      return { ...common, kind: "earn", rank: 0, activity: kind === "earned" };
    case "spent":
      return { ...common, kind: "spend", rank: 3 };
    case "removed":
      return { ...common, kind: "remove", rank: 4 };
  }
};

/** The balance is what the orders, refunds and moves come to (docs/architecture.md, "Points"; FIELD, "Points expiry"). */
export const pointsFolded: Check = {
  name: "points-stand-as-earned",
  look: (history) => {
    const { evidence, erased } = history;
    const people = new PeopleInTime(history.links).at(evidence.endedAt);
    const isErased = erasureOf(history);
    const orders = groupBy(history.of("order.updated"), ({ event }) => event.data.id);
    const owned = new Map<Name, Entry[]>();
    const add = (name: Name, entries: readonly Entry[]): void => {
      const root = people.rootOf(name);
      owned.set(root, [...(owned.get(root) ?? []), ...entries]);
    };
    const doubtful = new Set<Name>();
    for (const [id, told] of orders) {
      const owners = [...new Set(told.map(({ event }) => ownerIn(event)))];
      const [owner] = owners;
      if (owner === undefined || owners.length !== 1) continue;
      if (told.some(({ event }) => isErased(event))) doubtful.add(people.rootOf(owner));
      add(owner, ofOrder(history, id));
    }
    const moves = groupBy(history.of("points.moved"), ({ event }) => event.data.id);
    for (const [, told] of moves) {
      const move = newestOf(told)?.event;
      const owner = move && ownerIn(move);
      const entry = move && moveOf(move);
      if (owner !== undefined && entry !== undefined) add(owner, [entry]);
    }
    const editions = history.settingsIn(-Infinity, Infinity);
    const policies = new Set(editions.map(({ loyalty }) => JSON.stringify(loyalty.rules.expiry)));
    const [policy] = editions.map(({ loyalty }) => loyalty.rules.expiry);
    if (policies.size > 1 || policy === undefined) return [];
    const months = policy.kind === "inactivity" ? policy.months : undefined;
    return history.state.profiles.flatMap((profile) => {
      const names = profile.members.flatMap((member) => history.nameOf(member) ?? []);
      const roots = [...new Set(names.map((name) => people.rootOf(name)))];
      const [root] = roots;
      if (root === undefined || roots.length !== 1 || doubtful.has(root) || names.some((name) => erased.has(name)))
        return [];
      const expected = balanceOf(owned.get(root) ?? [], months, evidence.endedAt);
      return expected === undefined || expected === profile.pointsBalance
        ? []
        : [`${names.join(", ")}: ${expected} points by the history, ${profile.pointsBalance} by the fold`];
    });
  },
};
