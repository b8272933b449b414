import type { Event, EventOf } from "../../shared/events/catalogue.ts";
import { days, fromEpoch, hours, type Instant, minutes, plus, toEpoch } from "../../shared/events/instant.ts";
import { secondPurchase } from "../../shared/flows/second-purchase/flow.ts";
import { putHabits } from "../../shared/store/habits.ts";
import { putProduct } from "../../shared/store/products.ts";
import {
  customerUpdated,
  guest,
  line,
  orderUpdated,
  productUpdated,
  refundCreated,
  reviewUpdated,
  says,
  subscriptionUpdated,
} from "../support/events.ts";
import { at } from "../support/instants.ts";
import { ada, email, endings, local, paid, who, written } from "../support/members.ts";
import { createWorld, keys, type World } from "../support/world.ts";

const newYork = "America/New_York";
type Settings = NonNullable<NonNullable<Parameters<typeof createWorld>[0]>["settings"]>;
type OrderChanges = Partial<EventOf<"order.updated">["data"]>;

const loyalty: NonNullable<Settings>["loyalty"] = {
  source: "own",
  since: at("2020-01-01T00:00Z"),
  rewards: [
    { name: "Tea towel", points: 40 },
    { name: "Candle", points: 50 },
    { name: "Mug", points: 100 },
  ],
};
const discount = { kind: "shared", code: "AGAIN10", percentage: "10" } as const;
const settings: Settings = { loyalty, discount };

/** A Thursday in New York, at 10:00. */
const ordered = at("2026-11-05T10:00-05:00");
const day = (count: number): Instant => fromEpoch(toEpoch(ordered) + count * 86_400_000);

/** An order of 60 dollars that is paid, and fulfilled two days later unless said otherwise; told of when it is. */
const bought = (id: string, when: Instant, changes: OrderChanges = {}): EventOf<"order.updated"> => {
  const fulfilledAt = changes.fulfilledAt ?? plus(when, days(2));
  const updatedAt = changes.updatedAt ?? fulfilledAt;
  return paid(id, when, "60.00", { fulfillmentStatus: "fulfilled", fulfilledAt, updatedAt, ...changes });
};

const worldOf = (more: Settings = {}, now = ordered): Promise<World> =>
  createWorld({ now, settings: { ...settings, ...more }, flows: [secondPurchase] });

const live = async (events: readonly Event[], more: Settings = {}): Promise<World> => {
  const world = await worldOf(more, events[0]?.receivedAt);
  await world.publish(...events);
  await world.runUntil(plus(world.clock.now, days(130)), 5000);
  return world;
};

/** Each mail as its step and the time on the clock of the store. */
const sent = async (world: World, zone = newYork, person = ada): Promise<readonly string[]> => {
  const decided = (await world.decisions(person)).filter(({ by, outcome }) => by === "wake" && outcome === "send");
  expect(decided).toHaveLength(world.emails.length);
  return decided.map(({ step, at: when }) => `${local(when, zone)} ${step}`);
};

const said = async (world: World): Promise<readonly string[]> =>
  (await world.decisions(ada)).map(({ step, outcome, reason }) => `${step} ${outcome} ${reason}`);

const ended = async (world: World, id = "1"): Promise<string | undefined> =>
  (await endings(world, "second-purchase"))[id];

const back = (gapDays: number, samples: number) => ({
  habits: { gapDays, samples, bestSeconds: [] },
  histogram: {},
  after: new Map(),
});

const whole = [
  "2026-11-07 10:00 thank-you",
  "2026-11-19 10:00 rewards",
  "2026-11-28 10:00 nudge",
  "2026-12-19 10:00 incentive",
];

