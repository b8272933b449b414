import PostalMime from "postal-mime";
import type { Event, EventOf } from "../../shared/events/catalogue.ts";
import { days, hours, type Instant, plus } from "../../shared/events/instant.ts";
import type { Who } from "../../shared/events/parts.ts";
import { pointsExpiry } from "../../shared/flows/points-expiry/flow.ts";
import { countParts } from "../../shared/messaging/sms-parts.ts";
import { putSettings } from "../../shared/store/stores.ts";
import {
  customer,
  customerUpdated,
  pointsMoved,
  pointsStated,
  refundCreated,
  reviewUpdated,
  says,
} from "../support/events.ts";
import { at } from "../support/instants.ts";
import { ada, consented, email, endings, lastWords, paid, textOf, who, written } from "../support/members.ts";
import { factsWith, orderOf, runOf } from "../support/people.ts";
import { settingsWith, storeSettings } from "../support/settings.ts";
import { busMessage, createWorld, type World } from "../support/world.ts";

const flows = [pointsExpiry];
const newYork = "America/New_York";
type Input = NonNullable<Parameters<typeof storeSettings>[0]>;

const perLot = { kind: "per-lot", days: 365 } as const;
const inactivity = { kind: "inactivity", months: 12 } as const;

const store = (rules: object, loyalty: object = {}, more: Input = {}): Input => ({
  ...more,
  loyalty: { source: "own", since: at("2020-01-01T00:00Z"), ...loyalty, rules },
});

const live = async (settings: Input, events: readonly Event[], until: Instant): Promise<World> => {
  const [first] = events;
  if (first === undefined) throw new Error("nothing happens");
  const world = await createWorld({ now: first.receivedAt, settings, flows });
  await world.publish(...events);
  await world.runUntil(until, 5000);
  return world;
};

const ends = (world: World) => endings(world, "points-expiry");
const moved = (id: string, when: Instant, changes: Partial<EventOf<"points.moved">["data"]>) =>
  pointsMoved({ id, at: when, ...changes }, { at: when, who, consents: consented(when) });

const noon = at("2026-11-05T12:00-05:00");
const later = at("2028-06-01T00:00Z");

