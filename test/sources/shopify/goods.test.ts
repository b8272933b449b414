import fc from "fast-check";
import { compareDecimals } from "../../../shared/events/money.ts";
import { eventOf } from "./support.ts";

const line = (price: string, more: object = {}) => ({ product_id: 1, title: "Mug", price, quantity: 1, ...more });
const giftCard = (price: string, more: object = {}) => line(price, { gift_card: true, ...more });
const off = (...amounts: string[]) => ({ discount_allocations: amounts.map((amount) => ({ amount })) });
const taxed = (...prices: string[]) => ({ tax_lines: prices.map((price) => ({ price, rate: 0.19 })) });
const order = (line_items: unknown, more: object = {}) =>
  eventOf("order.updated", "orders/create", { id: 5, currency: "USD", line_items, ...more }).data;

describe("what an order's goods were paid with", () => {
  it.each<[string, unknown, object, string]>([
    ["one line", [line("60.00")], { subtotal_price: "60.00" }, "60.00"],
    ["pieces", [line("0.10", { quantity: 3 })], { subtotal_price: "0.30" }, "0.30"],
    ["a discount on a line", [line("60.00", off("12.34"))], { subtotal_price: "47.66" }, "47.66"],
    ["several discounts", [line("60.00", off("10.00", "0.01"))], { subtotal_price: "49.99" }, "49.99"],
    ["an old discount of a line", [line("60.00", { total_discount: "5.00" })], { subtotal_price: "55.00" }, "55.00"],
    [
      "an allocated discount, once, though the line has its sum too",
      [line("60.00", { total_discount: "5.00", ...off("5.00") })],
      { subtotal_price: "55.00" },
      "55.00",
    ],
    ["a discount that is in the subtotal alone", [line("60.00")], { subtotal_price: "50.00" }, "50.00"],
    [
      "the lines where the subtotal forgets a discount",
      [line("60.00", off("10.00"))],
      { subtotal_price: "60.00" },
      "50.00",
    ],
    ["tax on top", [line("60.00", taxed("5.00"))], { subtotal_price: "60.00", taxes_included: false }, "60.00"],
    ["tax inside", [line("119.00", taxed("19.00"))], { subtotal_price: "119.00", taxes_included: true }, "100.00"],
    ["two taxes inside", [line("119.00", taxed("9.00", "10.00"))], { taxes_included: true }, "100.00"],
    [
      "tax inside, and a subtotal that is already without it",
      [line("119.00", taxed("19.00"))],
      { subtotal_price: "100.00", taxes_included: true },
      "100.00",
    ],
    [
      "tax inside that only the order tells, less that of shipping",
      [line("119.00")],
      { taxes_included: true, total_tax: "19.95", shipping_lines: [{ price: "5.95", tax_lines: [{ price: "0.95" }] }] },
      "100.00",
    ],
    ["a gift card beside goods", [line("60.00"), giftCard("50.00")], { subtotal_price: "110.00" }, "60.00"],
    [
      "a discounted gift card beside discounted goods",
      [line("60.00", off("6.00")), giftCard("50.00", off("5.00"))],
      { subtotal_price: "99.00" },
      "54.00",
    ],
    ["gift cards only", [giftCard("50.00")], { subtotal_price: "50.00" }, "0"],
    [
      "a tip among the lines",
      [line("60.00"), line("9.00", { title: "Tip", tip_payment_gateway: "shopify_payments" })],
      { subtotal_price: "60.00" },
      "60.00",
    ],
    ["nothing, where discounts exceed it", [line("10.00", off("10.00", "1.00"))], {}, "0"],
    ["yen", [line("11500", { quantity: 2 })], { subtotal_price: "23000", currency: "JPY" }, "23000"],
    ["dinars", [line("1.234", { quantity: 3 })], { subtotal_price: "3.702", currency: "KWD" }, "3.702"],
    ["the subtotal where no line is told", [], { subtotal_price: "42.00" }, "42.00"],
    ["the subtotal where lines are none", "none", { subtotal_price: "42.00" }, "42.00"],
    ["lines beyond those that are kept", Array(40).fill(line("1.00")), { subtotal_price: "40.00" }, "40.00"],
    [
      "what was ordered, though some came back",
      [line("60.00", { current_quantity: 0 })],
      { subtotal_price: "60.00", current_subtotal_price: "0.00" },
      "60.00",
    ],
  ])("counts %s", (_what, lines, more, goods) => {
    expect(compareDecimals(order(lines, more).goods ?? "none", goods)).toBe(0);
  });

  it("is the subtotal to the cent wherever there are neither gift cards nor taxes inside", () => {
    const cents = fc.integer({ min: 0, max: 1_000_000 });
    const money = (amount: number) => `${Math.trunc(amount / 100)}.${String(amount % 100).padStart(2, "0")}`;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cents, fc.integer({ min: 1, max: 9 }), cents), { minLength: 1, maxLength: 30 }),
        (told) => {
          const lines = told.map(([price, quantity, discount]) =>
            line(money(price), { quantity, ...off(money(Math.min(discount, price * quantity))) }),
          );
          const subtotal = told.reduce(
            (sum, [price, quantity, discount]) => sum + price * quantity - Math.min(discount, price * quantity),
            0,
          );
          expect(
            compareDecimals(order(lines, { subtotal_price: money(subtotal) }).goods ?? "none", money(subtotal)),
          ).toBe(0);
        },
      ),
    );
  });
});