describe("a first order", () => {
  it("is followed by thanks at the fulfilment, the points on day 14, a nudge on day 23 and an incentive on day 44", async () => {
    const world = await live([bought("1", ordered)], {});
    expect(await sent(world)).toEqual(whole);
    expect(await ended(world)).toBe("completed");
    expect(await written(world, newYork)).toEqual([
      "2026-11-07 10:00 Thank you for your order",
      "2026-11-19 10:00 You have 60 points at Juniper & Oak",
      "2026-11-28 10:00 How are you getting on?",
      "2026-12-19 10:00 10% off your next order",
    ]);
    const rewards = Buffer.from(world.emails[1]?.raw ?? []).toString();
    expect(rewards).toContain("Candle (50)");
    expect(rewards).toContain("Tea towel (40)");
    expect(rewards).toContain("With 40 more points you could choose: Mug.");
    expect(Buffer.from(world.emails[3]?.raw ?? []).toString()).toContain("AGAIN10");
  });

  it.each([
    ["the clocks go forward", "2026-02-20T10:00-05:00", ["03-06", "03-15", "04-05"]],
    ["the clocks go back", "2026-10-15T10:00-04:00", ["10-29", "11-07", "11-28"]],
    ["there is a leap day", "2028-02-10T10:00-05:00", ["02-24", "03-04", "03-25"]],
  ])("keeps its time of day where %s", async (_what, when, dates) => {
    const world = await live([bought("1", at(when))]);
    const year = when.slice(0, 4);
    expect((await sent(world)).slice(1)).toEqual(
      ["rewards", "nudge", "incentive"].map((step, index) => `${year}-${dates[index]} 10:00 ${step}`),
    );
  });

  it.each(["Pacific/Pago_Pago", "Pacific/Kiritimati"])(
    "counts its days on the calendar of a store in %s",
    async (zone) => {
      const world = await live([{ ...bought("1", at("2026-11-05T12:00Z")), who }], { zone, quietHours: {} });
      const on = (await sent(world, zone)).map((entry) => entry.slice(0, 10));
      const first = local(at("2026-11-05T12:00Z"), zone).slice(0, 10);
      const after = (count: number): string =>
        new Date(Date.parse(first) + count * 86_400_000).toISOString().slice(0, 10);
      expect(on).toEqual([after(2), after(14), after(23), after(44)]);
    },
  );

  it("is thanked for without a consent, and gets nothing else", async () => {
    const unasked = { ...bought("1", ordered), consents: [] };
    const world = await live([unasked]);
    expect(await sent(world)).toEqual(whole.slice(0, 1));
    expect((await said(world)).slice(1)).toEqual([
      "rewards skip no-consent",
      "nudge skip no-consent",
      "incentive skip no-consent",
    ]);
  });

  it("without points and without a discount gets thanks and a nudge", async () => {
    const world = await live([bought("1", ordered)], { loyalty: { source: "none" }, discount: { kind: "none" } });
    expect(await said(world)).toEqual([
      "thank-you send all-gates-pass",
      "rewards skip no-points",
      "nudge send all-gates-pass",
      "incentive skip no-incentive",
    ]);
  });

  it("says goodbye without a code when the pool is dry", async () => {
    const world = await live([bought("1", ordered)], { discount: { kind: "pool", pool: "again" } });
    expect((await written(world, newYork)).at(-1)).toBe("2026-12-19 10:00 You are always welcome");
  });

  it("counts at a till, or as a download, the moment it is made", async () => {
    const world = await live([bought("1", ordered, { sourceName: "pos", fulfilledAt: ordered })]);
    expect(await sent(world)).toEqual(["2026-11-05 10:00 thank-you", ...whole.slice(1)]);
  });
});

describe("paid and fulfilled, in any order and number", () => {
  const created = paid("1", ordered, "60.00", { financialStatus: "pending" });
  const settled = paid("1", ordered, "60.00", { updatedAt: plus(ordered, hours(1)) });
  const shipped = bought("1", ordered, { financialStatus: "pending" });
  const both = bought("1", ordered, { updatedAt: plus(day(2), minutes(5)) });

  it.each<[string, readonly Event[], string]>([
    ["payment first", [created, settled, both], "10:05"],
    ["fulfilment first", [created, shipped, both], "10:05"],
    ["every body twice", [created, created, settled, settled, shipped, both, both, settled], "10:05"],
  ])("%s: one run, each message once", async (_what, events, time) => {
    const world = await live(events);
    expect(await sent(world)).toEqual([`2026-11-07 ${time} thank-you`, ...whole.slice(1)]);
    expect((await world.person(ada)).person.runs).toHaveLength(1);
  });

  it.each([
    ["does not say when it was fulfilled", undefined],
    ["takes its last change for its fulfilment", day(22)],
  ])("is not moved by later changes of an order that %s", async (_what, fulfilledAt) => {
    const { fulfilledAt: _unknown, ...data } = bought("1", ordered).data;
    const first = orderUpdated(data, { at: day(2), who, consents: [says("granted", email, ordered)] });
    const tagged = { ...data, updatedAt: day(22), tags: ["vip"], ...(fulfilledAt && { fulfilledAt }) };
    expect(await sent(await live([first, orderUpdated(tagged, { at: day(22), who })]))).toEqual(whole);
  });

  it("opens nothing for an order of long ago that is changed today", async () => {
    const world = await live([bought("1", ordered, { updatedAt: day(200) })]);
    expect(await said(world)).toEqual([" skip trigger-too-old"]);
  });
});