describe("the dates of the reminders", () => {
  it.each([
    ["a year after it was earned", perLot, "2026-11-10T12:00-05:00", ["10-11 12:00", "11-03 12:00", "11-09 12:00"]],
    ["across the spring change", perLot, "2026-03-20T12:00-04:00", ["02-18 12:00", "03-13 12:00", "03-19 12:00"]],
    ["a year with a leap day later", perLot, "2027-03-05T12:00-05:00", ["02-03 12:00", "02-26 12:00", "03-03 12:00"]],
    [
      "a year after the last activity",
      inactivity,
      "2027-03-05T12:00-05:00",
      ["02-04 12:00", "02-27 12:00", "03-04 12:00"],
    ],
    ["a year after a leap day", inactivity, "2028-02-29T12:00-05:00", ["01-29 12:00", "02-21 12:00", "02-27 12:00"]],
    [
      "half a year after the end of August",
      { kind: "inactivity", months: 6 },
      "2027-08-31T12:00-04:00",
      ["01-30 12:00", "02-22 12:00", "02-28 12:00"],
    ],
    [
      "at the end of February of a leap year",
      { kind: "end-of-month", months: 12 },
      "2027-02-10T12:00-05:00",
      ["01-31 07:00", "02-23 07:00", "02-29 07:00"],
    ],
    [
      "at the end of the year",
      { kind: "end-of-year", years: 0 },
      "2027-05-05T12:00-04:00",
      ["12-02 07:00", "12-25 07:00", "12-31 07:00"],
    ],
  ])("of points that expire %s", async (_name, expiry, earned, expected) => {
    const world = await live(store({ expiry }), [paid("1", at(earned), "240.00")], plus(at(earned), days(500)));
    const mails = await written(world, newYork);
    expect(mails.map((mail) => mail.slice(5, 16))).toEqual(expected);
    expect(mails.every((mail) => mail.includes("240 points"))).toBe(true);
    expect(await ends(world)).toEqual({ "order:1": "completed" });
  });

  it.each(["Pacific/Pago_Pago", "Pacific/Kiritimati", "Europe/Berlin"])(
    "are those of the store's calendar, its clock read in %s",
    async (zone) => {
      const order = paid("1", at("2027-02-10T12:00Z"), "240.00", {}, { who: customer("1", email) });
      const settings = store({ expiry: { kind: "end-of-month", months: 12 } }, {}, { zone });
      const world = await live(settings, [order], later);
      expect(await written(world, zone)).toEqual([
        "2028-01-31 07:00 240 points to use by February 29, 2028",
        "2028-02-23 07:00 Still yours: 240 points until February 29, 2028",
        "2028-02-29 07:00 Last reminder: 240 points until February 29, 2028",
      ]);
    },
  );

  it("are printed as the member's own clock has them", async () => {
    const place = { country: "JP" };
    const order = paid("1", at("2027-02-10T12:00Z"), "240.00", { place }, { who: customer("1", email) });
    const world = await live(store({ expiry: { kind: "end-of-month", months: 12 } }), [order], later);
    // Midnight in New York is two in the afternoon in Tokyo, a day later.
    expect(await textOf(world, 0)).toContain("until Wednesday, March 1 at 1:59 PM GMT+9");
    expect(await written(world, "Asia/Tokyo")).toContainEqual(expect.stringContaining("by March 1, 2028"));
  });

  it.each(["reminder-30", "reminder-7", "reminder-1"])(
    "%s can be moved by the store, and is reckoned from the same moment",
    async (step) => {
      const steps = { [step]: { after: { before: "P3D", of: "expiry" } } };
      const settings = store({ expiry: perLot }, {}, { flows: { "points-expiry": { steps } } });
      const world = await live(settings, [paid("1", noon, "240.00")], later);
      expect((await written(world, newYork)).map((mail) => mail.slice(0, 16))).toContain("2027-11-02 12:00");
    },
  );

  it("of points with a date of their own stand even where no other points expire", async () => {
    const granted = moved("g", noon, { points: 1, expiresAt: at("2027-06-01T04:00Z") });
    const world = await live(store({ expiry: { kind: "never" } }), [granted, paid("1", noon, "240.00")], later);
    expect(await written(world, newYork)).toEqual([
      "2027-05-02 07:00 1 point to use by May 31, 2027",
      "2027-05-25 07:00 Still yours: 1 point until May 31, 2027",
      "2027-05-31 07:00 Last reminder: 1 point until May 31, 2027",
    ]);
    expect(await ends(world)).toEqual({ "move:g": "completed" });
  });

  it("leave out those that would come before the points did", async () => {
    const world = await live(
      store({ expiry: { kind: "per-lot", days: 14 } }),
      [paid("1", noon, "240.00")],
      plus(noon, days(20)),
    );
    expect((await written(world, newYork)).map((mail) => mail.slice(0, 16))).toEqual([
      "2026-11-12 12:00",
      "2026-11-18 12:00",
    ]);
    expect(await lastWords(world)).toMatchObject({ "order:1 reminder-30": "earned-too-late-for-this" });
  });
});