describe("what an order says besides", () => {
  it("is nothing where it says nothing, so that it takes no room", () => {
    const { data } = eventOf("order.updated", "orders/create", {
      id: 5,
      tags: "",
      note_attributes: [],
      company: null,
      fulfillment_status: null,
      line_items: [line("1.00", { properties: [], selling_plan_allocation: null })],
    });
    for (const key of ["gift", "business", "tags", "fulfilledAt"]) expect(Object.keys(data)).not.toContain(key);
    expect(Object.keys(data.lines[0] ?? {})).not.toContain("subscription");
  });

  it.each<[string, object, boolean]>([
    ["a message", { note_attributes: [{ name: "Gift message", value: "Happy birthday!" }] }, true],
    ["a flag", { note_attributes: [{ name: "is_gift", value: "true" }] }, true],
    ["a boolean", { note_attributes: [{ name: "is_gift", value: true }] }, true],
    ["a German note", { note_attributes: [{ name: "Geschenknachricht", value: "Alles Gute" }] }, true],
    ["a property of a line", { line_items: [line("1", { properties: [{ name: "_gift_wrap", value: "Yes" }] })] }, true],
    ["gift cards only", { line_items: [giftCard("50.00")] }, true],
    ["gift cards beside goods", { line_items: [giftCard("50.00"), line("1")] }, false],
    ["no lines at all", { line_items: [] }, false],
    ["a box that is not ticked", { note_attributes: [{ name: "is_gift", value: "No" }] }, false],
    ["a false", { note_attributes: [{ name: "is_gift", value: false }] }, false],
    ["an empty message", { note_attributes: [{ name: "Gift message", value: " " }] }, false],
    ["a gift card's number", { note_attributes: [{ name: "gift_card_code", value: "AB12" }] }, false],
    [
      "a free gift of the shop",
      { line_items: [line("0", { properties: [{ name: "_free_gift", value: "true" }] })] },
      false,
    ],
    ["another attribute", { note_attributes: [{ name: "delivery", value: "fast" }] }, false],
    [
      "attributes that are none",
      { note_attributes: { "Gift message": "x" }, line_items: [line("1", { properties: null })] },
      false,
    ],
  ])("is that it is a gift by %s: %#", (_what, body, expected) => {
    const { data } = eventOf("order.updated", "orders/create", { id: 5, line_items: [line("1")], ...body });
    expect(data.gift ?? false).toBe(expected);
  });

  it.each<[string, unknown, boolean]>([
    ["a company", { id: 71, location_id: 72 }, true],
    ["no company", null, false],
    ["an empty object", {}, false],
    ["a name", "Acme Ltd", false],
  ])("is that a company bought it, by %s", (_what, company, expected) => {
    const body = { id: 5, company, billing_address: { company: "Acme Ltd", country_code: "US" } };
    expect(eventOf("order.updated", "orders/create", body).data.business ?? false).toBe(expected);
  });

  it.each<[string, unknown, string[] | undefined]>([
    ["a text", "VIP,  wholesale ,", ["VIP", "wholesale"]],
    ["a list", ["VIP", 5, null, ["x"]], ["VIP", "5"]],
    ["neither", { a: 1 }, undefined],
  ])("is its tags, from %s", (_what, tags, expected) => {
    expect(eventOf("order.updated", "orders/create", { id: 5, tags }).data.tags).toEqual(expected);
  });

  it.each<[string, object, string | undefined]>([
    [
      "the latest fulfilment that stands",
      {
        fulfillment_status: "fulfilled",
        fulfillments: [
          { created_at: "2026-11-03T10:00:00-05:00", status: "success" },
          { created_at: "2026-11-04T10:00:00-05:00", status: "success" },
          { created_at: "2026-11-04T12:00:00-05:00", status: "cancelled" },
        ],
      },
      "2026-11-04T15:00:00.000Z",
    ],
    [
      "its last change where no fulfilment is told",
      { fulfillment_status: "fulfilled", fulfillments: [] },
      "2026-11-05T12:00:00.000Z",
    ],
    [
      "nothing while some is missing",
      { fulfillment_status: "partial", fulfillments: [{ created_at: "2026-11-03T10:00:00-05:00" }] },
      undefined,
    ],
    ["nothing while it is not", { fulfillment_status: null }, undefined],
  ])("is when it was fulfilled: %s", (_what, body, expected) => {
    const { data } = eventOf("order.updated", "orders/updated", { id: 5, updated_at: "2026-11-05T12:00:00Z", ...body });
    expect(data.fulfilledAt).toBe(expected);
  });

  it.each<[string, unknown, boolean]>([
    ["a plan", { selling_plan: { id: 5, name: "Monthly" } }, true],
    ["a plan that delivers once", { selling_plan: { id: 5, recurring_deliveries: false } }, false],
    ["nothing", null, false],
    ["a list", [], false],
  ])("is which lines come again, by %s", (_what, selling_plan_allocation, expected) => {
    expect(order([line("1.00", { selling_plan_allocation })]).lines[0]?.subscription ?? false).toBe(expected);
  });
});

