import { cases } from "../support/cases.ts";
import fc from "fast-check";
import { fromEpoch, type Instant, toEpoch } from "../../shared/events/instant.ts";
import { type Points, pointsOf } from "../../shared/loyalty/points.ts";
import { tierOf } from "../../shared/loyalty/tiers.ts";
import type { Person } from "../../shared/profile/person.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { histories, moments, ordered, retold, stores } from "./histories.ts";
import { member } from "./members.ts";

const runs = cases(1500);

const points = (person: Person, settings: Settings, when: Instant): Points => {
  const found = pointsOf(person, settings, when);
  if (found === undefined) throw new Error("This store has no points.");
  return found;
};

test("whatever happens, nothing is lost or made: earned = spent + expired + available + pending + taken back", () => {
  fc.assert(
    fc.property(stores, retold, moments, (settings, [, history], when) => {
      const { earned, spent, expired, available, pending, takenBack, shortfall, lots } = points(
        member(history),
        settings,
        when,
      );
      expect(spent + expired + available + pending + takenBack).toBe(earned);
      expect(lots.reduce((sum, lot) => sum + lot.points, 0)).toBe(earned);
      expect(lots.reduce((sum, { left }) => sum + left, 0)).toBe(available + pending);
      expect(lots.reduce((sum, { left, usableAt }) => sum + (usableAt <= when ? left : 0), 0)).toBe(available);
      for (const amount of [earned, spent, expired, available, pending, takenBack, shortfall])
        expect(amount).toBeGreaterThanOrEqual(0);
      for (const { left, points: all } of lots) expect(left >= 0 && left <= all).toBe(true);
    }),
    runs,
  );
});

test("the same facts in any order and any number give the same points and the same tier", () => {
  fc.assert(
    fc.property(stores, retold, moments, (settings, [history, again], when) => {
      expect(points(member(again), settings, when)).toEqual(points(member(history), settings, when));
      expect(tierOf(member(again), settings, when)).toEqual(tierOf(member(history), settings, when));
    }),
    runs,
  );
});

test("what has expired stays expired, and what was earned, spent or taken back stays so", () => {
  fc.assert(
    fc.property(stores, histories, fc.tuple(moments, moments).map(ordered), (settings, history, instants) => {
      const [earlier, later] = instants.map((when) => points(member(history), settings, when));
      if (earlier === undefined || later === undefined) throw new Error("two instants were asked for");
      for (const sum of ["earned", "spent", "expired", "takenBack", "shortfall"] as const)
        expect(later[sum]).toBeGreaterThanOrEqual(earlier[sum]);
      const now = new Map(later.lots.map((lot) => [lot.id, lot]));
      for (const lot of earlier.lots) {
        expect(now.get(lot.id)?.left).toBeLessThanOrEqual(lot.left);
        if (lot.left === 0 && lot.expiresAt !== undefined) expect(now.get(lot.id)).toEqual(lot);
      }
    }),
    runs,
  );
});

test("what is told to expire next does so at that very moment, if nothing happens meanwhile", () => {
  fc.assert(
    fc.property(stores, histories, moments, (settings, history, when) => {
      // The future as it looks at that moment: nothing that is dated later, rules included.
      const person = member({
        orders: history.orders
          .filter((order) => order.createdAt <= when)
          .map(({ cancelledAt, ...order }) => ({
            ...order,
            ...(order.financialStatus === "refunded" && order.updatedAt > when ? { financialStatus: "paid" } : {}),
            ...(cancelledAt !== undefined && cancelledAt <= when ? { cancelledAt } : {}),
            refunds: order.refunds.filter(({ createdAt }) => createdAt <= when),
          })),
        moves: history.moves.filter(({ at }) => at <= when),
      });
      const sorted = [...settings.loyaltyHistory].sort((a, b) => a.from.localeCompare(b.from));
      const known = sorted.filter(({ from }) => from <= when);
      const present = { ...settings, loyaltyHistory: known.length === 0 ? sorted.slice(0, 1) : known };
      const now = points(person, present, when);
      expect(now).toEqual(points(member(history), settings, when));
      const next = now.nextExpiry;
      if (next === undefined) {
        expect(points(person, present, fromEpoch(toEpoch(when) + 200 * 365 * 86_400_000)).expired).toBe(now.expired);
        return;
      }
      expect(next.at > when).toBe(true);
      expect(points(person, present, fromEpoch(toEpoch(next.at) - 1)).expired).toBe(now.expired);
      expect(points(person, present, next.at).expired).toBe(now.expired + next.points);
    }),
    runs,
  );
});

test("the tier at any moment is what the changes up to it say, and those never change afterwards", () => {
  fc.assert(
    fc.property(stores, histories, moments, moments, (settings, history, when, end) => {
      const last = when > end ? when : end;
      const person = member(history);
      const then = tierOf(person, settings, when);
      const all = tierOf(person, settings, last)?.changes ?? [];
      const before = all.filter(({ at }) => at <= when);
      expect(then?.changes).toEqual(before);
      expect(then?.tier).toEqual(before.at(-1)?.to);
      expect(then?.since).toBe(before.at(-1)?.at);
      for (const [index, change] of all.entries()) {
        expect(change.to).not.toEqual(change.from);
        expect(change.from).toEqual(all[index - 1]?.to);
        expect(tierOf(person, settings, change.at)?.tier).toEqual(change.to);
        expect(tierOf(person, settings, fromEpoch(toEpoch(change.at) - 1))?.tier).toEqual(change.from);
      }
    }),
    cases(600),
  );
});

test("the next drop is down, in the future, and what comes if nothing happens meanwhile", () => {
  fc.assert(
    fc.property(stores, histories, (settings, history) => {
      const end = fromEpoch(Date.UTC(2029, 0, 1));
      const state = tierOf(member(history), settings, end);
      const drop = state?.nextDrop;
      if (drop === undefined) return;
      expect(drop.at > end).toBe(true);
      expect(drop.from).toEqual(state?.tier);
      expect(drop.from?.id).not.toBe(undefined);
      expect(tierOf(member(history), settings, drop.at)?.changes.at(-1)).toEqual(drop);
    }),
    runs,
  );
});
