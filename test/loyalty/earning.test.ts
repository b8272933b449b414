import { pointsOf } from "../../shared/loyalty/points.ts";
import { line } from "../support/events.ts";
import { at } from "../support/instants.ts";
import { bought, justBefore, leftOf, member, moved, never, pointsAt, storeWith } from "./members.ts";

const ordered = "2026-03-10T12:00Z";
const later = "2026-06-01T00:00Z";

test("a store without points has none to tell", () => {
  const settings = storeWith({ loyalty: { source: "none" } });
  expect(pointsOf(member({ orders: [bought("1", ordered)] }), settings, at(later))).toBeUndefined();
});

test("somebody who has done nothing has nothing", () => {
  expect(pointsAt(member({}), storeWith(), later)).toEqual({
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
  });
});

test.each([
  ["1", "99.99", 99],
  ["1.1", "10.00", 11],
  ["0.1", "99.99", 9],
  ["10", "12.345", 123],
  ["1.15", "100.00", 115],
  ["0.05", "4760", 238],
  ["2", "0.00", 0],
  ["0", "50.00", 0],
  ["1", "-3.00", 0],
])("at %s a unit, goods of %s earn %i", (rate, goods, expected) => {
  const points = pointsAt(member({ orders: [bought("1", ordered, goods)] }), storeWith({ rate }), later);
  expect(points.earned).toBe(expected);
  expect(points.available).toBe(expected);
  expect(points.lots).toHaveLength(expected === 0 ? 0 : 1);
});

test.each([
  ["paid", 100],
  ["PAID", 100],
  ["partially_refunded", 100],
  ["Refunded", 100],
  ["partially_paid", 0],
  ["pending", 0],
  ["authorized", 0],
  ["voided", 0],
  [undefined, 0],
])("an order that is %s earns %i", (financialStatus, expected) => {
  const { financialStatus: _paid, ...order } = bought("1", ordered);
  const changed = financialStatus === undefined ? order : { ...order, financialStatus };
  expect(pointsAt(member({ orders: [changed] }), storeWith(), later).earned).toBe(expected);
});

test.each([
  ["a test order", { test: true }],
  ["an order in another currency", { currency: "EUR" }],
])("%s earns nothing", (_, changes) => {
  expect(pointsAt(member({ orders: [bought("1", ordered, "100.00", changes)] }), storeWith(), later).earned).toBe(0);
});

test("where the goods are not stated they are the subtotal less gift cards, and never less than nothing", () => {
  const earnedBy = (subtotal: string) => {
    const lines = [line, { ...line, giftCard: true, price: "25.00", quantity: 2 }];
    const { goods: _goods, ...order } = bought("1", ordered, "110.00", { subtotal, lines });
    return pointsAt(member({ orders: [order] }), storeWith(), later).earned;
  };
  expect(earnedBy("110.00")).toBe(60);
  expect(earnedBy("40.00")).toBe(0);
});

test("an order counts from when it was processed, not from when it was written down", () => {
  const order = bought("1", "2026-05-01T00:00Z", "100.00", { processedAt: at("2026-03-01T00:00Z") });
  expect(pointsAt(member({ orders: [order] }), storeWith(), "2026-04-01T00:00Z").available).toBe(100);
  expect(pointsAt(member({ orders: [order] }), storeWith(), "2026-02-28T23:59:59.999Z").earned).toBe(0);
  expect(pointsAt(member({ orders: [order] }), storeWith(), "2026-03-01T00:00Z").earned).toBe(100);
});

test.each([
  ["2025-01-01T00:00Z", 100],
  ["2026-01-31T23:59:59.999Z", 100],
  ["2026-02-01T00:00Z", 200],
  ["2026-03-15T00:00Z", 50],
])("an order of %s earns at the rate of its own day: %i", (when, expected) => {
  const settings = storeWith({}, [
    ["2026-03-01T00:00Z", { rate: "0.5", expiry: never }],
    ["2026-01-15T00:00Z", { rate: "1", expiry: never }],
    ["2026-02-01T00:00Z", { rate: "2", expiry: never }],
  ]);
  expect(pointsAt(member({ orders: [bought("1", when)] }), settings, later).earned).toBe(expected);
});

test("a store whose editions were never kept earns by its present rules, and nothing of it expires", () => {
  const settings = { ...storeWith({ rate: "3", expiry: { kind: "per-lot", days: 1 } }), loyaltyHistory: [] };
  const points = pointsAt(member({ orders: [bought("1", ordered)] }), settings, later);
  expect(points.available).toBe(300);
  expect(points.nextExpiry).toBeUndefined();
});

