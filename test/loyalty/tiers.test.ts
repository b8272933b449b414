import { tierOf } from "../../shared/loyalty/tiers.ts";
import type { Person } from "../../shared/profile/person.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { at } from "../support/instants.ts";
import { bought, justBefore, member, moved, refunded, stated, storeWith } from "./members.ts";

const list = [
  { id: "gold", name: "Oak", from: "500" },
  { id: "bronze", name: "Seedling", from: "100" },
  { id: "silver", name: "Sapling", from: "250.50" },
];
const [gold, bronze, silver] = [
  { id: "gold", name: "Oak" },
  { id: "bronze", name: "Seedling" },
  { id: "silver", name: "Sapling" },
];
type Tiers = NonNullable<Settings["loyalty"]["tiers"]>;
const tiered = (tiers: Partial<Tiers> = {}, more: Parameters<typeof storeWith>[0] = {}) =>
  storeWith({ ...more, loyalty: { tiers: { list, ...tiers }, ...more.loyalty } });
const lifetime = { window: { kind: "lifetime" } } as const;

const stateAt = (person: Person, settings: Settings, when: string) => {
  const state = tierOf(person, settings, at(when));
  if (state === undefined) throw new Error("This store has no tiers.");
  return state;
};
const nameAt = (person: Person, settings: Settings, when: string) => stateAt(person, settings, when).tier?.id;

test("a store without tiers has none, nor has one whose tiers count points that it does not have", () => {
  const person = member({ orders: [bought("1", "2026-01-01T00:00Z")] });
  expect(tierOf(person, storeWith(), at("2026-02-01T00:00Z"))).toBeUndefined();
  const pointless = tiered({ by: "points" }, { loyalty: { source: "none" } });
  expect(tierOf(person, pointless, at("2026-02-01T00:00Z"))).toBeUndefined();
});

test("tiers by spend need no points", () => {
  const person = member({ orders: [bought("1", "2026-01-01T00:00Z", "300.00")] });
  expect(nameAt(person, tiered({}, { loyalty: { source: "none" } }), "2026-02-01T00:00Z")).toBe("silver");
});

test.each([
  ["99.99", undefined],
  ["100.00", "bronze"],
  ["250.49", "bronze"],
  ["250.50", "silver"],
  ["499.999999", "silver"],
  ["500", "gold"],
  ["90000", "gold"],
])("who has bought goods for %s is %s, in whatever order the tiers are listed", (goods, expected) => {
  const person = member({ orders: [bought("1", "2026-01-01T00:00Z", goods)] });
  expect(nameAt(person, tiered(), "2026-02-01T00:00Z")).toBe(expected);
});

test("a tier from nothing on is everybody's, and nobody rises to it", () => {
  const settings = tiered({ list: [{ id: "all", name: "Friends", from: "0" }, ...list] });
  expect(stateAt(member({}), settings, "2026-02-01T00:00Z")).toEqual({
    tier: { id: "all", name: "Friends" },
    since: undefined,
    changes: [],
    nextDrop: undefined,
  });
});

test("every change is told with what caused it: orders, a refund, a cancellation", () => {
  const orders = [
    bought("1", "2026-01-01T00:00Z", "150.00"),
    bought("2", "2026-02-01T00:00Z", "350.00", {
      refunds: [refunded("r", "2", "2026-03-01T00:00Z", { goods: "200.00" })],
    }),
    bought("3", "2026-04-01T00:00Z", "50.00", { cancelledAt: at("2026-05-01T00:00Z") }),
    bought("test", "2026-04-02T00:00Z", "5000.00", { test: true }),
  ];
  const state = stateAt(member({ orders }), tiered(lifetime), "2026-12-01T00:00Z");
  expect(state.changes).toEqual([
    { at: at("2026-01-01T00:00Z"), from: undefined, to: bronze, cause: "order:1" },
    { at: at("2026-02-01T00:00Z"), from: bronze, to: gold, cause: "order:2" },
    { at: at("2026-03-01T00:00Z"), from: gold, to: silver, cause: "refund:r" },
  ]);
  expect(state).toMatchObject({ tier: silver, since: at("2026-03-01T00:00Z"), nextDrop: undefined });
  const cancelled = member({
    orders: [bought("9", "2026-01-01T00:00Z", "120.00", { cancelledAt: at("2026-01-03T00:00Z") })],
  });
  expect(stateAt(cancelled, tiered(lifetime), "2026-12-01T00:00Z").changes.at(-1)).toEqual({
    at: at("2026-01-03T00:00Z"),
    from: bronze,
    to: undefined,
    cause: "order:9",
  });
});

