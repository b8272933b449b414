import type { Event, EventOf } from "../../shared/events/catalogue.ts";
import { days, type Instant, minutes, plus } from "../../shared/events/instant.ts";
import { tierChange } from "../../shared/flows/tier-change/flow.ts";
import { putSettings } from "../../shared/store/stores.ts";
import { pointsMoved, refundCreated } from "../support/events.ts";
import { at } from "../support/instants.ts";
import { consented, endings, lastWords, paid, textOf, who, written } from "../support/members.ts";
import { storeSettings } from "../support/settings.ts";
import { busMessage, createWorld, type World } from "../support/world.ts";

const newYork = "America/New_York";
type Input = NonNullable<Parameters<typeof storeSettings>[0]>;

const list = [
  { id: "silver", name: "Silver", from: "100" },
  { id: "gold", name: "Gold", from: "300" },
];
const store = (tiers: object = {}, loyalty: object = {}): Input => ({
  loyalty: { source: "own", since: at("2020-01-01T00:00Z"), ...loyalty, tiers: { list, ...tiers } },
});

const live = async (settings: Input, events: readonly Event[], until: Instant): Promise<World> => {
  const [first] = events;
  if (first === undefined) throw new Error("nothing happens");
  const world = await createWorld({ now: first.receivedAt, settings, flows: [tierChange] });
  await world.publish(...events);
  await world.runUntil(until, 5000);
  return world;
};

const ends = (world: World) => endings(world, "tier-change");
const moved = (id: string, when: Instant, changes: Partial<EventOf<"points.moved">["data"]>) =>
  pointsMoved({ id, at: when, ...changes }, { at: when, who, consents: consented(when) });
const refunded = (id: string, order: string, when: Instant, goods: string): Event => {
  const refund = refundCreated(id, order, { at: when, who });
  return { ...refund, data: { ...refund.data, goods } };
};

const noon = at("2026-11-05T12:00-05:00");
const later = at("2028-09-01T00:00Z");