describe("pending", () => {
  test.each([
    ["UTC", "2026-03-10T12:00Z", "2026-03-24T12:00Z"],
    ["America/New_York", "2026-03-01T12:00-05:00", "2026-03-15T12:00-04:00"],
    ["America/New_York", "2026-10-25T12:00-04:00", "2026-11-08T12:00-05:00"],
    ["Pacific/Pago_Pago", "2026-03-10T23:30-11:00", "2026-03-24T23:30-11:00"],
    ["Pacific/Kiritimati", "2026-03-10T00:30+14:00", "2026-03-24T00:30+14:00"],
  ])("points can be spent so many days of %s later", (zone, when, usable) => {
    const settings = storeWith({ pendingDays: 14, zone });
    const person = member({ orders: [bought("1", when)] });
    const before = pointsAt(person, settings, justBefore(usable));
    expect([before.available, before.pending]).toEqual([0, 100]);
    const after = pointsAt(person, settings, usable);
    expect([after.available, after.pending]).toEqual([100, 0]);
    expect(after.lots[0]?.usableAt).toBe(at(usable));
  });

  test("the days are those of the rules when it was bought", () => {
    const settings = storeWith({}, [
      ["2026-01-01T00:00Z", { pendingDays: 30, expiry: never }],
      ["2026-02-01T00:00Z", { pendingDays: 0, expiry: never }],
    ]);
    const person = member({ orders: [bought("1", "2026-01-20T00:00Z"), bought("2", "2026-02-02T00:00Z", "7.00")] });
    const points = pointsAt(person, settings, "2026-02-03T00:00Z");
    expect([points.available, points.pending]).toEqual([7, 100]);
  });
});

test.each(["2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00"])(
  "where nothing is pending, points of the hour that the clocks repeat can be spent at once: %s",
  (when) => {
    const points = pointsAt(member({ orders: [bought("1", when)] }), storeWith({ zone: "America/New_York" }), when);
    expect(points.lots[0]?.usableAt).toBe(at(when));
    expect([points.available, points.pending]).toEqual([100, 0]);
  },
);

test("points that are earned or granted elsewhere come as lots, usable when they say", () => {
  const person = member({
    moves: [
      moved("a", "earned", 50, "2026-02-01T00:00Z"),
      moved("b", "granted", 70, "2026-02-02T00:00Z", { usableAt: at("2026-02-10T00:00Z") }),
      moved("c", "granted", 5, "2026-02-03T00:00Z", { usableAt: at("2025-01-01T00:00Z") }),
    ],
  });
  const points = pointsAt(person, storeWith(), "2026-02-05T00:00Z");
  expect([points.earned, points.available, points.pending]).toEqual([125, 55, 70]);
  expect(leftOf(points)).toEqual({ "move:a": 50, "move:b": 70, "move:c": 5 });
  expect(points.lots[2]?.usableAt).toBe(at("2026-02-03T00:00Z"));
});

test("the last activity is an earning or a spending, not what the store grants or removes", () => {
  const person = member({
    orders: [bought("1", "2026-02-01T00:00Z")],
    moves: [
      moved("gift", "granted", 10, "2026-02-02T00:00Z"),
      moved("reward", "spent", 10, "2026-02-03T00:00Z"),
      moved("fix", "removed", 10, "2026-02-04T00:00Z"),
    ],
  });
  const activityAt = (when: string) => pointsAt(person, storeWith(), when).lastActivity;
  expect(activityAt("2026-02-02T12:00Z")).toEqual({ id: "order:1", at: at("2026-02-01T00:00Z") });
  expect(activityAt(later)).toEqual({ id: "move:reward", at: at("2026-02-03T00:00Z") });
});

test("the same order and the same move count once", () => {
  const order = bought("1", ordered);
  const move = moved("a", "spent", 30, "2026-03-11T00:00Z");
  const points = pointsAt(member({ orders: [order, order], moves: [move, move, move] }), storeWith(), later);
  expect([points.earned, points.spent, points.available]).toEqual([100, 30, 70]);
});

test("however absurd an amount is, the sums stay whole numbers", () => {
  const absurd = "9".repeat(60);
  const orders = [bought("1", ordered, absurd), bought("2", ordered, absurd), bought("3", ordered, "1.00")];
  const points = pointsAt(member({ orders }), storeWith(), later);
  expect(points.earned).toBe(2_000_000_000_001);
});