test.each([
  ["the same day a year later", "UTC", "2026-03-10T12:00Z", "2027-03-10T12:00Z"],
  ["28 February after a leap day", "UTC", "2028-02-29T12:00Z", "2029-02-28T12:00Z"],
  ["over a change of the clocks", "America/New_York", "2026-03-10T12:00-04:00", "2027-03-10T12:00-05:00"],
  ["at -11", "Pacific/Pago_Pago", "2026-12-31T23:30-11:00", "2027-12-31T23:30-11:00"],
  ["at +14", "Pacific/Kiritimati", "2026-12-31T00:30+14:00", "2027-12-31T00:30+14:00"],
])("what was bought leaves a rolling window %s", (_, zone, when, leaves) => {
  const person = member({ orders: [bought("1", when, "300.00")] });
  const settings = tiered({ window: { kind: "rolling", months: 12 } }, { zone });
  const drop = { at: at(leaves), from: silver, to: undefined, cause: "order:1" };
  expect(stateAt(person, settings, when).nextDrop).toEqual(drop);
  expect(nameAt(person, settings, justBefore(leaves))).toBe("silver");
  expect(stateAt(person, settings, leaves)).toMatchObject({ tier: undefined, since: at(leaves), nextDrop: undefined });
  expect(stateAt(person, settings, leaves).changes.at(-1)).toEqual(drop);
});

test("the next drop is the first that is one, whatever leaves before without changing the tier", () => {
  const orders = [
    bought("1", "2026-01-01T00:00Z", "10.00"),
    bought("2", "2026-02-01T00:00Z", "300.00"),
    bought("3", "2026-03-01T00:00Z", "250.00"),
  ];
  const state = stateAt(member({ orders }), tiered(), "2026-06-01T00:00Z");
  expect(state.nextDrop).toEqual({ at: at("2027-02-01T00:00Z"), from: gold, to: bronze, cause: "order:2" });
});

test("a purchase in time keeps the tier, so that no drop is ever told", () => {
  const orders = [bought("1", "2026-01-01T00:00Z", "300.00"), bought("2", "2026-12-01T00:00Z", "300.00")];
  const state = stateAt(member({ orders }), tiered(), "2027-06-01T00:00Z");
  expect(state.changes.map(({ to }) => to?.id)).toEqual(["silver", "gold", "silver"]);
  expect(nameAt(member({ orders }), tiered(), "2027-01-01T00:00Z")).toBe("silver");
});

test("an order that is cancelled as of its own moment never counts", () => {
  const person = member({
    orders: [bought("1", "2026-01-01T00:00Z", "300.00", { cancelledAt: at("2025-12-31T00:00Z") })],
  });
  expect(stateAt(person, tiered(), "2026-01-01T00:00Z")).toMatchObject({ tier: undefined, changes: [] });
});

test("a refund of what has left the window changes nothing", () => {
  const refunds = [refunded("r", "1", "2027-03-01T00:00Z", { goods: "300.00" })];
  const orders = [bought("1", "2026-01-01T00:00Z", "300.00", { refunds }), bought("2", "2027-02-01T00:00Z", "300.00")];
  expect(nameAt(member({ orders }), tiered(), "2027-03-02T00:00Z")).toBe("silver");
});