describe("what a reminder says", () => {
  it("is the worth of the points, what the balance buys, and that an order keeps them", async () => {
    const rewards = [
      { name: "Candle", points: 100 },
      { name: "Lamp", points: 1000 },
      { name: "Tray", points: 200 },
    ];
    const world = await live(
      store({ expiry: inactivity }, { value: "0.10", rewards }),
      [paid("1", noon, "240.00", { firstName: "Ada" })],
      later,
    );
    const text = (await textOf(world, 0)).replaceAll(/\s+/g, " ");
    expect(text).toContain("Hi Ada,");
    expect(text).toContain(
      "You have 240 points at Juniper & Oak, worth $24.00, that can be used until Friday, November 5 at 11:59 AM EDT.",
    );
    expect(text).toContain("Your balance is enough for: Tray.");
    expect(text).toContain("Anything you buy before then keeps them for longer.");
  });

  it("goes by the store's own name of points and the reader's language", async () => {
    const names = { one: "Stern", many: "Sterne" };
    const order = paid("1", noon, "1.00", { locale: "de-DE" });
    const world = await live(store({ expiry: perLot }, { names, value: "0.5" }), [order], later);
    const text = (await textOf(world, 0)).replaceAll(/\s+/g, " ");
    expect(text).toContain(
      "Bei Juniper & Oak haben Sie 1 Stern im Wert von 0,50 $, einlösbar bis Freitag, 5. November",
    );
    expect(text).not.toContain("verlängert die Frist");
  });

  it("is reckoned anew for each: what was spent or taken back meanwhile is not promised again", async () => {
    const world = await live(
      store({ expiry: perLot }),
      [
        paid("1", noon, "240.00"),
        moved("s", at("2027-10-10T12:00Z"), { kind: "spent", points: 100 }),
        refundCreated("r", "1", { at: at("2027-10-30T12:00Z"), who }),
      ],
      later,
    );
    expect((await written(world, newYork)).map((mail) => mail.slice(17))).toEqual([
      "240 points to use by November 5, 2027",
      "Still yours: 140 points until November 5, 2027",
      "Last reminder: 140 points until November 5, 2027",
    ]);
  });
});

describe("when there is nothing more to remind of", () => {
  const order = paid("1", noon, "240.00");
  const refund = (goods: string): Event => {
    const refunded = refundCreated("r", "1", { at: at("2027-10-10T12:00Z"), who });
    return { ...refunded, data: { ...refunded.data, goods } };
  };

  it.each<[string, object, readonly Event[], string]>([
    ["it was all spent", perLot, [moved("s", at("2027-10-10T12:00Z"), { kind: "spent", points: 240 })], "redeemed"],
    ["the order was taken back", perLot, [refund("240.00")], "taken-back"],
    ["the order was taken back", inactivity, [refund("240.00")], "taken-back"],
  ])("since %s, the run ends", async (_name, expiry, events, reason) => {
    const world = await live(store({ expiry }), [order, ...events], later);
    expect(await written(world, newYork)).toHaveLength(1);
    expect((await ends(world))["order:1"]).toBe(reason);
  });

  it("since the whole balance was spent, no run is left", async () => {
    const spent = moved("s", at("2027-10-10T12:00Z"), { kind: "spent", points: 240 });
    const world = await live(store({ expiry: inactivity }), [order, spent], later);
    expect(await written(world, newYork)).toHaveLength(1);
    expect(await ends(world)).toEqual({ "order:1": "no-points", "move:s": "no-points" });
  });

  it("of an order that earned nothing the run ends soon", async () => {
    const world = await live(store({ expiry: perLot }), [paid("1", noon, "0.40")], plus(noon, days(8)));
    expect(await ends(world)).toEqual({ "order:1": "earned-nothing" });
  });

  it.each([
    ["the store gives no points", { loyalty: { source: "none" } }],
    ["an app keeps the points", { loyalty: { source: "smile" } }],
  ] satisfies [string, Input][])("and no run is opened where %s", async (_name, settings) => {
    const world = await live(settings, [order, moved("g", noon, {})], plus(noon, days(1)));
    expect(await ends(world)).toEqual({});
  });

  it("reminders that could not go out in time are never sent after the points are gone", async () => {
    const blackoutDates = ["2027-11-04", "2027-11-05"];
    const world = await live(store({ expiry: perLot }, {}, { exclusions: { blackoutDates } }), [order], later);
    expect((await written(world, newYork)).map((mail) => mail.slice(0, 16))).toEqual([
      "2027-10-06 12:00",
      "2027-10-29 12:00",
    ]);
  });
});

