import type { Sent } from "./support/any-sender.ts";
import { freshId } from "./support/bodies.ts";
import { moment } from "./support/local-time.ts";
import { LoyaltyStory, type Points } from "./support/loyalty-story.ts";

const newYork = "America/New_York";
const story = new LoyaltyStory();
const at = (shown: string): string => moment(shown, newYork);
const noon = (day: string): string => moment(`${day} 12:00`, newYork);
const never = { expiry: { kind: "never" } };
type Changes = Record<string, unknown>;

const shop = story.store("shop", newYork, { rate: "1.5", ...never });
const yen = story.store("yen", "Asia/Tokyo", { rate: "1.5", ...never }, {}, { currency: "JPY" });
const exact = story.store("exact", newYork, { rate: "1.1", ...never });

const line = (price: string, quantity = 1, more: Changes = {}) => ({
  id: freshId(),
  product_id: freshId(),
  variant_id: freshId(),
  title: "Tea",
  quantity,
  price,
  ...more,
});
const tax = (price: string, rate = 0.2) => ({ tax_lines: [{ title: "VAT", rate, price }] });
const off = (amount: string) => ({ discount_allocations: [{ amount, discount_application_index: 0 }] });
const costs = (amount: string, ...lines: readonly unknown[]): Changes => ({
  total_price: amount,
  subtotal_price: amount,
  line_items: lines,
});

/** Why an order earns what it earns, at 1.5 points for one of the store's currency. */
const earnings = (
  [
    ["it is rounded down", shop, costs("33.33", line("33.33")), 49],
    ["in exact decimals", exact, costs("90.00", line("90.00")), 99],
    [
      "tax on top of prices and shipping are no goods",
      shop,
      {
        ...costs("100.00", line("100.00", 1, tax("20.00"))),
        total_price: "131.00",
        total_tax: "21.00",
        shipping_lines: [{ id: freshId(), price: "10.00", ...tax("1.00", 0.1) }],
      },
      150,
    ],
    [
      "tax inside of prices is no goods",
      shop,
      { ...costs("120.00", line("120.00", 1, tax("20.00"))), taxes_included: true, total_tax: "20.00" },
      150,
    ],
    [
      "discounts were not paid",
      shop,
      { ...costs("80.00", line("50.00", 2, off("20.00"))), total_discounts: "20.00" },
      120,
    ],
    [
      "gift cards that are bought earn when they are used",
      shop,
      costs("90.00", line("50.00", 1, { gift_card: true }), line("40.00")),
      60,
    ],
    ["what is free earns nothing", shop, { ...costs("0.00", line("40.00", 1, off("40.00"))) }, 0],
    ["yen have no decimals", yen, { ...costs("3333", line("3333")), currency: "JPY" }, 4999],
    ["another currency than the store's earns nothing", yen, { currency: "USD" }, 0],
    ["what is not paid earns nothing", shop, { financial_status: "pending" }, 0],
    ["what was voided earns nothing", shop, { financial_status: "voided" }, 0],
    ["a test earns nothing", shop, { test: true }, 0],
  ] as const
).map(([why, store, changes, points]) => {
  const who = story.member(store, "earner");
  story.buys(who, noon("2028-03-02"), "120.00", changes);
  return { why, who, points };
});

const refundOf = (order: Changes, created: string, subtotal: string, paid = subtotal): Changes => ({
  id: freshId(),
  order_id: order["id"],
  created_at: created,
  refund_line_items: [{ id: freshId(), quantity: 1, subtotal, total_tax: "0.00", line_item: { id: 1, product_id: 1 } }],
  transactions: [{ id: freshId(), kind: "refund", status: "success", amount: paid, currency: "USD" }],
});

/** An order that is refunded in full, told of by its status, by its refund or by both, in every order and twice. */
const undone = [
  ["order", "status"],
  ["order", "refund"],
  ["order", "refund", "status"],
  ["order", "status", "refund"],
  ["refund", "order", "status"],
  ["refund", "status", "order"],
  ["status", "order", "refund"],
  ["status", "refund", "order"],
  ["order", "refund", "refund", "status", "status", "order"],
].map((way) => {
  const who = story.member(shop, "undone");
  const order = story.order(who, noon("2028-03-02"), "120.00");
  const when = at("2028-03-10 12:00");
  const bodies: Readonly<Record<string, readonly [topic: string, body: unknown]>> = {
    order: ["orders/create", order],
    status: ["orders/updated", { ...order, financial_status: "refunded", updated_at: when }],
    refund: ["refunds/create", refundOf(order, when, "120.00")],
  };
  way.forEach((word, index) => {
    const [topic = "", body] = bodies[word] ?? [];
    story.shopify(who, at(`2028-03-11 12:0${index}`), topic, body);
  });
  return { way: way.join(", "), who };
});

