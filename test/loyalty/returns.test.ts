import type { Refund } from "../../shared/events/parts.ts";
import { at } from "../support/instants.ts";
import { bought, leftOf, member, moved, pointsAt, refunded, storeWith } from "./members.ts";

const ordered = "2026-03-01T00:00Z";
const day = (date: number) => `2026-03-${String(date).padStart(2, "0")}T00:00Z`;
const end = "2026-06-01T00:00Z";

const orderWith = (goods: string, refunds: readonly Refund[], changes = {}) =>
  bought("1", ordered, goods, { financialStatus: "partially_refunded", refunds, ...changes });

test.each<[string, string, Partial<Refund>, number]>([
  ["the goods it states", "1", { goods: "30.00", amount: "99.00" }, 70],
  ["a share of points that is rounded against the customer only once", "1", { goods: "0.01" }, 99],
  ["its lines as a share of the subtotal", "1", { lines: [{ quantity: 1, subtotal: "55.00" }], amount: "1.00" }, 50],
  ["its amount as a share of the total", "1", { amount: "30.00" }, 75],
  ["its amount where its lines can't be set against anything", "1", { amount: "120.00" }, 0],
  ["nothing where it names nothing", "1", {}, 100],
  ["nothing where it is negative", "1", { goods: "-5.00" }, 100],
  ["all there is and no more", "1", { goods: "500.00" }, 0],
  ["in exact decimals", "1.1", { goods: "90.00" }, 11],
])("a refund takes back %s", (_, rate, what, kept) => {
  const refund = refunded("r", "1", day(5), what);
  const person = member({ orders: [orderWith("100.00", [refund], { subtotal: "110.00", total: "120.00" })] });
  const points = pointsAt(person, storeWith({ rate }), end);
  expect(points.available).toBe(kept);
  expect(points.takenBack).toBe(points.earned - kept);
  expect(points.shortfall).toBe(0);
  expect(pointsAt(person, storeWith({ rate }), "2026-03-04T23:59Z").takenBack).toBe(0);
});

test("a refund whose lines have no subtotal to be a share of goes by its amount", () => {
  const refund = refunded("r", "1", day(5), { lines: [{ quantity: 1, subtotal: "0" }], amount: "60.00" });
  const person = member({ orders: [orderWith("100.00", [refund], { subtotal: "0.00", total: "120.00" })] });
  expect(pointsAt(person, storeWith(), end).available).toBe(50);
});

test("several refunds leave what the goods that were kept have earned, in steps", () => {
  const third = (id: string, date: number) =>
    refunded(id, "1", day(date), { lines: [{ quantity: 1, subtotal: "30.00" }] });
  const refunds = [third("c", 7), third("a", 5), third("b", 6)];
  const person = member({ orders: [orderWith("100.00", refunds, { subtotal: "90.00" })] });
  const left = [4, 5, 6, 7].map((date) => pointsAt(person, storeWith(), day(date)).available);
  expect(left).toEqual([100, 66, 33, 0]);
});

test("a refund told twice takes once", () => {
  const refund = refunded("r", "1", day(5), { goods: "40.00" });
  expect(pointsAt(member({ orders: [orderWith("100.00", [refund, refund])] }), storeWith(), end).available).toBe(60);
});

test("a refund dated before its order counts from the order on", () => {
  const refund = refunded("r", "1", "2026-02-01T00:00Z", { goods: "40.00" });
  const person = member({ orders: [orderWith("100.00", [refund])] });
  expect(pointsAt(person, storeWith(), "2026-02-15T00:00Z").earned).toBe(0);
  expect(pointsAt(person, storeWith(), ordered)).toMatchObject({ earned: 100, takenBack: 40, available: 60 });
});

describe("cancelled orders", () => {
  test("their points are taken back when they are cancelled", () => {
    const person = member({ orders: [bought("1", ordered, "100.00", { cancelledAt: at(day(9)) })] });
    expect(pointsAt(person, storeWith(), day(8)).available).toBe(100);
    expect(pointsAt(person, storeWith(), day(9))).toMatchObject({ available: 0, takenBack: 100, shortfall: 0 });
  });

  test("what was refunded before is not taken twice, nor what is refunded after", () => {
    const refunds = [refunded("a", "1", day(5), { goods: "40.00" }), refunded("b", "1", day(12), { goods: "60.00" })];
    const person = member({ orders: [orderWith("100.00", refunds, { cancelledAt: at(day(9)) })] });
    expect(pointsAt(person, storeWith(), end)).toMatchObject({ earned: 100, takenBack: 100, shortfall: 0 });
  });

  test("a cancellation dated before the order counts from the order on", () => {
    const person = member({ orders: [bought("1", ordered, "100.00", { cancelledAt: at("2026-01-01T00:00Z") })] });
    expect(pointsAt(person, storeWith(), ordered)).toMatchObject({ earned: 100, takenBack: 100, available: 0 });
  });
});