describe("points that inactivity takes", () => {
  it("are reminded of by the run of the last activity alone, for the date that it sets", async () => {
    const world = await live(
      store({ expiry: inactivity }),
      [
        paid("1", noon, "100.00"),
        paid("2", at("2027-02-05T12:00-05:00"), "50.00"),
        moved("s", at("2027-04-05T12:00-04:00"), { kind: "spent", points: 30 }),
        moved("g", at("2027-05-05T12:00-04:00"), { kind: "granted", points: 5 }),
      ],
      later,
    );
    expect(await written(world, newYork)).toEqual([
      "2028-03-06 12:00 125 points to use by April 5, 2028",
      "2028-03-29 12:00 Still yours: 125 points until April 5, 2028",
      "2028-04-04 12:00 Last reminder: 125 points until April 5, 2028",
    ]);
    expect(await ends(world)).toEqual({
      "order:1": "activity-since",
      "order:2": "activity-since",
      "move:s": "completed",
      "move:g": "told-with-the-balance",
    });
  });

  it("are reminded of from the start again when an order has moved the date after a reminder", async () => {
    const world = await live(
      store({ expiry: inactivity }),
      [paid("1", noon, "100.00"), paid("2", at("2027-10-20T12:00-04:00"), "50.00")],
      at("2028-12-01T00:00Z"),
    );
    expect((await written(world, newYork)).map((mail) => mail.slice(0, 40))).toEqual([
      "2027-10-06 12:00 100 points to use by No",
      "2028-09-20 12:00 150 points to use by Oc",
      "2028-10-13 12:00 Still yours: 150 points",
      "2028-10-19 12:00 Last reminder: 150 poin",
    ]);
  });
});

describe("lots of one month", () => {
  const two = [paid("1", noon, "100.00"), paid("2", at("2026-11-20T12:00-05:00"), "50.00")];

  it("share each reminder, with the sum of all and the first date", async () => {
    const world = await live(store({ expiry: perLot }), two, later);
    expect(await written(world, newYork)).toEqual([
      "2027-10-06 12:00 150 points to use by November 5, 2027",
      "2027-10-29 12:00 Still yours: 150 points until November 5, 2027",
      "2027-11-04 12:00 Last reminder: 150 points until November 5, 2027",
    ]);
    expect(await textOf(world, 0)).toContain("That date is for 100 points; the rest follows later in the same month.");
    expect(await lastWords(world)).toMatchObject({
      "order:2 reminder-30": "reminded-with-another-lot",
      "order:2 reminder-7": "reminded-with-another-lot",
      "order:2 reminder-1": "reminded-with-another-lot",
    });
  });

  it("are told apart from those of the next", async () => {
    const world = await live(
      store({ expiry: perLot }),
      [...two, paid("3", at("2026-12-20T12:00-05:00"), "7.00")],
      later,
    );
    expect((await written(world, newYork)).map((mail) => mail.slice(17))).toContain(
      "7 points to use by December 20, 2027",
    );
    expect(world.emails).toHaveLength(6);
  });

  it.each(["marketing", "transactional"] as const)("share it at one instant too, of %s", async (kind) => {
    const steps = Object.fromEntries(["reminder-30", "reminder-7", "reminder-1"].map((id) => [id, { kind }]));
    const settings = store(
      { expiry: { kind: "end-of-month", months: 12 } },
      {},
      { flows: { "points-expiry": { steps } } },
    );
    const world = await live(settings, two, later);
    expect((await written(world, newYork)).map((mail) => mail.slice(17))).toEqual([
      "150 points to use by November 30, 2027",
      "Still yours: 150 points until November 30, 2027",
      "Last reminder: 150 points until November 30, 2027",
    ]);
  });

  it("at one instant are spoken for by the run of the older, even where both wake before either has written", () => {
    const settings = settingsWith(store({ expiry: { kind: "end-of-month", months: 12 } }));
    const earned = (id: string, when: Instant) => ({ ...orderOf(id, when), financialStatus: "paid", goods: "50.00" });
    const orders = [earned("2", noon), earned("1", plus(noon, days(3)))];
    const runs = orders.map(({ id }) => runOf(pointsExpiry, `order:${id}`));
    const now = at("2027-11-01T12:00Z");
    const facts = factsWith({ orders, runs });
    const guards = runs.map((run) => pointsExpiry.bind({ run, facts, settings, now })?.step("reminder-30")?.guard());
    expect(guards).toEqual([undefined, "reminded-with-another-lot"]);
    // The other may have been left out for a reason of its own: then this one speaks.
    const skipped = { state: "skipped", reason: "past-deadline", at: now } as const;
    const beside = factsWith({ orders, runs: runs.map((run) => ({ ...run, steps: { "reminder-30": skipped } })) });
    const [, younger = runOf(pointsExpiry, "")] = runs;
    const alone = pointsExpiry.bind({ run: younger, facts: beside, settings, now });
    expect(alone?.step("reminder-30")?.guard()).toBeUndefined();
  });

  it("that were earned after a reminder are reminded of themselves", async () => {
    const expiry = { kind: "per-lot", days: 40 };
    const settings = store({ expiry });
    const world = await live(
      settings,
      [paid("1", at("2026-11-20T12:00Z"), "100.00"), paid("2", at("2026-12-01T12:00Z"), "50.00")],
      later,
    );
    // The first is gone on December 30, the second on January 10.
    expect((await written(world, newYork)).map((mail) => mail.slice(17))).toEqual([
      "100 points to use by December 30, 2026",
      "50 points to use by January 10, 2027",
      "Still yours: 100 points until December 30, 2026",
      "Last reminder: 100 points until December 30, 2026",
      "Still yours: 50 points until January 10, 2027",
      "Last reminder: 50 points until January 10, 2027",
    ]);
  });
});