const partly = story.member(shop, "partly");
const half = story.buys(partly, noon("2028-03-02"), "120.00");
story.moves(partly, "spent", 150, noon("2028-03-05"));
story.shopify(partly, noon("2028-03-08"), "refunds/create", refundOf(half, noon("2028-03-08"), "60.00"));
story.moves(partly, "granted", 40, noon("2028-03-12"));
const shipping = story.member(shop, "shipping");
const sent = story.buys(shipping, noon("2028-03-02"), "120.00", { total_price: "130.00" });
story.shopify(shipping, noon("2028-03-08"), "refunds/create", {
  ...refundOf(sent, noon("2028-03-08"), "0.00", "10.00"),
});
const cancelled = story.member(shop, "cancelled");
const gone = story.buys(cancelled, noon("2028-03-02"), "120.00");
story.shopify(cancelled, noon("2028-03-04"), "orders/cancelled", {
  ...gone,
  cancelled_at: noon("2028-03-04"),
  updated_at: noon("2028-03-04"),
});

const window = story.store("window", newYork, { pendingDays: 14, ...never });
const patient = story.member(window, "patient");
story.buys(patient, noon("2028-03-02"), "120.00");
story.moves(patient, "spent", 50, noon("2028-03-08"));
story.moves(patient, "spent", 50, noon("2028-03-20"));

const chaos = story.store("chaos", newYork, { rate: "1.5", expiry: { kind: "per-lot", days: 60 } });
/** One history, told to each member in another order, in requests of another size, much of it twice. */
const confused = [0, 1, 2, 3, 4].map((seed) => {
  const who = story.member(chaos, "confused");
  const person = { customer: { id: who.id, email: who.email } };
  const order = (id: string, created: string, updated: string, goods: string, more: Changes = {}): Sent => ({
    type: "order.updated",
    occurredAt: updated,
    who: person,
    data: {
      id: `${who.id}-${id}`,
      createdAt: created,
      currency: "USD",
      total: goods,
      goods,
      financialStatus: "paid",
      ...more,
    },
  });
  const move = (id: string, kind: string, points: number, when: string): Sent => ({
    type: "points.moved",
    occurredAt: when,
    who: person,
    data: { id: `${who.id}-${id}`, kind, points },
  });
  const history = [
    order("a", noon("2028-03-03"), noon("2028-03-03"), "101.00", { financialStatus: "pending" }),
    order("a", noon("2028-03-03"), noon("2028-03-04"), "101.00"),
    order("a", noon("2028-03-03"), noon("2028-03-20"), "101.00", { financialStatus: "partially_refunded" }),
    order("b", noon("2028-03-10"), noon("2028-03-10"), "80.00"),
    order("b", noon("2028-03-10"), noon("2028-03-15"), "80.00", { cancelledAt: noon("2028-03-15") }),
    {
      type: "refund.created",
      occurredAt: noon("2028-03-20"),
      data: { id: `${who.id}-r`, orderId: `${who.id}-a`, goods: "50.00" },
    },
    move("gift", "granted", 40, noon("2028-03-05")),
    move("mug", "spent", 60, noon("2028-03-06")),
    move("too-much", "spent", 500, noon("2028-04-20")),
    move("late", "earned", 25, noon("2028-04-25")),
  ];
  const shuffled = history
    .flatMap((one, index) => [
      { one, rank: (index * 7 + seed * 3) % 10 },
      ...(index % 2 === seed % 2 ? [{ one, rank: (index * 3 + seed) % 10 }] : []),
    ])
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
  for (let from = 0; from < shuffled.length; from += seed + 1)
    story.says(chaos, noon("2028-05-01"), ...shuffled.slice(from, from + seed + 1));
  return who;
});

beforeAll(() => story.play("2028-02-29T00:00:00.000Z", noon("2028-05-02")), 120_000);
afterAll(() => story.stop());

const balanced = ({ earned, spent, expired, available, pending, takenBack }: Points): boolean =>
  earned === spent + expired + available + pending + takenBack;

describe("an order at Shopify", () => {
  it.each(earnings)("earns $points: $why", async ({ who, points }) => {
    expect(await story.points(who)).toMatchObject({ earned: points, available: points, pending: 0 });
  });
});