test.each([
  ["America/New_York", "2027-01-01T00:00-05:00"],
  ["Pacific/Pago_Pago", "2027-01-01T00:00-11:00"],
  ["Pacific/Kiritimati", "2027-01-01T00:00+14:00"],
])("a calendar year ends with it in %s, for all orders at once", (zone, ends) => {
  const orders = [bought("1", "2026-02-01T12:00Z", "300.00"), bought("2", "2026-11-01T12:00Z", "300.00")];
  const settings = tiered({ window: { kind: "calendar-year" } }, { zone });
  expect(nameAt(member({ orders }), settings, justBefore(ends))).toBe("gold");
  const { changes } = stateAt(member({ orders }), settings, ends);
  expect(changes.slice(2)).toEqual([{ at: at(ends), from: gold, to: undefined, cause: "order:2" }]);
});

test("an order at the moment at which another leaves changes the tier once, or not at all", () => {
  const same = [bought("1", "2026-01-01T00:00Z", "300.00"), bought("2", "2027-01-01T00:00Z", "300.00")];
  expect(stateAt(member({ orders: same }), tiered(), "2027-01-01T00:00Z").changes).toHaveLength(1);
  const more = [bought("1", "2026-01-01T00:00Z", "300.00"), bought("2", "2027-01-01T00:00Z", "600.00")];
  expect(stateAt(member({ orders: more }), tiered(), "2027-01-01T00:00Z").changes.at(-1)).toEqual({
    at: at("2027-01-01T00:00Z"),
    from: silver,
    to: gold,
    cause: "order:2",
  });
});

test("of what happens at the moment of a drop, what left is its cause and not what came", () => {
  const orders = [bought("1", "2026-01-01T00:00Z", "600.00"), bought("2", "2027-01-01T00:00Z", "100.00")];
  expect(stateAt(member({ orders }), tiered(), "2027-01-01T00:00Z").changes.at(-1)).toEqual({
    at: at("2027-01-01T00:00Z"),
    from: gold,
    to: bronze,
    cause: "order:1",
  });
});

test("of what happens at the moment of a rise, what came is its cause and not what left", () => {
  const orders = [bought("1", "2026-01-01T00:00Z", "240.00"), bought("2", "2027-01-01T00:00Z", "270.00")];
  expect(stateAt(member({ orders }), tiered(), "2027-01-01T00:00Z").changes.at(-1)).toEqual({
    at: at("2027-01-01T00:00Z"),
    from: bronze,
    to: silver,
    cause: "order:2",
  });
});

test.each([
  ["1", "2"],
  ["2", "1"],
])("of orders of one moment (%s, %s) the one whose id sorts last has risen to the tier", (...ids) => {
  const orders = ids.map((id) => bought(id, "2026-01-01T00:00Z", "150.00"));
  expect(stateAt(member({ orders }), tiered(), "2026-01-01T00:00Z").changes).toEqual([
    { at: at("2026-01-01T00:00Z"), from: undefined, to: silver, cause: "order:2" },
  ]);
});

test("of what is refunded and what leaves at one moment, what leaves comes last and is the cause", () => {
  const refunds = [refunded("r", "2", "2027-01-01T00:00Z", { goods: "110.00" })];
  const orders = [bought("1", "2026-01-01T00:00Z", "300.00"), bought("2", "2026-06-01T00:00Z", "300.00", { refunds })];
  expect(stateAt(member({ orders }), tiered(), "2027-01-01T00:00Z").changes.at(-1)).toEqual({
    at: at("2027-01-01T00:00Z"),
    from: gold,
    to: bronze,
    cause: "order:1",
  });
});

test("what leaves with the order that costs the tier, but costs none itself, is not its cause", () => {
  const orders = [
    bought("1", "2026-01-01T00:00Z", "300.00"),
    bought("2", "2026-01-01T00:00Z", "5.00"),
    bought("3", "2026-06-01T00:00Z", "120.00"),
  ];
  expect(stateAt(member({ orders }), tiered(), "2026-07-01T00:00Z").nextDrop).toEqual({
    at: at("2027-01-01T00:00Z"),
    from: silver,
    to: bronze,
    cause: "order:1",
  });
});