describe("a policy that changes while a run waits", () => {
  const change = async (world: World, when: Instant, expiry: object): Promise<void> => {
    await world.runUntil(when, 5000);
    await putSettings(world.table, storeSettings(store({ expiry })), when);
  };

  it("moves the date, and with it what is still to come", async () => {
    const world = await createWorld({ now: noon, settings: store({ expiry: perLot }), flows });
    await world.publish(paid("1", noon, "240.00"));
    await change(world, at("2027-10-10T12:00Z"), { kind: "end-of-year", years: 1 });
    await world.runUntil(at("2029-02-01T00:00Z"), 5000);
    expect((await written(world, newYork)).map((mail) => mail.slice(0, 16))).toEqual([
      "2027-10-06 12:00",
      "2028-12-25 07:00",
      "2028-12-31 07:00",
    ]);
  });

  it("to never tells nobody any more, and waits for what the store decides next", async () => {
    const world = await createWorld({ now: noon, settings: store({ expiry: perLot }), flows });
    await world.publish(paid("1", noon, "240.00"));
    await change(world, at("2027-10-10T12:00Z"), { kind: "never" });
    await world.runUntil(later, 5000);
    expect(world.emails).toHaveLength(1);
    expect(await ends(world)).toEqual({ "order:1": undefined });
  });

  it("from never tells of all points by the newest run, though nobody did anything since", async () => {
    const world = await createWorld({ now: noon, settings: store({ expiry: { kind: "never" } }), flows });
    await world.publish(paid("1", noon, "240.00"), paid("2", plus(noon, days(2)), "60.00"));
    await world.runUntil(plus(noon, days(60)), 5000);
    expect(await ends(world)).toEqual({ "order:1": "activity-since", "order:2": undefined });
    await change(world, at("2027-02-01T12:00-05:00"), { kind: "inactivity", months: 6 });
    await world.runUntil(later, 5000);
    expect(await written(world, newYork)).toEqual([
      "2027-07-02 12:00 300 points to use by August 1, 2027",
      "2027-07-25 12:00 Still yours: 300 points until August 1, 2027",
      "2027-07-31 12:00 Last reminder: 300 points until August 1, 2027",
    ]);
  });

  it("does not keep a run for points that were spent where they never expire", async () => {
    const spent = moved("s", plus(noon, days(1)), { kind: "spent", points: 240 });
    const world = await live(
      store({ expiry: { kind: "never" } }),
      [paid("1", noon, "240.00"), spent],
      plus(noon, days(9)),
    );
    expect(await ends(world)).toEqual({ "order:1": "no-points" });
  });

  it("from inactivity leaves the lots to the run that spoke for them, be it that of a spending", async () => {
    const world = await createWorld({ now: noon, settings: store({ expiry: inactivity }), flows });
    await world.publish(
      paid("1", noon, "240.00"),
      moved("s", at("2026-12-05T12:00-05:00"), { kind: "spent", points: 40 }),
    );
    await change(world, at("2027-01-10T12:00-05:00"), perLot);
    await world.runUntil(later, 5000);
    // Nothing expires for one full period after the change.
    expect(await written(world, newYork)).toEqual([
      "2027-12-11 12:00 200 points to use by January 10, 2028",
      "2028-01-03 12:00 Still yours: 200 points until January 10, 2028",
      "2028-01-09 12:00 Last reminder: 200 points until January 10, 2028",
    ]);
  });
});