describe("what of the goods a refund takes back", () => {
  const back = (subtotal: unknown, more: object = {}, line_item: object = {}) => ({
    quantity: 1,
    subtotal,
    total_tax: 0,
    line_item: line("60.00", line_item),
    ...more,
  });
  const refund = (refund_line_items: unknown, more: object = {}) =>
    eventOf("refund.created", "refunds/create", { id: 1, order_id: 5, refund_line_items, ...more }).data.goods;

  it.each<[string, unknown, object, string | undefined]>([
    ["the lines", [back(18), back("64.50")], {}, "82.50"],
    ["not tax on top", [back(100, { total_tax: 19 }, { price: "100.00", ...taxed("19.00") })], {}, "100"],
    ["without tax inside", [back(119, { total_tax: 19 }, { price: "119.00", ...taxed("19.00") })], {}, "100"],
    [
      "without tax inside of a discounted line",
      [back(59.5, { total_tax: 9.5 }, { price: "119.00", ...off("59.50"), ...taxed("9.50") })],
      {},
      "50.0",
    ],
    [
      "without tax inside, by what was paid back",
      [back(119, { total_tax: 19 })],
      { transactions: [{ kind: "refund", status: "success", amount: "119.00", currency: "EUR" }] },
      "100",
    ],
    [
      "not tax on top, by what was paid back",
      [back(100, { total_tax: 19 })],
      { transactions: [{ kind: "refund", status: "success", amount: "119.00", currency: "EUR" }] },
      "100",
    ],
    ["no gift card", [back(18), back(50, {}, { gift_card: true })], {}, "18"],
    ["nothing of gift cards only", [back(50, {}, { gift_card: true })], {}, "0"],
    ["no tip", [back(18), back(5, {}, { tip_payment_method: "visa" })], {}, "18"],
  ])("is %s", (_what, lines, more, goods) => {
    expect(compareDecimals(refund(lines, more) ?? "none", goods ?? "")).toBe(0);
  });

  it.each([
    ["no lines", []],
    ["lines without an amount", [{ quantity: 1 }]],
    ["none", null],
  ])("is unknown of %s", (_what, lines) => {
    expect(refund(lines)).toBeUndefined();
  });
});
