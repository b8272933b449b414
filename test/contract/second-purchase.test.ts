import { inNewYork, type Sent, tell } from "./support/any-sender.ts";
import { freshEmail, freshId, orderBody } from "./support/bodies.ts";
import { type Decision, LocalRun, type Message } from "./support/local-run.ts";
import { after } from "./support/story.ts";

/** A Monday at 10:00 in New York; the clocks there go back on 1 November. */
const monday = "2026-10-05T14:00:00.000Z";
const at = (day: number, hours = 0): string => after(monday, day * 24 + hours);

let run: LocalRun;
type Scene = { readonly at: string; readonly happens: () => Promise<unknown> };
const scenes: Scene[] = [];

const shopify = (when: string, topic: string, body: unknown): number =>
  scenes.push({
    at: when,
    happens: async () => {
      const answer = await run.post(topic, body);
      if (answer.status !== 200) throw new Error(`${topic} was answered ${answer.status}: ${answer.body}`);
    },
  });
const events = (when: string, sent: readonly Sent[], store = "demo"): number =>
  scenes.push({ at: when, happens: () => tell(run, sent, { store }) });

const product = { mug: "810001", teapot: "810002", beans: "810003", apron: "810004", filter: "810005" };

type Buyer = { readonly id: number; readonly email: string; readonly order: Record<string, unknown> };

/** Somebody who ticked the box and whose first order is paid and sent at `when`. */
const buyer = (name: string, when = monday, changes: Record<string, unknown> = {}): Buyer => {
  const email = freshEmail(name);
  const id = freshId();
  const order = orderBody(when, {
    customer: { id, email, first_name: "Ida" },
    email,
    buyer_accepts_marketing: true,
    fulfillment_status: "fulfilled",
    fulfillments: [{ id: freshId(), status: "success", created_at: when }],
    shipping_address: { first_name: "Ida", country_code: "US", province_code: "NY", zip: "10002", city: "New York" },
    ...changes,
  });
  return { id, email, order };
};
const buys = (name: string, when = monday, changes: Record<string, unknown> = {}): Buyer => {
  const one = buyer(name, when, changes);
  shopify(when, "orders/create", one.order);
  return one;
};
const again = ({ id, email }: Buyer, when: string, changes: Record<string, unknown> = {}): number =>
  shopify(when, "orders/create", orderBody(when, { customer: { id, email }, email, ...changes }));
const refund = ({ order }: Buyer, when: string, changes: Record<string, unknown>): number =>
  shopify(when, "refunds/create", { id: freshId(), order_id: order["id"], created_at: when, ...changes });
const line = (productId: string, quantity = 1) => ({
  id: freshId(),
  product_id: Number(productId),
  variant_id: freshId(),
  title: `Product ${productId}`,
  quantity,
  price: "40.00",
});

const plain = buys("plain");
const late = buys("evening", at(0, 12.5));
const silent = buys("silent", monday, { buyer_accepts_marketing: false });
const pointless = buys("pointless", monday, {
  total_price: "0.90",
  subtotal_price: "0.90",
  line_items: [{ ...line(product.mug), price: "0.90" }],
});
const gone = buys("unsubscribes");
shopify(at(15), "customers_email_marketing_consent/update", {
  customer_id: gone.id,
  email_address: gone.email,
  email_marketing_consent: { state: "unsubscribed", opt_in_level: "single_opt_in", consent_updated_at: at(15) },
});

/** What ends the sequence, on three days of it. */
const ends: Record<string, (one: Buyer, when: string) => unknown> = {
  "ordered-again": (one, when) => again(one, when),
  refunded: (one, when) =>
    refund(one, when, {
      refund_line_items: [{ id: freshId(), quantity: 1, subtotal: "120.00", line_item: { id: 1, product_id: 1 } }],
      transactions: [{ id: freshId(), kind: "refund", status: "success", amount: "120.00", currency: "USD" }],
    }),
  cancelled: ({ order }, when) =>
    shopify(when, "orders/cancelled", { ...order, cancelled_at: when, updated_at: when, financial_status: "voided" }),
  complaint: ({ id, email }, when) =>
    events(when, [
      {
        type: "review.updated",
        occurredAt: when,
        who: { customer: { id: String(id), email } },
        data: { id: `own:${freshId()}`, rating: 1, createdAt: when, body: "Broken." },
      },
    ]),
};
const ended = Object.entries(ends).flatMap(([reason, end]) =>
  [1, 13.99, 20, 40].map((day) => {
    const one = buys("ended");
    end(one, at(day));
    return { reason, day, email: one.email };
  }),
);