describe("the return", () => {
  it.each([
    ["the store's own median", 45, 200, 38, 59],
    ["not before enough is known", 45, 199, 23, 44],
    ["not sooner than 14 days", 5, 1000, 7, 28],
    ["not later than 75 days", 300, 1000, 68, 89],
  ])("is %s", async (_what, gapDays, samples, nudged, last) => {
    const world = await worldOf();
    await putHabits(world.table, "demo", back(gapDays, samples), ordered);
    await world.publish(bought("1", ordered));
    await world.runUntil(day(130), 5000);
    const by = (step: string): Promise<string | undefined> =>
      sent(world).then((all) => all.find((entry) => entry.endsWith(step))?.slice(0, 10));
    expect(await by("nudge")).toBe(local(day(nudged), newYork).slice(0, 10));
    expect(await by("incentive")).toBe(local(day(last), newYork).slice(0, 10));
  });

  it("is never reached after day 100", async () => {
    const world = await live([bought("1", ordered)], { secondPurchase: { gapDays: 95 } });
    expect((await sent(world)).at(-1)).toBe("2027-02-01 10:00 nudge");
    expect(await ended(world)).toBe("too-old");
  });
});

describe("goods that come late", () => {
  it.each([
    [8, [14, 23, 44]],
    [13, [16, 23, 44]],
    [20, [23, 30, 51]],
    [40, [43, 50, 71]],
  ])("on day %s: what follows keeps its distance", async (fulfilled, [rewards = 0, nudge = 0, incentive = 0]) => {
    const world = await live([bought("1", ordered, { fulfilledAt: day(fulfilled) })]);
    const on = (count: number, step: string): string => `${local(day(count), newYork)} ${step}`;
    expect(await sent(world)).toEqual([
      on(fulfilled, "thank-you"),
      on(rewards, "rewards"),
      on(nudge, "nudge"),
      on(incentive, "incentive"),
    ]);
  });

  it("are not advertised before they have arrived, however soon this store's customers return", async () => {
    const world = await worldOf();
    await putHabits(world.table, "demo", back(14, 500), ordered);
    await world.publish(bought("1", ordered, { fulfilledAt: day(6) }));
    await world.runUntil(day(130), 5000);
    expect((await sent(world)).map((entry) => entry.slice(5, 10) + entry.slice(16))).toEqual([
      "11-11 thank-you",
      "11-14 nudge",
      "11-19 rewards",
      "12-05 incentive",
    ]);
  });
});

