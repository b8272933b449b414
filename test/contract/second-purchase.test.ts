import { type Sent, tell } from "./support/any-sender.ts";
import { freshEmail, freshId, orderBody } from "./support/bodies.ts";
import { type Decision, LocalRun } from "./support/local-run.ts";
import { after } from "./support/story.ts";

/** A Monday at 10:00 in New York; the clocks there go back on 1 November, 34 days later. */
const monday = "2026-09-28T14:00:00.000Z";
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

const guest = buys("guest", monday, { customer: null });
const guestId = freshId();
shopify(at(16), "customers/create", { id: guestId, email: guest.email, created_at: at(16), updated_at: at(16) });
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

/** Somebody who was given a present that broke, and complained of it before the first order of their own. */
const unhappy = buyer("unhappy");
ends["complaint"]?.(unhappy, at(-1));
shopify(monday, "orders/create", unhappy.order);

/** Two orders of one checkout within minutes are one purchase, as post-purchase offers make them. */
const upsold = buys("upsold", monday, { checkout_token: "c-upsold" });
again(upsold, at(0, 0.1), { checkout_token: "c-upsold" });

/** Stores with customers of their own who came back, each after so many days. */
const repeated = (days: number, people: number): readonly number[] => Array<number>(people).fill(days);
const histories: Record<string, readonly number[]> = {
  median: [...repeated(12, 66), ...repeated(41, 68), ...repeated(200, 66)],
  young: repeated(60, 199),
  quick: repeated(5, 20),
  slow: repeated(120, 20),
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
    // Earns no points, so that hundreds of members with flows of their own do not slow the test down.
    financialStatus: "pending",
    lines: [{ productId, title: "Something", quantity: 1, price: "40.00" }],
  },
});
/** A first order as any sender writes it. */
const firstOrder = (email: string, when: string): Sent => ({
  type: "order.updated",
  occurredAt: when,
  who: { customer: { id: String(freshId()), email } },
  consents: [{ channel: "email", address: email, state: "granted" }],
  data: {
    id: String(freshId()),
    createdAt: when,
    fulfilledAt: when,
    financialStatus: "paid",
    currency: "USD",
    total: "84.50",
    goods: "78.00",
    lines: [{ productId: product.beans, title: "Beans", quantity: 1, price: "78.00" }],
  },
});
const newcomers: Record<string, string> = {};
for (const [store, gaps] of Object.entries(histories)) {
  const history = gaps.flatMap((days, index) => {
    const customer = String(910_000 + index);
    return [
      order(customer, firstOrders, product.beans),
      order(customer, after(firstOrders, days * 24), index % 3 === 0 ? product.apron : product.filter),
    ];
  });
  // Some of it twice, the last first: one person is one gap, however and how often it is told.
  events(at(-2), [...history, ...history.slice(0, 80)].toReversed(), store);
  const email = freshEmail(store);
  newcomers[store] = email;
  events(monday, [firstOrder(email, monday)], store);
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

/** One buyer each in a store of another zone, at 10:00 there; the clocks of most of them change meanwhile. */
const zones: Record<string, { readonly zone: string; readonly from: string; readonly email: string }> = {};
const zoned = (store: string, zone: string, from: string): void => {
  const email = freshEmail(store);
  zones[store] = { zone, from, email };
  events(from, [firstOrder(email, from)], store);
};
zoned("sydney", "Australia/Sydney", "2026-09-29T00:00:00.000Z");
zoned("lord-howe", "Australia/Lord_Howe", "2026-09-28T23:30:00.000Z");
zoned("berlin", "Europe/Berlin", "2026-09-29T08:00:00.000Z");
zoned("kiritimati", "Pacific/Kiritimati", "2026-09-28T20:00:00.000Z");
zoned("pago-pago", "Pacific/Pago_Pago", "2026-09-28T21:00:00.000Z");

const changed: Record<string, Record<string, unknown>> = {
  quick: { secondPurchase: { samples: 20 } },
  slow: { secondPurchase: { samples: 20 } },
  ...Object.fromEntries(Object.entries(zones).map(([store, { zone }]) => [store, { zone, country: undefined }])),
};

type Told = { readonly messages: Map<string, string[]>; readonly decisions: Map<string, string[]> };
let told: Told;

/** `rewards on day 14 at 10:00`, by the calendar of a zone. */
const whenOf = (from: string, instant: string, zone: string): string => {
  const [start, end] = [from, instant].map((one) => {
    const format = new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
    const [date = "", time = ""] = format.format(new Date(one)).split(" ");
    return { date: Date.parse(date), time };
  });
  if (start === undefined || end === undefined) throw new Error("There is no such moment.");
  return `on day ${(end.date - start.date) / 86_400_000} at ${end.time}`;
};

/** Everything that was sent and decided, read once. */
const readAll = async (): Promise<Told> => {
  const zoneOf = (store: string): { zone: string; from: string } =>
    zones[store] ?? { zone: "America/New_York", from: monday };
  const all = (await run.messages({ flow: "second-purchase" })).map((message) => {
    const { zone, from } = zoneOf(message.store);
    return { ...message, line: `${message.step} ${whenOf(from, message.sentAt, zone)}` };
  });
  const decided = (await run.get<(Decision & { store: string; profileId: string })[]>("/local/decisions"))
    .filter(({ flow }) => flow === "second-purchase")
    .map((decision) => {
      const { zone, from } = zoneOf(decision.store);
      const { step, outcome, reason } = decision;
      return { ...decision, line: `${step} ${outcome} ${reason} ${whenOf(from, decision.at, zone)}`.trim() };
    });
  const addressOf = new Map(all.map(({ profileId, to }) => [profileId ?? "", to]));
  const lines = (list: readonly { readonly line: string }[]): string[] => list.map(({ line: text }) => text);
  return {
    messages: new Map([...Map.groupBy(all, ({ to }) => to)].map(([to, list]) => [to, lines(list)])),
    decisions: new Map(
      [...Map.groupBy(decided, ({ profileId }) => addressOf.get(profileId) ?? profileId)].map(([to, list]) => [
        to,
        lines(list),
      ]),
    ),
  };
};

beforeAll(async () => {
  run = await LocalRun.start(at(-2));
  const demo = await run.get<Record<string, unknown>>("/local/stores/demo");
  for (const id of [...Object.keys(histories), ...Object.keys(zones)])
    await run.send("PUT", `/local/stores/${id}`, { ...demo, ...changed[id], id, domain: `${id}-store.myshopify.com` });
  for (const scene of scenes.toSorted((a, b) => a.at.localeCompare(b.at))) {
    await run.move(scene.at);
    await scene.happens();
  }
  await run.move(at(123));
  told = await readAll();
}, 240_000);
afterAll(() => run?.stop());

const got = ({ email }: { readonly email: string }): readonly string[] => told.messages.get(email) ?? [];
const why = ({ email }: { readonly email: string }): readonly string[] => told.decisions.get(email) ?? [];
/** Looked up by the address, for those who got nothing. */
const reasons = async ({ email }: { readonly email: string }): Promise<string[]> =>
  (await run.decisions({ to: email }))
    .filter(({ flow }) => flow === "second-purchase")
    .map(({ step, outcome, reason }) => `${step} ${outcome} ${reason}`.trim());

const thanks = "thank-you on day 0 at 10:00";
const sequence = [thanks, "rewards on day 14 at 10:00", "nudge on day 23 at 10:00", "incentive on day 44 at 10:00"];
const sent = "send all-gates-pass";

describe("the first order of somebody who ticked the box", () => {
  it("is followed by the whole sequence, to the day of the shop's calendar", () => {
    expect(got(plain)).toEqual(sequence);
    expect(why(plain)).toEqual([
      `thank-you ${sent} on day 0 at 10:00`,
      `rewards ${sent} on day 14 at 10:00`,
      `nudge ${sent} on day 23 at 10:00`,
      `incentive ${sent} on day 44 at 10:00`,
    ]);
  });

  it("is thanked for at once, also at night; what advertises waits for the morning", () => {
    expect(got(late)).toEqual([
      "thank-you on day 0 at 22:30",
      "rewards on day 15 at 07:00",
      "nudge on day 24 at 07:00",
      "incentive on day 45 at 07:00",
    ]);
  });

  it("earns the points that are told, and the incentive carries the code", async () => {
    const [, rewards, , incentive] = await run.messages({ to: plain.email, flow: "second-purchase" });
    expect(rewards?.subject).toBe("You have 120 points at Demo Store");
    expect(rewards?.text).toContain("That is worth $6.00.");
    expect(rewards?.text).toContain("* free shipping (100)");
    expect(rewards?.text).toContain("With 80 more points you could choose: $10 off.");
    expect(incentive?.text).toContain("WELCOME10");
  });

  it.each(Object.entries(zones))("keeps the hour of the shop in %s", (_store, one) => {
    expect(got(one)).toEqual(sequence);
  });
});

describe("what is not marketing", () => {
  it("is all that somebody gets who ticked no box", () => {
    expect(got(silent)).toEqual([thanks]);
    expect(why(silent).slice(1)).toEqual([
      "rewards skip no-consent on day 14 at 10:00",
      "nudge skip no-consent on day 23 at 10:00",
      "incentive skip no-consent on day 44 at 10:00",
    ]);
  });

  it("ends with unsubscribing what comes after it", () => {
    expect(got(gone)).toEqual(sequence.slice(0, 2));
    expect(why(gone)).toContain("nudge skip no-consent on day 23 at 10:00");
  });

  it("is no reminder of points where there are none", () => {
    expect(got(pointless)).toEqual([thanks, ...sequence.slice(2)]);
    expect(why(pointless)).toContain("rewards skip no-points on day 14 at 10:00");
  });
});

describe("the sequence", () => {
  it.each(ended)("ends for good by $reason on day $day", ({ reason, day, email }) => {
    const due = [0, 14, 23, 44];
    expect(got({ email })).toEqual(sequence.filter((_one, index) => (due[index] ?? 0) < day));
    expect(why({ email }).at(-1)).toMatch(new RegExp(` exit ${reason} on day `));
  });

  it("is not ended by paying the shipping back", () => {
    expect(got(shippingBack)).toEqual(sequence);
  });

  it("stops at day 100, whatever is still to come", () => {
    expect(got(usesSlowly)).toEqual([...sequence.slice(0, 2), "nudge on day 93 at 10:00"]);
    expect(why(usesSlowly).at(-1)).toMatch(/^incentive exit too-old /);
    expect(got(sentOnDay90).map((one) => one.split(" ")[0])).toEqual(["thank-you", "rewards", "nudge"]);
  });

  it.each(silences)("does not begin with %s", async (_what, one, reason) => {
    expect(got(one)).toEqual([]);
    expect(await reasons(one)).toEqual([`skip ${reason}`]);
  });

  it.each([
    ["unpaid", unpaid],
    ["not sent", unsent],
    ["sent in part", partly],
  ])("does not begin while an order is %s", async (_what, one) => {
    expect(got(one)).toEqual([]);
    expect(await reasons(one)).toEqual([]);
  });

  it("does not begin with an open complaint", async () => {
    expect(got(unhappy)).toEqual([]);
    expect(await reasons(unhappy)).toEqual(["thank-you exit complaint"]);
  });

  it("does not begin for somebody who bought before, as an import tells", async () => {
    expect(got(regular)).toEqual([]);
    expect(await reasons(regular)).toEqual(["thank-you exit not-first-order"]);
  });

  it("takes two orders of one checkout for one purchase", () => {
    expect(got(upsold)).toEqual(sequence);
  });

  it("begins with the fulfilment, and leaves the goods time to arrive", () => {
    expect(got(sentOnDay5)).toEqual(["thank-you on day 5 at 10:00", ...sequence.slice(1)]);
    expect(got(sentOnDay20)).toEqual([
      "thank-you on day 20 at 10:00",
      "rewards on day 23 at 10:00",
      "nudge on day 30 at 10:00",
      "incentive on day 51 at 10:00",
    ]);
  });

  it("is one, however often an order is told, and whenever", async () => {
    expect(got(stormy)).toEqual(sequence);
    const { runs, orders } = await run.get<{ runs: { flow: string }[]; orders: unknown[] }>(
      `/local/profiles/${stormy.email}`,
    );
    expect(runs.filter(({ flow }) => flow === "second-purchase")).toHaveLength(1);
    expect(orders).toHaveLength(1);
  });

  it("goes on for a guest who becomes a customer, and ends with the customer's order", async () => {
    expect(got(guest)).toEqual(sequence);
    const { keys } = await run.get<{ keys: { customer: string } }>(`/local/profiles/${guest.email}`);
    expect(keys.customer).toBe(String(guestId));
    expect(got(returns)).toEqual(sequence.slice(0, 2));
    expect((await reasons(returns)).at(-1)).toBe("nudge exit ordered-again");
  });
});

describe("a store's own gap between first and second orders", () => {
  it.each([
    ["the median of 200 people", "median", 41],
    ["the default, of one person less", "young", 30],
    ["never under 14 days", "quick", 14],
    ["never over 75 days", "slow", 75],
  ])("is %s", (_what, store, gap) => {
    const expected = [
      { day: 0, line: thanks },
      { day: 14, line: "rewards on day 14 at 10:00" },
      { day: gap - 7, line: `nudge on day ${gap - 7} at 10:00` },
      { day: gap + 14, line: `incentive on day ${gap + 14} at 10:00` },
    ];
    const inOrder = expected.toSorted((a, b) => a.day - b.day).map(({ line: text }) => text);
    expect(got({ email: newcomers[store] ?? "" })).toEqual(inOrder);
  });

  it("comes with what they bought second after this, most of them", async () => {
    const mails = await run.messages({ to: newcomers["median"] ?? "", flow: "second-purchase" });
    const nudge = mails.find(({ step }) => step === "nudge");
    expect(nudge?.text).toContain("* Paper filter");
    expect(nudge?.text).toContain(`https://demo-store.myshopify.com/products/${product.filter}`);
    expect(nudge?.html).not.toContain("Linen apron");
  });
});

describe("something that is used up", () => {
  it("is reminded of a week before its end, all pieces counted", async () => {
    expect(got(uses)).toEqual([...sequence.slice(0, 2), "nudge on day 33 at 10:00", "incentive on day 54 at 10:00"]);
    const mails = await run.messages({ to: uses.email, flow: "second-purchase" });
    expect(mails[2]?.subject).toBe("Running low on Espresso beans?");
  });
});

describe("everything together", () => {
  it("processes everything, and keeps nothing back", async () => {
    expect(await run.deadLetters()).toEqual([]);
    expect(await run.get("/local/rejected")).toEqual([]);
  });
});