const shippingBack = buys("shipping-back", monday, { total_price: "128.00" });
refund(shippingBack, at(3), {
  refund_line_items: [],
  transactions: [{ id: freshId(), kind: "refund", status: "success", amount: "8.00", currency: "USD" }],
});

/** What begins nothing, and why. */
const silences: [string, Buyer, string][] = [
  ["an order for somebody else", buys("gift", monday, { note_attributes: [{ name: "gift", value: "true" }] }), "gift"],
  ["an order with the tag of a gift", buys("gift-tag", monday, { tags: "Gift, vip" }), "gift"],
  ["a test order", buys("test", monday, { test: true }), "test-order"],
  ["a cancelled order", buys("cancelled", monday, { cancelled_at: monday, financial_status: "voided" }), "cancelled"],
  ["an order that was paid back", buys("paid-back", monday, { financial_status: "refunded" }), "refunded"],
];
const unpaid = buys("unpaid", monday, { financial_status: "pending" });
const unsent = buys("unsent", monday, { fulfillment_status: null, fulfillments: [] });
const partly = buys("partly", monday, { fulfillment_status: "partial" });

const fulfils = ({ order }: Buyer, when: string): number =>
  shopify(when, "orders/fulfilled", {
    ...order,
    updated_at: when,
    fulfillment_status: "fulfilled",
    fulfillments: [{ id: freshId(), status: "success", created_at: when }],
  });
const sentOnDay5 = buys("sent-on-day-5", monday, { fulfillment_status: null, fulfillments: [] });
fulfils(sentOnDay5, at(5));
const sentOnDay20 = buys("sent-on-day-20", monday, { fulfillment_status: null, fulfillments: [] });
fulfils(sentOnDay20, at(20));
const sentOnDay90 = buys("sent-on-day-90", monday, { fulfillment_status: null, fulfillments: [] });
fulfils(sentOnDay90, at(90));

const stormy = buys("storm");
for (let time = 0; time < 40; time += 1) {
  const when = at(0, (time % 8) / 10);
  shopify(when, time % 2 === 0 ? "orders/updated" : "orders/create", { ...stormy.order, updated_at: when });
}
for (const day of [2, 13.999, 14, 22.99, 23, 30])
  shopify(at(day), "orders/updated", { ...stormy.order, updated_at: at(day) });

const guestEmail = freshEmail("guest");
const guest = buys("guest", monday, { customer: null, email: guestEmail });
const guestId = freshId();
shopify(at(16), "customers/create", { id: guestId, email: guestEmail, created_at: at(16), updated_at: at(16) });
const returns = buys("returning-guest", monday, { customer: null });
const returnsId = freshId();
shopify(at(16), "customers/create", { id: returnsId, email: returns.email, created_at: at(16), updated_at: at(16) });
again({ ...returns, id: returnsId }, at(18), { email: "" });

/** Bought before, as the shop's history tells; the order now is not the first. */
const regular = buyer("regular");
events(at(-1), [
  {
    type: "order.updated",
    occurredAt: "2025-03-01T12:00:00Z",
    who: { customer: { id: String(regular.id), email: regular.email } },
    data: { id: String(freshId()), createdAt: "2025-03-01T12:00:00Z", currency: "USD", total: "20.00" },
  },
]);
shopify(monday, "orders/create", regular.order);

/** Two orders of one checkout within minutes are one purchase, as post-purchase offers make them. */
const upsold = buys("upsold", monday, { checkout_token: "c-upsold" });
again(upsold, at(0, 0.1), { checkout_token: "c-upsold" });