describe("by points earned", () => {
  const settings = tiered({ by: "points" }, { rate: "2" });
  const orders = [bought("1", "2026-01-01T00:00Z", "100.00")];

  test("spending and expiry cost no tier", () => {
    const moves = [moved("reward", "spent", 200, "2026-01-02T00:00Z")];
    const expiring = tiered({ by: "points" }, { rate: "2", expiry: { kind: "per-lot", days: 30 } });
    expect(nameAt(member({ orders, moves }), expiring, "2026-06-01T00:00Z")).toBe("bronze");
  });

  test("what is earned elsewhere counts, and what is taken back does not", () => {
    const moves = [
      moved("bonus", "earned", 400, "2026-02-01T00:00Z"),
      moved("fix", "removed", 500, "2026-03-01T00:00Z"),
    ];
    expect(stateAt(member({ orders, moves }), settings, "2026-06-01T00:00Z").changes).toEqual([
      { at: at("2026-01-01T00:00Z"), from: undefined, to: bronze, cause: "order:1" },
      { at: at("2026-02-01T00:00Z"), from: bronze, to: gold, cause: "move:bonus" },
      { at: at("2026-03-01T00:00Z"), from: gold, to: bronze, cause: "move:fix" },
    ]);
  });

  test("a refund costs its share though the points are spent", () => {
    const refunds = [refunded("r", "1", "2026-03-01T00:00Z", { goods: "60.00" })];
    const person = member({
      orders: [bought("1", "2026-01-01T00:00Z", "100.00", { refunds })],
      moves: [moved("reward", "spent", 200, "2026-01-02T00:00Z")],
    });
    expect(stateAt(person, settings, "2026-06-01T00:00Z").changes.at(-1)).toEqual({
      at: at("2026-03-01T00:00Z"),
      from: bronze,
      to: undefined,
      cause: "refund:r",
    });
  });

  test("each lot leaves the window by itself", () => {
    const moves = [moved("bonus", "granted", 60, "2026-05-31T00:00Z")];
    const person = member({ orders: [bought("1", "2026-01-01T00:00Z", "100.00")], moves });
    const monthly = tiered({ by: "points", window: { kind: "rolling", months: 1 } });
    expect(stateAt(person, monthly, "2026-01-15T00:00Z").nextDrop?.at).toBe(at("2026-02-01T00:00Z"));
    expect(nameAt(person, monthly, "2026-06-15T00:00Z")).toBeUndefined();
  });
});

describe("of a loyalty app", () => {
  const told = (tier: string | undefined) =>
    member({ statements: [stated(5, "2026-03-10T00:00Z", tier === undefined ? {} : { tier })] });
  const smile = tiered({}, { loyalty: { source: "smile" } });

  test.each([
    ["its name", "Sapling", silver],
    ["its name in other letters", " sapling", silver],
    ["its id", "silver", silver],
    ["a name the store does not list", "Diamond", { id: "Diamond", name: "Diamond" }],
    ["nothing", undefined, undefined],
  ])("the tier is told by %s", (_, tier, expected) => {
    expect(tierOf(told(tier), smile, at("2026-04-01T00:00Z"))).toEqual({
      tier: expected,
      since: undefined,
      changes: [],
      nextDrop: undefined,
    });
  });

  test("blanks around the name in the store's list make no other tier of it", () => {
    const settings = tiered({ list: [{ id: "gold", name: " Oak ", from: "500" }] }, { loyalty: { source: "smile" } });
    expect(tierOf(told("oak"), settings, at("2026-04-01T00:00Z"))?.tier?.id).toBe("gold");
  });

  test("the store need not list any", () => {
    const settings = storeWith({ loyalty: { source: "smile" } });
    expect(tierOf(told("Diamond"), settings, at("2026-04-01T00:00Z"))?.tier?.name).toBe("Diamond");
    expect(tierOf(told(undefined), settings, at("2026-04-01T00:00Z"))).toBeUndefined();
    expect(tierOf(told("Diamond"), settings, at("2026-03-01T00:00Z"))).toBeUndefined();
  });
});
