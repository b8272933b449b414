import type { ExpiryPolicy } from "../../shared/settings/loyalty.ts";
import { at } from "../support/instants.ts";
import { bought, justBefore, leftOf, member, moved, pointsAt, storeWith } from "./members.ts";

const newYork = "America/New_York";
const pagoPago = "Pacific/Pago_Pago";
const kiritimati = "Pacific/Kiritimati";

const inactivity = (months: number): ExpiryPolicy => ({ kind: "inactivity", months });
const perLot = (days: number): ExpiryPolicy => ({ kind: "per-lot", days });
const endOfMonth = (months: number): ExpiryPolicy => ({ kind: "end-of-month", months });
const endOfYear = (years: number): ExpiryPolicy => ({ kind: "end-of-year", years });

test.each<[string, ExpiryPolicy, string, string, string]>([
  ["a year after an order", inactivity(12), "UTC", "2026-03-10T12:00Z", "2027-03-10T12:00Z"],
  ["a year after a leap day", inactivity(12), "UTC", "2028-02-29T12:00Z", "2029-02-28T12:00Z"],
  ["a month after the 31st", inactivity(1), "UTC", "2026-01-31T12:00Z", "2026-02-28T12:00Z"],
  ["over the spring change", inactivity(1), newYork, "2026-02-20T09:00-05:00", "2026-03-20T09:00-04:00"],
  ["into the skipped hour", inactivity(1), newYork, "2026-02-08T02:30-05:00", "2026-03-08T03:30-04:00"],
  ["over the autumn change", inactivity(1), newYork, "2026-10-15T09:00-04:00", "2026-11-15T09:00-05:00"],
  ["on the calendar at -11", inactivity(1), pagoPago, "2026-01-31T23:30-11:00", "2026-02-28T23:30-11:00"],
  ["on the calendar at +14", inactivity(1), kiritimati, "2026-01-31T00:30+14:00", "2026-02-28T00:30+14:00"],
  ["on the 366th day", perLot(365), "UTC", "2026-03-10T12:00Z", "2027-03-10T12:00Z"],
  ["365 days over a leap day", perLot(365), "UTC", "2027-03-10T12:00Z", "2028-03-09T12:00Z"],
  ["365 days from a leap day", perLot(365), "UTC", "2028-02-29T12:00Z", "2029-02-28T12:00Z"],
  ["a day of 23 hours", perLot(1), newYork, "2026-03-07T12:00-05:00", "2026-03-08T12:00-04:00"],
  ["a day of 25 hours", perLot(1), newYork, "2026-10-31T12:00-04:00", "2026-11-01T12:00-05:00"],
  ["a year's days at -11", perLot(365), pagoPago, "2026-12-31T23:59-11:00", "2027-12-31T23:59-11:00"],
  ["a year's days at +14", perLot(365), kiritimati, "2026-12-31T00:01+14:00", "2027-12-31T00:01+14:00"],
  ["with this month", endOfMonth(0), "UTC", "2026-04-30T23:59:59.999Z", "2026-05-01T00:00Z"],
  ["with a February of 29 days", endOfMonth(0), "UTC", "2028-02-29T12:00Z", "2028-03-01T00:00Z"],
  ["with the month after the 31st's", endOfMonth(1), "UTC", "2026-01-31T12:00Z", "2026-03-01T00:00Z"],
  ["with a month of summer time", endOfMonth(6), newYork, "2026-01-15T12:00-05:00", "2026-08-01T00:00-04:00"],
  ["with the month at -11", endOfMonth(0), pagoPago, "2026-05-01T10:59Z", "2026-05-01T00:00-11:00"],
  ["with the month at +14", endOfMonth(0), kiritimati, "2026-04-30T10:00Z", "2026-06-01T00:00+14:00"],
  ["with this year", endOfYear(0), newYork, "2026-12-31T23:59:59-05:00", "2027-01-01T00:00-05:00"],
  ["with the next year", endOfYear(1), newYork, "2028-02-29T12:00-05:00", "2030-01-01T00:00-05:00"],
  ["with the year at -11", endOfYear(0), pagoPago, "2027-01-01T10:59Z", "2027-01-01T00:00-11:00"],
  ["with the year at +14", endOfYear(0), kiritimati, "2026-12-31T10:00Z", "2028-01-01T00:00+14:00"],
])("points expire %s", (_, expiry, zone, earned, expires) => {
  const settings = storeWith({ expiry, zone });
  const person = member({ orders: [bought("1", earned)] });
  expect(pointsAt(person, settings, earned).nextExpiry).toEqual({ at: at(expires), points: 100 });
  expect(pointsAt(person, settings, justBefore(expires))).toMatchObject({ available: 100, expired: 0 });
  const after = pointsAt(person, settings, expires);
  expect(after).toMatchObject({ available: 0, expired: 100, nextExpiry: undefined });
  expect(after.lots[0]).toMatchObject({ left: 0, expiresAt: at(expires) });
});