describe("orders that say they are refunded", () => {
  const said = (refunds: readonly Refund[], changes = {}) =>
    member({
      orders: [orderWith("100.00", refunds, { financialStatus: "refunded", updatedAt: at(day(9)), ...changes })],
    });

  test.each(["refunded", "REFUNDED"])("lose their points when they say so (%s), though no refund is told", (status) => {
    const person = said([], { financialStatus: status });
    expect(pointsAt(person, storeWith(), day(8))).toMatchObject({ available: 100, takenBack: 0 });
    expect(pointsAt(person, storeWith(), day(9))).toMatchObject({ earned: 100, available: 0, takenBack: 100 });
  });

  test("lose what their refunds have left, and nothing twice", () => {
    const refunds = [refunded("a", "1", day(5), { goods: "40.00" }), refunded("b", "1", day(12), { goods: "60.00" })];
    const left = [4, 5, 8, 9, 12].map((date) => pointsAt(said(refunds), storeWith(), day(date)).available);
    expect(left).toEqual([100, 60, 60, 0, 0]);
    expect(pointsAt(said(refunds), storeWith(), end)).toMatchObject({ earned: 100, takenBack: 100, shortfall: 0 });
  });

  test("lose them by the cancellation where that came first", () => {
    expect(pointsAt(said([], { cancelledAt: at(day(7)) }), storeWith(), day(7)).available).toBe(0);
  });

  test("that were voided were never paid", () => {
    const person = said([], { financialStatus: "voided" });
    expect(pointsAt(person, storeWith(), end)).toMatchObject({ earned: 0, takenBack: 0, available: 0 });
  });
});

describe("whose points are taken", () => {
  const refund = refunded("r", "1", day(20), { goods: "80.00" });

  test("the order's own first, though others are older", () => {
    const person = member({
      orders: [orderWith("100.00", [refund])],
      moves: [moved("old", "granted", 500, "2026-01-01T00:00Z")],
    });
    expect(leftOf(pointsAt(person, storeWith(), end))).toEqual({ "move:old": 500, "order:1": 20 });
  });

  test("of what was spent of them, the oldest others, pending ones too", () => {
    const person = member({
      orders: [orderWith("100.00", [refund])],
      moves: [
        moved("reward", "spent", 100, day(2)),
        moved("b", "granted", 30, day(4), { usableAt: at("2026-12-01T00:00Z") }),
        moved("a", "granted", 30, day(3)),
        moved("c", "granted", 30, day(5)),
      ],
    });
    const points = pointsAt(person, storeWith(), day(21));
    expect(leftOf(points)).toEqual({ "move:c": 10 });
    expect(points).toMatchObject({ spent: 100, takenBack: 80, shortfall: 0 });
  });

  test("never below zero: what is missing is the shortfall", () => {
    const person = member({
      orders: [orderWith("100.00", [refund])],
      moves: [moved("reward", "spent", 95, day(2)), moved("late", "granted", 50, day(25))],
    });
    const points = pointsAt(person, storeWith(), end);
    expect(points).toMatchObject({ takenBack: 5, shortfall: 75, available: 50 });
  });

  test("what had expired of them is lost, and not taken from others again", () => {
    const settings = storeWith({ expiry: { kind: "per-lot", days: 10 } });
    const own = { expiresAt: at("2030-01-01T00:00Z") };
    const person = member({
      orders: [orderWith("100.00", [refund])],
      moves: [moved("reward", "spent", 40, day(2)), moved("kept", "granted", 90, day(3), own)],
    });
    expect(pointsAt(person, settings, day(19))).toMatchObject({ expired: 60, available: 90 });
    const points = pointsAt(person, settings, day(21));
    expect(points).toMatchObject({ earned: 190, spent: 40, expired: 60, takenBack: 20, shortfall: 0, available: 70 });
  });
});

test("what has expired is lost to one refund only", () => {
  const refunds = [refunded("a", "1", day(20), { goods: "50.00" }), refunded("b", "1", day(21), { goods: "50.00" })];
  const own = { expiresAt: at("2030-01-01T00:00Z") };
  const person = member({
    orders: [orderWith("100.00", refunds)],
    moves: [moved("reward", "spent", 40, day(2)), moved("kept", "granted", 90, day(3), own)],
  });
  const settings = storeWith({ expiry: { kind: "per-lot", days: 10 } });
  expect(pointsAt(person, settings, day(20))).toMatchObject({ expired: 60, takenBack: 0, available: 90 });
  expect(pointsAt(person, settings, day(21))).toMatchObject({ expired: 60, takenBack: 40, available: 50 });
});

describe("points that the store removes", () => {
  test("go oldest first, pending ones last", () => {
    const person = member({
      moves: [
        moved("pending", "granted", 50, day(1), { usableAt: at("2026-12-01T00:00Z") }),
        moved("usable", "granted", 50, day(2)),
        moved("fix", "removed", 70, day(3)),
      ],
    });
    const points = pointsAt(person, storeWith(), day(4));
    expect(leftOf(points)).toEqual({ "move:pending": 30 });
    expect(points).toMatchObject({ takenBack: 70, spent: 0, shortfall: 0, pending: 30 });
  });

  test("go from what can be spent from that very moment on, since it is older", () => {
    const person = member({
      moves: [
        moved("older", "granted", 50, day(1), { usableAt: at(day(3)) }),
        moved("newer", "granted", 50, day(2)),
        moved("fix", "removed", 20, day(3)),
      ],
    });
    expect(leftOf(pointsAt(person, storeWith(), day(4)))).toEqual({ "move:older": 30, "move:newer": 50 });
  });

  test("are never more than there are", () => {
    const person = member({ moves: [moved("a", "granted", 50, day(1)), moved("fix", "removed", 70, day(3))] });
    expect(pointsAt(person, storeWith(), day(4))).toMatchObject({ takenBack: 50, shortfall: 20, available: 0 });
  });
});