describe("gates", () => {
  const order = paid("1", noon, "240.00");

  it("without consent nothing goes out as marketing, and everything as what the store declares a service", async () => {
    const silent = paid("1", noon, "240.00", {}, { consents: [] });
    const none = await live(store({ expiry: perLot }, { value: "1" }), [silent], later);
    expect(await written(none, newYork)).toEqual([]);
    expect(await lastWords(none)).toMatchObject({
      "order:1 reminder-30": "no-consent",
      "order:1 text-1": "no-consent",
    });
    const steps = { "reminder-30": { kind: "transactional" } } as const;
    const some = await live(store({ expiry: perLot }, {}, { flows: { "points-expiry": { steps } } }), [silent], later);
    expect(await written(some, newYork)).toEqual(["2027-10-06 12:00 240 points to use by November 5, 2027"]);
  });

  it("a service message goes to the address that the customer has now, not to the one typed a year ago", async () => {
    const steps = { "reminder-30": { kind: "transactional" } } as const;
    const typed = { ...who, contact: { email: "old@customer.example" } };
    const world = await live(
      store({ expiry: perLot }, {}, { flows: { "points-expiry": { steps } } }),
      [
        paid("1", noon, "240.00", {}, { who: typed, consents: [] }),
        customerUpdated({ id: "1", email: "new@customer.example" }, { at: plus(noon, days(90)) }),
      ],
      later,
    );
    expect(world.emails.map(({ to }) => to)).toEqual(["new@customer.example"]);
  });

  it.each([
    ["no worth of a point is set", {}, "no-value-set"],
    ["they are worth too little", { value: "0.0416" }, "worth-too-little"],
    ["the store asks for more", { value: "1", textFrom: "240.01" }, "worth-too-little"],
  ])("no text goes out where %s", async (_name, loyalty, reason) => {
    const world = await live(store({ expiry: perLot }, loyalty), [order], later);
    expect(world.texts).toEqual([]);
    expect(await lastWords(world)).toMatchObject({ "order:1 text-1": reason });
  });

  it("a text goes out a day before about points worth ten, in one part, its link among it", async () => {
    const world = await live(store({ expiry: perLot }, { value: "0.0417" }), [order], later);
    const [text] = (await written(world, newYork)).filter((line) => line.includes("text:"));
    expect(text).toMatch(
      /^2027-11-04 12:00 text: Juniper & Oak: use 240 points \(\$10\.00\) by November 5, 2027: \S+ Reply STOP to opt out$/,
    );
    expect(countParts(world.texts[0]?.body ?? "")).toEqual({ parts: 1, encoding: "GSM-7" });
  });

  it("a complaint holds a reminder back until its hold ends, within its own deadline", async () => {
    const complaint = reviewUpdated({ id: "judgeme:1" }, { at: at("2027-10-01T12:00-04:00"), who });
    const world = await live(store({ expiry: perLot }), [order, complaint], later);
    // Five working days, and seven days after them.
    expect((await written(world, newYork)).map((mail) => mail.slice(0, 16))).toEqual([
      "2027-10-15 12:00",
      "2027-10-29 12:00",
      "2027-11-04 12:00",
    ]);
    const held = (await world.decisions(ada)).filter(({ reason }) => reason === "complaint-hold");
    expect(held[0]).toMatchObject({ step: "reminder-30", outcome: "defer" });
  });

  it("a reminder that a hold keeps past its deadline dies, and the next one goes out", async () => {
    const complaint = reviewUpdated({ id: "judgeme:1" }, { at: at("2027-10-01T12:00-04:00"), who });
    const settings = store({ expiry: perLot }, {}, { reviews: { holdDays: 21 } });
    const world = await live(settings, [order, complaint], later);
    expect((await written(world, newYork)).map((mail) => mail.slice(0, 16))).toEqual([
      "2027-10-29 12:00",
      "2027-11-04 12:00",
    ]);
  });
});