describe("a tier that was reached", () => {
  it("is told of as soon as the order has settled, and its loss 30 days before", async () => {
    const world = await live(store(), [paid("1", noon, "120.00", { firstName: "Ada" })], later);
    expect(await written(world, newYork)).toEqual([
      "2026-11-05 12:10 Welcome to Silver",
      "2027-10-06 12:00 Your Silver tier runs until November 5, 2027",
    ]);
    expect(await ends(world)).toEqual({ "order:1": "completed" });
    const [welcome, note] = [await textOf(world, 0), await textOf(world, 1)];
    expect(welcome).toContain("Hi Ada,");
    expect(welcome).toContain("You have reached a tier: Silver.");
    expect(note).toContain("is Silver until Friday, November 5 at 11:59 AM EDT.");
    expect(note).not.toContain("your tier will be");
  });

  it("speaks the reader's language and tells of the balance", async () => {
    const world = await live(store(), [paid("1", noon, "120.00", { locale: "de" })], plus(noon, days(1)));
    const text = (await textOf(world, 0)).replaceAll(/\s+/g, " ");
    expect(text).toContain("Sie haben eine Stufe erreicht: Silver.");
    expect(text).toContain("Ihr Guthaben: 120 points, bis 5. November 2027 einzulösen");
  });

  it("waits for the morning", async () => {
    const world = await live(store(), [paid("1", at("2026-11-05T23:30-05:00"), "120.00")], plus(noon, days(2)));
    expect(await written(world, newYork)).toEqual(["2026-11-06 07:00 Welcome to Silver"]);
  });

  it("is that of the order that reached it, with the tier before", async () => {
    const world = await live(
      store(),
      [paid("1", noon, "60.00"), paid("2", plus(noon, days(5)), "60.00"), paid("3", plus(noon, days(9)), "200.00")],
      plus(noon, days(20)),
    );
    expect(await written(world, newYork)).toEqual([
      "2026-11-10 12:10 Welcome to Silver",
      "2026-11-14 12:10 Welcome to Gold",
    ]);
    expect(await textOf(world, 1)).toContain("You have moved up from Silver: your tier is now Gold.");
    expect(await lastWords(world)).not.toHaveProperty("order:1 tier-up");
  });

  it("is told of when the order is paid at last, days after it was placed", async () => {
    const placed = { financialStatus: "pending", createdAt: noon };
    const world = await live(
      store(),
      [
        paid("1", noon, "120.00", placed),
        paid("1", noon, "120.00", { createdAt: noon, updatedAt: at("2026-11-10T12:00-05:00") }),
      ],
      plus(noon, days(20)),
    );
    expect(await written(world, newYork)).toEqual(["2026-11-10 12:10 Welcome to Silver"]);
  });

  it("is no news when we hear of it only weeks later", async () => {
    const told = paid("1", noon, "120.00", { createdAt: noon, updatedAt: plus(noon, days(20)) });
    const world = await live(store(), [told], plus(noon, days(40)));
    expect(world.emails).toEqual([]);
    expect(await lastWords(world)).not.toHaveProperty("order:1 tier-up");
  });

  it.each([
    ["taken back before the mail went out", "120.00", "taken-back"],
    ["taken back in part, below the tier", "30.00", undefined],
  ])("is not told of when the order was %s", async (_name, goods, reason) => {
    const world = await live(
      store(),
      [paid("1", noon, "120.00"), refunded("r", "1", plus(noon, minutes(5)), goods)],
      plus(noon, days(20)),
    );
    expect(world.emails).toEqual([]);
    expect(await ends(world)).toEqual({ "order:1": reason });
  });

  it("is not told of to somebody who has not agreed to hear from the store", async () => {
    const world = await live(store(), [paid("1", noon, "120.00", {}, { consents: [] })], plus(noon, days(2)));
    expect(world.emails).toEqual([]);
    expect(await lastWords(world)).toMatchObject({ "order:1 tier-up": "no-consent" });
  });

  it("counts points where the store reckons so", async () => {
    const world = await live(
      store({ by: "points" }, { rules: { rate: "2" } }),
      [paid("1", noon, "40.00"), moved("e", plus(noon, days(3)), { kind: "earned", points: 20 })],
      plus(noon, days(20)),
    );
    expect(await written(world, newYork)).toEqual(["2026-11-08 12:10 Welcome to Silver"]);
  });
});

describe("a tier about to be lost", () => {
  it("is told of once for each order whose leaving drops it", async () => {
    const world = await live(
      store(),
      [paid("1", noon, "200.00"), paid("2", at("2027-05-05T12:00-04:00"), "150.00")],
      later,
    );
    expect(await written(world, newYork)).toEqual([
      "2026-11-05 12:10 Welcome to Silver",
      "2027-05-05 12:10 Welcome to Gold",
      "2027-10-06 12:00 Your Gold tier runs until November 5, 2027",
      "2028-04-05 12:00 Your Silver tier runs until May 5, 2028",
    ]);
    expect(await textOf(world, 2)).toContain("your tier will be Silver");
  });

  it("is told of in time where two are lost within a month", async () => {
    const world = await live(store(), [paid("1", noon, "200.00"), paid("2", plus(noon, days(15)), "150.00")], later);
    expect((await written(world, newYork)).slice(2)).toEqual([
      "2027-10-06 12:00 Your Gold tier runs until November 5, 2027",
      "2027-10-21 12:00 Your Silver tier runs until November 20, 2027",
    ]);
  });

  it("is not told of when a later order keeps it, and the run of the older ends with its window", async () => {
    const world = await live(
      store(),
      [paid("1", noon, "120.00"), paid("2", at("2027-05-05T12:00-04:00"), "100.00")],
      later,
    );
    expect((await written(world, newYork)).slice(1)).toEqual([
      "2028-04-05 12:00 Your Silver tier runs until May 5, 2028",
    ]);
    expect(await ends(world)).toEqual({ "order:1": "left-the-window", "order:2": "completed" });
  });

  it("is told of by an order that had not mattered until another moved the sum", async () => {
    const world = await live(
      store(),
      [paid("1", noon, "60.00"), paid("2", plus(noon, days(30)), "60.00"), paid("3", plus(noon, days(60)), "60.00")],
      later,
    );
    // 180 until the first leaves, 120 until the second does: only then it falls below 100.
    expect((await written(world, newYork)).slice(1)).toEqual([
      "2027-11-05 12:00 Your Silver tier runs until December 5, 2027",
    ]);
  });

  it("ends with the calendar year where the store counts so", async () => {
    const world = await live(store({ window: { kind: "calendar-year" } }), [paid("1", noon, "120.00")], later);
    expect((await written(world, newYork)).slice(1)).toEqual([
      "2026-12-02 07:00 Your Silver tier runs until December 31, 2026",
    ]);
  });

  it("does not exist where what was bought counts for ever: the run ends once the tier was told of", async () => {
    const world = await live(store({ window: { kind: "lifetime" } }), [paid("1", noon, "120.00")], plus(noon, days(8)));
    expect(await written(world, newYork)).toEqual(["2026-11-05 12:10 Welcome to Silver"]);
    expect(await ends(world)).toEqual({ "order:1": "never-drops" });
  });

  it("is not told of together with its coming, where the window is that short", async () => {
    const february = at("2027-02-10T12:00-05:00");
    const window = { kind: "rolling", months: 1 };
    const world = await live(store({ window }), [paid("1", february, "120.00")], plus(february, days(20)));
    expect(await written(world, newYork)).toEqual(["2027-02-10 12:10 Welcome to Silver"]);
    expect(await lastWords(world)).toMatchObject({ "order:1 tier-drop": "risen-too-late-for-this" });
  });
});