describe("an order that is taken back", () => {
  it.each(undone)("loses all its points once, told of as: $way", async ({ who }) => {
    expect(await story.points(who)).toMatchObject({ earned: 180, takenBack: 180, available: 0, shortfall: 0 });
    expect(await story.points(who, at("2028-03-10 11:59"))).toMatchObject({ available: 180, takenBack: 0 });
    expect(await story.points(who, at("2028-03-10 12:00"))).toMatchObject({ available: 0, takenBack: 180 });
  });

  it("in part loses its share, never more than there is, and what comes later is not touched", async () => {
    expect(await story.points(partly, noon("2028-03-05"))).toMatchObject({ available: 30, spent: 150 });
    expect(await story.points(partly, noon("2028-03-08"))).toMatchObject({
      available: 0,
      takenBack: 30,
      shortfall: 60,
    });
    expect(await story.points(partly)).toMatchObject({ available: 40, takenBack: 30, shortfall: 60 });
  });

  it("by its shipping alone loses nothing, by its cancellation everything", async () => {
    expect(await story.points(shipping)).toMatchObject({ available: 180, takenBack: 0 });
    expect(await story.points(cancelled)).toMatchObject({ available: 0, takenBack: 180 });
  });
});

it("points can be spent once the returns window is over, at the same hour by clocks that have changed", async () => {
  const on = async (shown: string) => {
    const { available, pending, spent, shortfall } = await story.points(patient, at(shown));
    return { available, pending, spent, shortfall };
  };
  expect(await on("2028-03-02 11:59")).toEqual({ available: 0, pending: 0, spent: 0, shortfall: 0 });
  expect(await on("2028-03-02 12:00")).toEqual({ available: 0, pending: 120, spent: 0, shortfall: 0 });
  expect(await on("2028-03-08 12:00")).toEqual({ available: 0, pending: 120, spent: 0, shortfall: 50 });
  expect(await on("2028-03-16 11:59")).toEqual({ available: 0, pending: 120, spent: 0, shortfall: 50 });
  expect(await on("2028-03-16 12:00")).toEqual({ available: 120, pending: 0, spent: 0, shortfall: 50 });
  expect(await on("2028-03-20 12:00")).toEqual({ available: 70, pending: 0, spent: 50, shortfall: 50 });
});

describe("one history in five orders, with much of it twice", () => {
  const days = [
    "2028-03-03",
    "2028-03-06",
    "2028-03-10",
    "2028-03-15",
    "2028-03-20",
    "2028-04-20",
    "2028-05-02",
    "2028-06-24",
  ];
  const sums = async (index: number) => {
    const who = confused[index];
    if (who === undefined) throw new Error("nobody");
    const all = await Promise.all(days.map((day) => story.points(who, noon(day))));
    return all.map(({ lots, nextExpiry, ...points }) => ({
      ...points,
      lastActivity: undefined,
      lots: lots.map(({ id, ...lot }) => ({ ...lot, id: id.replace(who.id, "") })),
      nextExpiry,
    }));
  };

  it("gives what it says, at every moment", async () => {
    expect(
      (await sums(0)).map(({ earned, spent, expired, available, takenBack, shortfall }) => [
        earned,
        spent,
        expired,
        available,
        takenBack,
        shortfall,
      ]),
    ).toEqual([
      [151, 0, 0, 151, 0, 0],
      [191, 60, 0, 131, 0, 0],
      [311, 60, 0, 251, 0, 0],
      [311, 60, 0, 131, 120, 0],
      [311, 60, 0, 56, 195, 0],
      [311, 116, 0, 0, 195, 444],
      [336, 116, 0, 25, 195, 444],
      [336, 116, 25, 0, 195, 444],
    ]);
  });

  it.each([1, 2, 3, 4])("gives the same in every other order (%i)", async (index) => {
    const told = await sums(index);
    expect(told).toEqual(await sums(0));
  });
});

it("nothing is lost or made, whoever and whenever is asked", async () => {
  const everybody = [...earnings, ...undone]
    .map(({ who }) => who)
    .concat(partly, shipping, cancelled, patient, confused);
  for (const who of everybody)
    for (const day of ["2028-03-02", "2028-03-09", "2028-04-01", "2028-05-02", "2031-01-01"])
      expect(balanced(await story.points(who, noon(day)))).toBe(true);
  expect(await story.run.deadLetters()).toEqual([]);
  expect(await story.run.get("/local/rejected")).toEqual([]);
});