describe("points that an app keeps", () => {
  const settings: Input = { loyalty: { source: "loyaltylion" } };
  const stated = (when: Instant, data: Partial<EventOf<"points.stated">["data"]> & { readonly balance: number }) =>
    pointsStated("loyaltylion", data, { at: when, who, consents: consented(when) });
  const june = at("2027-06-01T04:00Z");
  const addressOf = ({ customer: known, contact }: Who): string => known?.email ?? contact?.email ?? "";

  it("are reminded of by the date that the app states, as many as it says", async () => {
    const world = await live(
      settings,
      [
        stated(noon, { balance: 500, expiring: 120, expiresAt: june }),
        stated(at("2027-05-10T12:00Z"), { balance: 400, expiring: 20, expiresAt: june }),
      ],
      later,
    );
    expect(await written(world, newYork)).toEqual([
      "2027-05-02 07:00 120 points to use by May 31, 2027",
      "2027-05-25 07:00 Still yours: 20 points until May 31, 2027",
      "2027-05-31 07:00 Last reminder: 20 points until May 31, 2027",
    ]);
    expect(await ends(world)).toEqual({ [`statement:loyaltylion:${june}@1`]: "completed" });
  });

  it("are reminded of anew when the app moves the date", async () => {
    const july = at("2027-07-01T04:00Z");
    const world = await live(
      settings,
      [
        stated(noon, { balance: 500, expiresAt: june }),
        stated(at("2027-05-10T12:00Z"), { balance: 400, expiresAt: july }),
      ],
      later,
    );
    expect((await written(world, newYork)).map((mail) => mail.slice(0, 16))).toEqual([
      "2027-05-02 07:00",
      "2027-06-01 07:00",
      "2027-06-24 07:00",
      "2027-06-30 07:00",
    ]);
    expect(await ends(world)).toEqual({
      [`statement:loyaltylion:${june}@1`]: "activity-since",
      [`statement:loyaltylion:${july}@1`]: "completed",
    });
  });

  it("are reminded of to each member, though all lose theirs at one moment", async () => {
    const others = ["2", "3"].map((id) => customer(id, `member-${id}@customer.example`));
    const byAddress = { contact: { email: "member-4@customer.example" } };
    const world = await live(
      settings,
      [who, ...others, byAddress].map((member) =>
        pointsStated(
          "loyaltylion",
          { balance: 500, expiresAt: june },
          { at: noon, who: member, consents: [says("granted", addressOf(member), noon)] },
        ),
      ),
      later,
    );
    const reached = await Promise.all(
      world.emails.map(async ({ raw }) => (await PostalMime.parse(raw)).to?.[0]?.address),
    );
    expect(reached.sort()).toEqual(
      [who, ...others, byAddress].flatMap((member) => Array<string>(3).fill(addressOf(member))).sort(),
    );
  });

  it("are reminded of once to a member whom the app names in two ways", async () => {
    const world = await live(
      settings,
      [who, { contact: { email } }].map((member) =>
        pointsStated(
          "loyaltylion",
          { balance: 500, expiresAt: june },
          { at: noon, who: member, consents: consented(noon) },
        ),
      ),
      later,
    );
    expect(world.emails).toHaveLength(3);
  });

  it("have no run that goes on asking once the app tells less of them than before", async () => {
    const world = await live(
      settings,
      [stated(noon, { balance: 500, expiresAt: june }), stated(at("2027-03-10T12:00Z"), { balance: 400 })],
      at("2027-05-20T00:00Z"),
    );
    expect(await ends(world)).toEqual({
      [`statement:loyaltylion:${june}@1`]: "activity-since",
      "statement:loyaltylion:2027-03@1": undefined,
    });
    expect(world.scheduled.length).toBeLessThanOrEqual(15);
  });

  it("are reckoned from the activity that it states, where the store says so and the app tells no date", async () => {
    const world = await live(settings, [stated(noon, { balance: 500, activeAt: at("2026-10-01T12:00-04:00") })], later);
    expect((await written(world, newYork)).map((mail) => mail.slice(0, 16))).toEqual([
      "2027-09-01 12:00",
      "2027-09-24 12:00",
      "2027-09-30 12:00",
    ]);
  });

  it("are no business of ours when another app states them", async () => {
    const world = await live(
      settings,
      [pointsStated("smile", { balance: 500, expiresAt: june }, { at: noon, who, consents: consented(noon) })],
      later,
    );
    expect(await ends(world)).toEqual({});
    expect(world.emails).toEqual([]);
  });

  it("end with an empty balance", async () => {
    const world = await live(
      settings,
      [
        stated(noon, { balance: 500, expiresAt: june }),
        stated(at("2027-05-10T12:00Z"), { balance: 0, expiresAt: june }),
      ],
      later,
    );
    expect(world.emails).toHaveLength(1);
    expect(await ends(world)).toEqual({ [`statement:loyaltylion:${june}@1`]: "no-points" });
  });
});