describe("no run is opened", () => {
  it.each<[string, Input]>([
    ["where the store has no tiers", { loyalty: { source: "own" } }],
    ["where a loyalty app keeps them", store({}, { source: "loyaltylion" })],
    ["where they go by points and there are none", store({ by: "points" }, { source: "none" })],
  ])("%s", async (_name, settings) => {
    const world = await live(settings, [paid("1", noon, "120.00")], plus(noon, days(1)));
    expect(await ends(world)).toEqual({});
  });

  it.each<[string, Event]>([
    ["was not paid", paid("1", noon, "120.00", { financialStatus: "pending" })],
    ["is a test", paid("1", noon, "120.00", { test: true })],
    ["has no goods", paid("1", noon, "0.00")],
  ])("of an order that %s", async (_name, order) => {
    const world = await live(store(), [order], plus(noon, days(1)));
    expect(await ends(world)).toEqual({});
  });

  it("but tiers by spend need no points", async () => {
    const world = await live(store({}, { source: "none" }), [paid("1", noon, "120.00")], plus(noon, days(1)));
    expect(await written(world, newYork)).toEqual(["2026-11-05 12:10 Welcome to Silver"]);
  });
});

it("a run ends when its order turns out not to count", async () => {
  const world = await live(store(), [paid("1", noon, "120.00", { currency: "EUR" })], plus(noon, days(1)));
  expect(await ends(world)).toEqual({ "order:1": "counts-for-nothing" });
});

it("a run ends when the store gives its tiers up", async () => {
  const world = await live(store(), [paid("1", noon, "120.00")], plus(noon, days(2)));
  await putSettings(world.table, storeSettings({ loyalty: { source: "own" } }), world.clock.now);
  await world.runUntil(later, 5000);
  expect(await ends(world)).toEqual({ "order:1": "no-tiers" });
  expect(world.emails).toHaveLength(1);
});

it("a run waits for facts that come later than the event that opened it, and gives up after two days", async () => {
  const world = await createWorld({ now: noon, settings: store(), flows: [tierChange] });
  const order = paid("1", noon, "120.00");
  await world.enqueue("enrolments", busMessage(order));
  await world.runUntil(plus(noon, days(1)));
  await world.enqueue("facts", busMessage(order));
  await world.runUntil(plus(noon, days(2)));
  expect(world.emails).toHaveLength(1);
  const never = await createWorld({ now: noon, settings: store(), flows: [tierChange] });
  await never.enqueue("facts", busMessage(paid("0", noon, "1.00")));
  await never.enqueue("enrolments", busMessage(order));
  await never.runUntil(plus(noon, days(3)));
  expect(await ends(never)).toEqual({ "order:1": "subject-unknown" });
});