test("points that never expire have no date", () => {
  const person = member({ orders: [bought("1", "2021-01-01T00:00Z")] });
  const points = pointsAt(person, storeWith(), "2080-01-01T00:00Z");
  expect(points).toMatchObject({ available: 100, nextExpiry: undefined });
  expect(points.lots[0]?.expiresAt).toBeUndefined();
});

describe("by inactivity", () => {
  const settings = storeWith({ expiry: inactivity(12) });
  const first = bought("1", "2026-01-10T00:00Z");

  test.each([
    ["an order", member({ orders: [first, bought("2", "2026-06-10T00:00Z")] }), "2027-06-10T00:00Z"],
    [
      "points earned elsewhere",
      member({ orders: [first], moves: [moved("a", "earned", 5, "2026-06-10T00:00Z")] }),
      "2027-06-10T00:00Z",
    ],
    [
      "a redemption",
      member({ orders: [first], moves: [moved("a", "spent", 5, "2026-06-10T00:00Z")] }),
      "2027-06-10T00:00Z",
    ],
    [
      "but not a gift",
      member({ orders: [first], moves: [moved("a", "granted", 5, "2026-06-10T00:00Z")] }),
      "2027-01-10T00:00Z",
    ],
    [
      "nor a removal",
      member({ orders: [first], moves: [moved("a", "removed", 5, "2026-06-10T00:00Z")] }),
      "2027-01-10T00:00Z",
    ],
    [
      "nor an order that earns nothing",
      member({ orders: [first, bought("2", "2026-06-10T00:00Z", "0.40")] }),
      "2027-01-10T00:00Z",
    ],
  ])("all points live on with %s", (_, person, expires) => {
    expect(pointsAt(person, settings, "2026-07-01T00:00Z").nextExpiry?.at).toBe(at(expires));
    expect(pointsAt(person, settings, justBefore(expires)).expired).toBe(0);
    expect(pointsAt(person, settings, expires)).toMatchObject({ available: 0, pending: 0 });
  });

  test("pending points expire with the others", () => {
    const usableAt = at("2028-01-01T00:00Z");
    const person = member({ moves: [moved("a", "earned", 40, "2026-01-10T00:00Z", { usableAt })] });
    expect(pointsAt(person, settings, "2027-01-09T00:00Z")).toMatchObject({ pending: 40, expired: 0 });
    expect(pointsAt(person, settings, "2027-01-10T00:00Z")).toMatchObject({ pending: 0, expired: 40 });
  });

  test("activity at the moment of expiry comes too late for the old points, and begins a new period", () => {
    const person = member({ orders: [first, bought("2", "2027-01-10T00:00Z", "7.00")] });
    const points = pointsAt(person, settings, "2027-01-10T00:00Z");
    expect(points).toMatchObject({ expired: 100, available: 7 });
    expect(points.nextExpiry).toEqual({ at: at("2028-01-10T00:00Z"), points: 7 });
  });

  test("a gift after everything has lapsed, or to somebody who was never active, lives for a period of its own", () => {
    const gift = moved("gift", "granted", 30, "2027-03-01T00:00Z");
    for (const person of [member({ orders: [first], moves: [gift] }), member({ moves: [gift] })]) {
      expect(pointsAt(person, settings, "2027-03-01T00:00Z").nextExpiry).toEqual({
        at: at("2028-03-01T00:00Z"),
        points: 30,
      });
      expect(pointsAt(person, settings, "2028-03-01T00:00Z").available).toBe(0);
    }
  });
});