describe("facts that come later than the event that opened a run", () => {
  it.each([
    ["the order itself", undefined],
    ["that it was paid", paid("1", noon, "240.00", { financialStatus: "pending" })],
  ])("are waited for: %s", async (_name, before) => {
    const world = await createWorld({ now: noon, settings: store({ expiry: { kind: "per-lot", days: 14 } }), flows });
    if (before !== undefined) await world.enqueue("facts", busMessage(before));
    const order = paid("1", noon, "240.00", { updatedAt: plus(noon, hours(1)) });
    await world.enqueue("enrolments", busMessage(order));
    await world.runUntil(plus(noon, days(1)));
    await world.enqueue("facts", busMessage(order));
    await world.runUntil(plus(noon, days(20)), 5000);
    expect((await written(world, newYork)).map((mail) => mail.slice(0, 16))).toEqual([
      "2026-11-12 12:00",
      "2026-11-18 12:00",
    ]);
  });

  it("are given up after two days, as of an order that was never paid", async () => {
    const world = await createWorld({ now: noon, settings: store({ expiry: perLot }), flows });
    await world.enqueue("facts", busMessage(paid("1", noon, "240.00", { financialStatus: "voided" })));
    await world.enqueue("enrolments", busMessage(paid("1", noon, "240.00")));
    await world.runUntil(plus(noon, days(3)), 5000);
    expect(await ends(world)).toEqual({ "order:1": "subject-unknown" });
  });

  it("of an app are waited for as well, and a date that is older than the run's ends nothing", async () => {
    const settings: Input = { loyalty: { source: "loyaltylion" } };
    const told = (when: Instant, expiresAt: Instant) =>
      pointsStated("loyaltylion", { balance: 500, expiresAt }, { at: when, who, consents: consented(when) });
    const world = await createWorld({ now: noon, settings, flows });
    await world.enqueue("facts", busMessage(told(noon, at("2026-11-08T05:00Z"))));
    const moved = told(plus(noon, hours(1)), at("2026-12-08T05:00Z"));
    await world.enqueue("enrolments", busMessage(moved));
    await world.runUntil(plus(noon, days(1)));
    await world.enqueue("facts", busMessage(moved));
    await world.runUntil(at("2027-01-01T00:00Z"), 5000);
    expect((await written(world, newYork)).map((mail) => mail.slice(0, 16))).toEqual([
      "2026-11-08 07:00",
      "2026-12-01 07:00",
      "2026-12-07 07:00",
    ]);
  });
});

describe("what it costs", () => {
  it("an order that is told of over and over opens one run and no schedule for each telling", async () => {
    const world = await createWorld({ now: noon, settings: store({ expiry: perLot }), flows });
    const tellings = Array.from({ length: 30 }, (_, n) =>
      paid("1", noon, "240.00", { updatedAt: plus(noon, days(n + 1)), fulfillmentStatus: "fulfilled" }),
    );
    await world.publish(paid("1", noon, "240.00"), ...tellings);
    await world.runUntil(plus(noon, days(31)), 5000);
    // One a week, and one for the first telling.
    expect(world.scheduled.length).toBeLessThanOrEqual(7);
    expect(Object.keys(await ends(world))).toEqual(["order:1"]);
  });
});
