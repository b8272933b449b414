import { at } from "../support/instants.ts";
import { bought, leftOf, member, moved, pointsAt, storeWith } from "./members.ts";

const end = "2026-06-01T00:00Z";
const lots = [
  moved("c", "earned", 30, "2026-03-03T00:00Z"),
  moved("a", "earned", 30, "2026-03-01T00:00Z"),
  moved("b", "granted", 30, "2026-03-02T00:00Z"),
];

test.each([
  [10, { "move:a": 20, "move:b": 30, "move:c": 30 }],
  [30, { "move:b": 30, "move:c": 30 }],
  [45, { "move:b": 15, "move:c": 30 }],
  [90, {}],
])("spending %i takes the oldest lots first", (points, left) => {
  const person = member({ moves: [moved("reward", "spent", points, "2026-03-04T00:00Z"), ...lots] });
  const after = pointsAt(person, storeWith(), end);
  expect(leftOf(after)).toEqual(left);
  expect(after).toMatchObject({ spent: points, shortfall: 0 });
});

test("of two lots of one instant the one whose id sorts first goes first", () => {
  const when = "2026-03-01T00:00Z";
  const moves = [moved("z", "earned", 5, when), moved("y", "earned", 5, when), moved("s", "spent", 5, end)];
  expect(leftOf(pointsAt(member({ moves }), storeWith(), end))).toEqual({ "move:z": 5 });
});

test("what is still pending is passed over", () => {
  const person = member({
    orders: [bought("1", "2026-02-20T00:00Z")],
    moves: [...lots, moved("reward", "spent", 50, "2026-03-04T00:00Z")],
  });
  const points = pointsAt(person, storeWith({ pendingDays: 30 }), "2026-03-05T00:00Z");
  expect(leftOf(points)).toEqual({ "order:1": 100, "move:b": 10, "move:c": 30 });
});

test("spending beyond what can be spent takes that, and the rest is the shortfall", () => {
  const person = member({
    orders: [bought("1", "2026-03-03T12:00Z")],
    moves: [...lots, moved("reward", "spent", 120, "2026-03-04T00:00Z")],
  });
  const points = pointsAt(person, storeWith({ pendingDays: 30 }), end);
  expect(points).toMatchObject({ spent: 90, shortfall: 30, available: 100 });
  expect(leftOf(points)).toEqual({ "order:1": 100 });
});

test("points that come later never make up for an earlier shortfall", () => {
  const moves = [moved("reward", "spent", 10, "2026-03-01T00:00Z"), moved("a", "earned", 30, "2026-03-02T00:00Z")];
  expect(pointsAt(member({ moves }), storeWith(), end)).toMatchObject({ spent: 0, shortfall: 10, available: 30 });
});

test("points earned at the very instant of a spending can be spent by it", () => {
  const when = "2026-03-01T00:00Z";
  const moves = [moved("a-reward", "spent", 10, when), moved("z-earned", "earned", 10, when)];
  expect(pointsAt(member({ moves }), storeWith(), end)).toMatchObject({ spent: 10, shortfall: 0 });
});

test("points that expire at the very instant of a spending can't be spent by it", () => {
  const expiresAt = at("2026-03-10T00:00Z");
  const moves = [
    moved("a", "earned", 10, "2026-03-01T00:00Z", { expiresAt }),
    moved("reward", "spent", 10, "2026-03-10T00:00Z"),
  ];
  expect(pointsAt(member({ moves }), storeWith(), end)).toMatchObject({ spent: 0, expired: 10, shortfall: 10 });
});

test("a balance asked for the past does not know what came later", () => {
  const person = member({ moves: [...lots, moved("reward", "spent", 80, "2026-03-04T00:00Z")] });
  const balances = ["2026-02-28T00:00Z", "2026-03-01T00:00Z", "2026-03-02T12:00Z", "2026-03-03T23:59Z", end].map(
    (when) => pointsAt(person, storeWith(), when).available,
  );
  expect(balances).toEqual([0, 30, 60, 90, 10]);
});