describe("a date of its own", () => {
  const expiresAt = at("2026-05-01T00:00Z");

  test.each<[string, ExpiryPolicy]>([
    ["never", { kind: "never" }],
    ["inactivity", inactivity(1)],
    ["per lot", perLot(10)],
    ["end of month", endOfMonth(12)],
  ])("wins over the policy: %s", (_, expiry) => {
    const person = member({ moves: [moved("a", "earned", 10, "2026-02-01T00:00Z", { expiresAt })] });
    const settings = storeWith({ expiry });
    expect(pointsAt(person, settings, "2026-04-30T23:59Z").nextExpiry).toEqual({ at: expiresAt, points: 10 });
    expect(pointsAt(person, settings, "2026-05-01T00:00Z")).toMatchObject({ expired: 10, available: 0 });
  });

  test("that has passed when the points come leaves nothing of them", () => {
    const person = member({ moves: [moved("a", "earned", 10, "2026-06-01T00:00Z", { expiresAt })] });
    expect(pointsAt(person, storeWith(), "2026-06-01T00:00Z")).toMatchObject({ earned: 10, expired: 10, available: 0 });
  });
});

test("the next expiry adds up what goes at one moment, and leaves out what is used up", () => {
  const settings = storeWith({ expiry: endOfMonth(1) });
  const person = member({
    orders: [
      bought("1", "2026-01-10T00:00Z", "10.00"),
      bought("2", "2026-02-05T00:00Z", "20.00"),
      bought("3", "2026-02-25T00:00Z", "30.00"),
    ],
    moves: [moved("reward", "spent", 15, "2026-02-26T00:00Z")],
  });
  const points = pointsAt(person, settings, "2026-02-27T00:00Z");
  expect(points.nextExpiry).toEqual({ at: at("2026-04-01T00:00Z"), points: 45 });
  expect(leftOf(points)).toEqual({ "order:2": 15, "order:3": 30 });
  expect(points.lots[0]?.expiresAt).toBeUndefined();
});

test("what was used up in time has no date of expiry, even when the others have expired", () => {
  const settings = storeWith({ expiry: perLot(30) });
  const person = member({
    orders: [bought("1", "2026-01-01T00:00Z", "10.00"), bought("2", "2026-01-02T00:00Z", "20.00")],
    moves: [moved("reward", "spent", 10, "2026-01-03T00:00Z")],
  });
  const { expired, lots } = pointsAt(person, settings, "2026-06-01T00:00Z");
  expect(expired).toBe(20);
  expect(lots.map(({ expiresAt }) => expiresAt)).toEqual([undefined, at("2026-02-01T00:00Z")]);
});

test("where each lot has a period of its own, a gift outlives the orders before it", () => {
  const settings = storeWith({ expiry: perLot(30) });
  const person = member({
    orders: [bought("1", "2026-01-01T00:00Z")],
    moves: [moved("gift", "granted", 25, "2026-01-20T00:00Z")],
  });
  const points = pointsAt(person, settings, "2026-02-01T00:00Z");
  expect(points).toMatchObject({ expired: 100, available: 25 });
  expect(points.nextExpiry).toEqual({ at: at("2026-02-19T00:00Z"), points: 25 });
});