describe("what ends the sequence", () => {
  const later = day(20);
  it.each<[string, string, readonly Event[]]>([
    ["another order", "ordered-again", [bought("2", later, { fulfilledAt: later })]],
    ["another order that is not paid yet", "ordered-again", [paid("2", later, "5.00", { financialStatus: "pending" })]],
    ["a refund of goods", "refunded", [refundOf({ goods: "20.00" })]],
    ["a refund of lines", "refunded", [refundOf({ lines: [{ productId: "p-1", quantity: 1, subtotal: "0.00" }] })]],
    ["a refund that does not say of what", "refunded", [refundOf({})]],
    ["a refund of more than the shipping", "refunded", [refundOf({ amount: "9.00" })]],
    ["a refund that the order alone tells of", "refunded", [changed({ financialStatus: "refunded" })]],
    ["a cancellation", "cancelled", [changed({ cancelledAt: later })]],
    ["a tag that makes it a gift", "gift", [changed({ tags: ["Gift"] })]],
    ["a complaint", "complaint", [reviewUpdated({ id: "judgeme:1", rating: 2 }, { at: later, who })]],
    [
      "an earlier order of a guest who turns out to be this customer",
      "not-first-order",
      [
        { ...orderUpdated({ id: "0" }, { at: day(-40), receivedAt: later }), who: guest("old@customer.example") },
        customerUpdated({ id: "1", email: "old@customer.example" }, { at: later }),
      ],
    ],
    ["a corrected address", "moved-to-another-person", [{ ...changed({}), who: guest("right@customer.example") }]],
  ])("%s: %s", async (_what, reason, events) => {
    const world = await live([bought("1", ordered, { total: "68.00" }), ...events]);
    expect(await ended(world)).toBe(reason);
    expect((await sent(world)).slice(0, 2)).toEqual(whole.slice(0, 2));
    expect(world.emails.filter(({ to }) => to === email)).toHaveLength(2 + (await thanksFor("2", world)));
  });

  it("a complaint from before that is not settled yet: nothing is sent, not even thanks", async () => {
    const complaint = reviewUpdated({ id: "judgeme:1", rating: 1 }, { at: day(-1), who });
    const world = await live([complaint, bought("1", ordered)]);
    expect(await ended(world)).toBe("complaint");
    expect(world.emails).toEqual([]);
  });

  it("no complaint that was settled before the order", async () => {
    const complaint = reviewUpdated({ id: "judgeme:1", rating: 1 }, { at: day(-20), who });
    const world = await live([complaint, bought("1", ordered)]);
    expect(await sent(world)).toEqual(whole);
  });

  /** Of the order, 20 days after it. */
  function refundOf(data: Partial<EventOf<"refund.created">["data"]>): Event {
    const event = refundCreated("r-1", "1", { at: later });
    return { ...event, data: { ...event.data, ...data } };
  }
  function changed(changes: OrderChanges): EventOf<"order.updated"> {
    return bought("1", ordered, { updatedAt: later, ...changes });
  }
  const thanksFor = async (id: string, world: World): Promise<number> => {
    const runs = (await world.person(ada)).person.runs.filter(({ subject }) => subject === id);
    return runs.filter(({ steps }) => steps["thank-you"]?.state === "sent").length;
  };

  it.each<[string, readonly Event[]]>([
    ["a refund of the shipping", [refundOf({ amount: "8.00" })]],
    ["a refund of no goods", [refundOf({ goods: "0.00" }), changed({ financialStatus: "partially_refunded" })]],
    ["a test order", [bought("2", later, { test: true })]],
    ["a cancelled order", [bought("2", later, { cancelledAt: later })]],
    ["a review of four stars", [reviewUpdated({ id: "judgeme:1", rating: 4 }, { at: later, who })]],
    ["the other half of an order that the storefront has split", [splitHalf()]],
  ])("but not %s", async (_what, events) => {
    const first = bought("1", ordered, { total: "68.00", checkoutToken: "c-1" });
    const told = [first, ...events].sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
    const world = await live(told);
    expect(await ended(world)).toBe("completed");
    expect(world.emails).toHaveLength(4);
  });

  function splitHalf(): Event {
    const half = plus(ordered, minutes(1));
    return bought("2", half, { checkoutToken: "c-1", fulfilledAt: half, financialStatus: "pending" });
  }

  it.each<[string, string, OrderChanges]>([
    ["a test order", "test-order", { test: true }],
    ["a cancelled order", "cancelled", { cancelledAt: ordered }],
    ["a gift", "gift", { gift: true }],
    ["a tag of the store's for gifts", "gift", { tags: ["present"] }],
    ["a refunded order", "refunded", { financialStatus: "refunded" }],
  ])("%s does not begin it, and says so", async (_what, reason, changes) => {
    const world = await live([bought("1", ordered, changes)], { secondPurchase: { giftTags: ["Present"] } });
    expect(world.emails).toEqual([]);
    expect(await said(world)).toEqual([` skip ${reason}`]);
  });

  it("an earlier order, though it is told of later", async () => {
    const earlier = { ...bought("0", day(-300)), receivedAt: day(3) };
    const world = await live([bought("1", ordered), earlier]);
    expect(await ended(world)).toBe("not-first-order");
    expect(await sent(world)).toEqual(whole.slice(0, 1));
  });

  it("a second order opens a run that ends at once", async () => {
    const before = paid("0", day(-150), "10.00", { fulfillmentStatus: "fulfilled", fulfilledAt: day(-150) });
    const world = await live([before, bought("1", ordered)]);
    expect(await ended(world)).toBe("not-first-order");
    expect((await sent(world)).filter((entry) => entry > "2026-09")).toEqual([]);
  });
});