/** Stores with customers of their own who came back, each after so many days. */
const histories: Record<string, readonly number[]> = {
  median: [...Array<number>(73).fill(12), ...Array<number>(74).fill(41), ...Array<number>(73).fill(200)],
  quick: Array<number>(200).fill(5),
  slow: Array<number>(200).fill(120),
  young: Array<number>(199).fill(60),
};
const firstOrders = "2026-02-01T15:00:00.000Z";
const order = (customer: string, when: string, productId: string): Sent => ({
  type: "order.updated",
  occurredAt: when,
  who: { customer: { id: customer, email: `c${customer}@example.com` } },
  data: {
    id: `o-${customer}-${when}`,
    createdAt: when,
    currency: "USD",
    total: "40.00",
    lines: [{ productId, title: "Something", quantity: 1, price: "40.00" }],
  },
});
const bought: Record<string, Buyer> = {};
for (const [store, gaps] of Object.entries(histories)) {
  const history = gaps.flatMap((days, index) => {
    const customer = String(910_000 + index);
    return [
      order(customer, firstOrders, product.beans),
      order(customer, after(firstOrders, days * 24), index % 3 === 0 ? product.apron : product.filter),
    ];
  });
  // The same twice: one person is one gap, however often it is told.
  events(at(-2), [...history, ...history].toReversed(), store);
  const email = freshEmail(store);
  bought[store] = { id: 0, email, order: {} };
  events(
    at(0),
    [
      {
        type: "order.updated",
        occurredAt: monday,
        who: { customer: { id: String(freshId()), email } },
        consents: [{ channel: "email", address: email, state: "granted" }],
        data: {
          id: String(freshId()),
          createdAt: monday,
          fulfilledAt: monday,
          financialStatus: "paid",
          currency: "USD",
          total: "84.50",
          goods: "78.00",
          lines: [{ productId: product.beans, title: "Beans", quantity: 1, price: "78.00" }],
          place: { country: "US", province: "NY", zip: "10002" },
        },
      },
    ],
    store,
  );
}
events(
  at(-1),
  [product.apron, product.filter].map((id) => ({
    type: "product.updated",
    occurredAt: at(-1),
    data: {
      id,
      title: id === product.filter ? "Paper filter" : "Linen apron",
      available: true,
      url: `https://demo-store.myshopify.com/products/${id}`,
    },
  })),
  "median",
);

events(at(-1), [
  {
    type: "product.updated",
    occurredAt: at(-1),
    data: { id: product.beans, title: "Espresso beans", available: true, supplyDays: 20 },
  },
  {
    type: "product.updated",
    occurredAt: at(-1),
    data: { id: product.teapot, title: "Tea for a season", available: true, supplyDays: 100 },
  },
]);
const uses = buys("uses-up", monday, { line_items: [line(product.beans, 2)] });
const usesSlowly = buys("uses-up-slowly", monday, { line_items: [line(product.teapot)] });
/** Ten days before and after the clocks go forward in New York, on 14 March 2027. */

beforeAll(async () => {
  run = await LocalRun.start(at(-2));
  const demo = await run.get<Record<string, unknown>>("/local/stores/demo");
  for (const id of Object.keys(histories))
    await run.send("PUT", `/local/stores/${id}`, { ...demo, id, domain: `${id}-store.myshopify.com` });
  for (const scene of scenes.toSorted((a, b) => a.at.localeCompare(b.at))) {
    await run.move(scene.at);
    await scene.happens();
  }
  await run.move(at(112));
}, 240_000);
afterAll(() => run.stop());

const got = async (email: string): Promise<string[]> =>
  (await run.messages({ to: email, flow: "second-purchase" })).map(
    ({ step, sentAt }) => `${step} ${inNewYork(sentAt)}`,
  );
const why = async (email: string): Promise<string[]> =>
  (await run.decisions({ to: email }))
    .filter(({ flow }) => flow === "second-purchase")
    .map(({ step, outcome, reason, at: when }) => `${step} ${outcome} ${reason} ${inNewYork(when)}`);

it("explores", async () => {
  const show = async (name: string, email: string) =>
    console.log(name + "\n" + (await got(email)).join("\n") + "\n--\n" + (await why(email)).join("\n"));
  await show("plain", plain.email);
  await show("late", late.email);
  await show("silent", silent.email);
  await show("pointless", pointless.email);
  await show("gone", gone.email);
  for (const e of ended) await show(e.reason + e.day, e.email);
  await show("shippingback", shippingBack.email);
  for (const [n, b] of silences) await show(n, b.email);
  await show("unpaid", unpaid.email);
  await show("unsent", unsent.email);
  await show("partly", partly.email);
  await show("sent5", sentOnDay5.email);
  await show("sent20", sentOnDay20.email);
  await show("sent90", sentOnDay90.email);
  await show("storm", stormy.email);
  await show("guest", guestEmail);
  await show("guest", guest.email);
  await show("returns", returns.email);
  await show("regular", regular.email);
  await show("upsold", upsold.email);
  for (const [n, b] of Object.entries(bought)) {
    await show(n, b.email);
  }
  console.log((await run.messages({ to: bought["median"]!.email })).map((m) => m.subject + m.text).join("\n====="));
  await show("uses", uses.email);
  await show("usesslowly", usesSlowly.email);
  console.log(JSON.stringify([await run.deadLetters(), await run.get("/local/rejected")]).slice(0, 3000));
});