describe("switching a policy on", () => {
  const earned = "2024-05-15T10:00Z";
  const person = member({ orders: [bought("1", earned)] });

  test.each<[string, ExpiryPolicy, string, string]>([
    ["inactivity", inactivity(6), "2026-03-10T00:00Z", "2026-09-10T00:00Z"],
    ["inactivity on a leap day", inactivity(12), "2028-02-29T00:00Z", "2029-02-28T00:00Z"],
    ["per lot", perLot(90), "2026-03-10T00:00Z", "2026-06-08T00:00Z"],
    ["end of this month, in a month's time at the earliest", endOfMonth(0), "2026-03-10T00:00Z", "2026-05-01T00:00Z"],
    ["end of a later month", endOfMonth(3), "2026-03-10T00:00Z", "2026-07-01T00:00Z"],
    ["end of month, from a month's first moment", endOfMonth(1), "2026-03-01T00:00Z", "2026-04-01T00:00Z"],
    ["end of this year, in a year's time at the earliest", endOfYear(0), "2026-03-10T00:00Z", "2028-01-01T00:00Z"],
    ["end of year, from a year's first moment", endOfYear(1), "2026-01-01T00:00Z", "2027-01-01T00:00Z"],
    ["end of a later year", endOfYear(2), "2026-03-10T00:00Z", "2029-01-01T00:00Z"],
  ])("expires nothing for one full period: %s", (_, expiry, from, expires) => {
    const settings = storeWith({}, [
      ["2020-01-01T00:00Z", { expiry: { kind: "never" } }],
      [from, { expiry }],
    ]);
    expect(pointsAt(person, settings, justBefore(from)).nextExpiry).toBeUndefined();
    expect(pointsAt(person, settings, from).nextExpiry).toEqual({ at: at(expires), points: 100 });
    expect(pointsAt(person, settings, justBefore(expires)).available).toBe(100);
    expect(pointsAt(person, settings, expires)).toMatchObject({ available: 0, expired: 100 });
  });

  test("the first rules of a store are switched on when they begin", () => {
    const settings = storeWith({}, [["2026-03-10T00:00Z", { expiry: perLot(30) }]]);
    expect(pointsAt(person, settings, "2025-01-01T00:00Z").nextExpiry?.at).toBe(at("2026-04-09T00:00Z"));
    expect(pointsAt(person, settings, "2026-04-08T23:59Z").available).toBe(100);
  });

  test("what falls due after the period falls due as it would have", () => {
    const settings = storeWith({}, [["2024-06-01T00:00Z", { expiry: inactivity(12) }]]);
    const active = member({ orders: [bought("1", earned), bought("2", "2025-01-01T00:00Z")] });
    expect(pointsAt(active, settings, "2025-02-01T00:00Z").nextExpiry?.at).toBe(at("2026-01-01T00:00Z"));
  });

  test("an edition with the same policy and another rate goes on with the period", () => {
    const settings = storeWith({}, [
      ["2026-01-01T00:00Z", { expiry: perLot(90) }],
      ["2026-03-01T00:00Z", { expiry: perLot(90), rate: "2" }],
    ]);
    expect(pointsAt(person, settings, "2026-03-15T00:00Z").nextExpiry?.at).toBe(at("2026-04-01T00:00Z"));
  });
});

describe("changing a policy", () => {
  const person = member({ orders: [bought("1", "2026-01-01T00:00Z")] });
  const began = "2020-01-01T00:00Z";

  test("what has expired under the old one stays expired", () => {
    const settings = storeWith({}, [
      [began, { expiry: perLot(30) }],
      ["2026-02-15T00:00Z", { expiry: { kind: "never" } }],
    ]);
    expect(pointsAt(person, settings, "2026-06-01T00:00Z")).toMatchObject({ expired: 100, available: 0 });
    expect(pointsAt(person, settings, "2026-01-20T00:00Z").nextExpiry?.at).toBe(at("2026-01-31T00:00Z"));
  });

  test.each<[string, ExpiryPolicy]>([
    ["never", { kind: "never" }],
    ["a longer one", perLot(3650)],
  ])("what would have expired under the old one later does not: %s", (_, expiry) => {
    const settings = storeWith({}, [
      [began, { expiry: perLot(30) }],
      ["2026-01-15T00:00Z", { expiry }],
    ]);
    expect(pointsAt(person, settings, "2026-06-01T00:00Z").available).toBe(100);
  });

  test("at the very moment at which the old one would have taken them, they are the new one's", () => {
    const settings = storeWith({}, [
      [began, { expiry: perLot(30) }],
      ["2026-01-31T00:00Z", { expiry: perLot(10) }],
    ]);
    expect(pointsAt(person, settings, "2026-01-31T00:00Z").nextExpiry?.at).toBe(at("2026-02-10T00:00Z"));
    expect(pointsAt(person, settings, "2026-02-09T23:59Z").available).toBe(100);
    expect(pointsAt(person, settings, "2026-02-10T00:00Z").available).toBe(0);
  });

  test("to inactivity and back counts each one's own period", () => {
    const settings = storeWith({}, [
      [began, { expiry: perLot(60) }],
      ["2026-02-01T00:00Z", { expiry: inactivity(6) }],
      ["2026-04-01T00:00Z", { expiry: perLot(60) }],
    ]);
    expect(pointsAt(person, settings, "2026-01-15T00:00Z").nextExpiry?.at).toBe(at("2026-03-02T00:00Z"));
    expect(pointsAt(person, settings, "2026-02-15T00:00Z").nextExpiry?.at).toBe(at("2026-08-01T00:00Z"));
    expect(pointsAt(person, settings, "2026-04-15T00:00Z").nextExpiry?.at).toBe(at("2026-05-31T00:00Z"));
    expect(pointsAt(person, settings, "2026-05-31T00:00Z").expired).toBe(100);
  });
});