describe("what the nudge suggests", () => {
  const stock = async (world: World, products: readonly Parameters<typeof productUpdated>[0][]): Promise<void> => {
    for (const product of products) {
      const { data, version } = productUpdated(product, { at: ordered });
      await putProduct(world.table, "demo", data.id, data, version);
    }
  };
  const habits = {
    habits: { gapDays: 30, samples: 10, bestSeconds: ["p-1", "best"] },
    histogram: {},
    after: new Map([["p-1", ["gone", "unknown", "mine", "next"]]]),
  };
  const shop: Parameters<typeof productUpdated>[0][] = [
    { id: "gone", title: "Gone", available: false },
    { id: "mine", title: "Mine" },
    { id: "next", title: "Linen Apron", url: "https://shop.example/linen-apron" },
    { id: "best", title: "Stoneware Mug", url: "https://shop.example/mug" },
  ];
  const nudgeOf = async (world: World): Promise<string> => {
    await world.runUntil(day(40), 5000);
    const index = (await sent(world)).findIndex((entry) => entry.endsWith("nudge"));
    return index === -1 ? "" : Buffer.from(world.emails[index]?.raw ?? []).toString();
  };
  const begin = async (more: Settings = {}, changes: OrderChanges = {}): Promise<World> => {
    const world = await worldOf(more);
    await putHabits(world.table, "demo", habits, ordered);
    await stock(world, shop);
    const own = { ...line, productId: "mine", quantity: 1 };
    await world.publish(bought("1", ordered, { lines: [line, own], lineCount: 2, ...changes }));
    return world;
  };

  it("is what others bought second after it: what can be bought, is not theirs yet, and is known", async () => {
    const nudge = await nudgeOf(await begin());
    expect(nudge).toContain("Linen Apron");
    expect(nudge).toContain("https://shop.example/linen-apron");
    expect(nudge).toContain("Subject: What our customers come back for");
  });

  it("is what others buy second at all, where they get the first choice by subscription", async () => {
    const world = await begin();
    const kept = { id: "s-1", items: [{ productId: "next" }] };
    await world.publish(subscriptionUpdated(kept, { at: day(5), who }));
    expect(await nudgeOf(world)).toContain("Stoneware Mug");
  });

  it("is nothing, where nothing is known", async () => {
    const world = await live([bought("1", ordered)]);
    expect((await written(world, newYork))[2]).toContain("How are you getting on?");
  });

  const coffee = { ...line, productId: "coffee", title: "House Blend", quantity: 2 };
  const supply: OrderChanges = { lines: [line, coffee], lineCount: 2 };
  const beans = { id: "coffee", title: "House Blend", url: "https://shop.example/house-blend", supplyDays: 20 };

  it.each<[string, readonly Parameters<typeof productUpdated>[0][], Settings]>([
    ["the catalogue", [beans], { secondPurchase: { supplyDays: { coffee: 90 } } }],
    ["the settings", [], { secondPurchase: { supplyDays: { coffee: 20, "p-1": 60 } } }],
  ])("is what runs out, a week before, by the supply of %s", async (_what, products, more) => {
    const world = await worldOf(more);
    await stock(world, products);
    await world.publish(bought("1", ordered, supply));
    const nudge = await nudgeOf(world);
    expect(nudge).toContain("Subject: Running low on House Blend?");
    expect((await sent(world)).filter((entry) => entry.endsWith("nudge"))).toEqual(["2026-12-08 10:00 nudge"]);
  });

  it.each<[string, Event | undefined, boolean, string]>([
    [
      "they get it by subscription",
      subscriptionUpdated({ id: "s-1", items: [{ productId: "coffee" }] }, { at: day(5), who }),
      true,
      "already-subscribed",
    ],
    ["it is sold out", undefined, false, "sold-out"],
  ])("is not sent where %s", async (_what, event, available, reason) => {
    const world = await worldOf();
    await stock(world, [{ ...beans, available }]);
    await world.publish(bought("1", ordered, supply), ...(event ? [event] : []));
    await world.runUntil(day(50), 5000);
    expect((await said(world)).find((entry) => entry.startsWith("nudge"))).toBe(`nudge skip ${reason}`);
  });
});

describe("a guest", () => {
  it("is followed like anybody, by the address they typed", async () => {
    const consents = [says("granted", email, ordered)];
    const { data } = bought("1", ordered);
    const world = await live([orderUpdated(data, { at: day(2), who: guest(email), consents })]);
    expect((await sent(world, newYork, keys.person("email", email))).map((entry) => entry.slice(17))).toEqual([
      "thank-you",
      "rewards",
      "nudge",
      "incentive",
    ]);
  });
});
