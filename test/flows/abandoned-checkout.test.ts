import type { Event, EventOf } from "../../shared/events/catalogue.ts";
import { elapsed, hours, type Instant, minutes, plus } from "../../shared/events/instant.ts";
import { putProduct } from "../../shared/store/products.ts";
import { importCodes } from "../../shared/store/codes.ts";
import {
  cartUpdated,
  checkoutDeleted,
  checkoutUpdated,
  guest,
  line,
  orderUpdated,
  productUpdated,
  says,
  customerUpdated,
  customer,
} from "../support/events.ts";
import { at } from "../support/instants.ts";
import { createWorld, keys, type World } from "../support/world.ts";

const email = "ada@customer.example";
const phone = "+12125550147";
const ada = keys.person("email", email);
const morning = at("2026-11-05T10:00-05:00");
const evening = at("2026-11-05T18:00-05:00");

type Changes = Partial<EventOf<"checkout.updated">["data"]>;

const left = (when: Instant, changes: Changes = {}, who = guest(email, phone), seen = when) =>
  checkoutUpdated(
    { token: "c-1", cartToken: "cart-1", createdAt: when, ...changes },
    {
      at: seen,
      who,
      consents: [
        says("granted", email, when, { source: `checkout:${changes.token ?? "c-1"}` }),
        says("granted", phone, when, { source: `checkout:${changes.token ?? "c-1"}` }),
      ],
    },
  );

const live = async (
  events: readonly Event[],
  settings: NonNullable<Parameters<typeof createWorld>[0]>["settings"] = {},
): Promise<World> => {
  const [first] = events;
  if (first === undefined) throw new Error("nothing happens");
  const world = await createWorld({ now: first.receivedAt, settings });
  await world.publish(...events);
  await world.runUntil(plus(world.clock.now, hours(24 * 10)));
  return world;
};

const local = (when: Instant): string =>
  new Date(when).toLocaleString("sv-SE", { timeZone: "America/New_York" }).slice(0, 16);

const sent = (world: World): readonly string[] =>
  [
    ...world.emails.map(({ at: when }) => `${local(when)} email`),
    ...world.texts.map(({ at: when }) => `${local(when)} text`),
  ].sort();

const reasons = async (world: World, person = ada): Promise<readonly string[]> =>
  (await world.decisions(person)).map(({ step, outcome, reason }) => `${step} ${outcome} ${reason}`);

const finish = async (world: World, token = "c-1", person = ada): Promise<string | undefined> =>
  (await world.person(person)).person.runs.find(({ subject }) => subject === token)?.finished?.reason;

describe("a checkout left at 10:00", () => {
  it("gets a text at 11:00 and mails at 14:00, a day and two days later, and no more", async () => {
    const world = await live([left(morning)]);
    expect(sent(world)).toEqual([
      "2026-11-05 11:00 text",
      "2026-11-05 14:00 email",
      "2026-11-06 10:00 email",
      "2026-11-07 10:00 email",
    ]);
    expect(await finish(world)).toBe("completed");
    expect(await reasons(world)).toEqual(
      ["text-1", "reminder-1", "reminder-2", "reminder-3"].map((step) => `${step} send all-gates-pass`),
    );
    expect(world.dead).toEqual([]);
  });

  it.each([
    ["199.99", "USD", "14:00"],
    ["200", "USD", "11:00"],
    ["200.00", "USD", "11:00"],
    ["5000.00", "EUR", "14:00"],
  ])("gets its first mail by its worth: %s %s at %s", async (total, currency, time) => {
    const world = await live([left(morning, { total, currency }, guest(email))]);
    expect(sent(world)[0]).toBe(`2026-11-05 ${time} email`);
  });

  it("gets the text and the mail of a dear cart in the same hour, as both fall due", async () => {
    const world = await live([left(morning, { total: "250.00" })]);
    expect(sent(world).slice(0, 2)).toEqual(["2026-11-05 11:00 email", "2026-11-05 11:00 text"]);
  });

  it("gets nothing before it has settled for ten minutes, however short a delay the store has set", async () => {
    const steps = { "reminder-1": { after: "PT1M" } };
    const world = await live([left(morning, {}, guest(email))], { flows: { "abandoned-checkout": { steps } } });
    expect(sent(world)[0]).toBe("2026-11-05 10:10 email");
  });

  it("starts again with every change, and a storm of them makes one schedule", async () => {
    const storm = Array.from({ length: 40 }, (_, n) =>
      left(morning, { total: `${60 + n}.00` }, undefined, plus(morning, minutes(n))),
    );
    const world = await createWorld({ now: morning });
    await world.publish(...storm);
    expect(world.scheduled).toHaveLength(1);
    await world.runUntil(plus(morning, hours(24 * 10)));
    expect(sent(world).slice(0, 2)).toEqual(["2026-11-05 11:39 text", "2026-11-05 14:39 email"]);
    expect(world.emails).toHaveLength(3);
  });
});

describe("a checkout left at 18:00", () => {
  it("waits out the night and the cap, and says so", async () => {
    const world = await live([left(evening)]);
    expect(sent(world)).toEqual([
      "2026-11-05 19:00 text",
      "2026-11-06 07:00 email",
      "2026-11-07 07:00 email",
      "2026-11-08 07:00 email",
    ]);
    expect(await reasons(world)).toEqual([
      "text-1 send all-gates-pass",
      "reminder-1 defer quiet-hours",
      "reminder-1 send all-gates-pass",
      "reminder-2 defer frequency-cap",
      "reminder-2 send all-gates-pass",
      "reminder-3 defer frequency-cap",
      "reminder-3 send all-gates-pass",
    ]);
    const apart = world.emails.slice(1).map(({ at: when }, index) => elapsed(world.emails[index]?.at ?? when, when));
    expect(apart.every((gap) => gap >= 16 * 3_600_000)).toBe(true);
  });

  it("a text that the night pushes past 48 hours dies", async () => {
    // Blacked out for two days, the text could go at 9:00 on the third: an hour too late.
    const friday = at("2026-11-06T08:00-05:00");
    const world = await live([left(friday)], { exclusions: { blackoutDates: ["2026-11-06", "2026-11-07"] } });
    expect(world.texts).toEqual([]);
    expect((await reasons(world))[0]).toBe("text-1 skip past-deadline:quiet-hours");
  });
});

describe("who gets a discount", () => {
  const discount = { kind: "shared", code: "COMEBACK10", percentage: "10" } as const;
  const printed = (world: World): readonly boolean[] =>
    world.emails.map(({ raw }) => Buffer.from(raw).toString().includes("COMEBACK10"));

  it("somebody who never ordered, in the third mail only", async () => {
    expect(printed(await live([left(morning)], { discount }))).toEqual([false, false, true]);
  });

  it("nobody who has ordered before", async () => {
    const before = orderUpdated({ id: "o-0" }, { at: at("2026-09-01T10:00Z"), receivedAt: morning, who: guest(email) });
    expect(printed(await live([before, left(morning)], { discount }))).toEqual([false, false, false]);
  });

  it("a pool gives each message a code of its own, and tells before it runs dry", async () => {
    const world = await createWorld({ now: morning, settings: { discount: { kind: "pool", pool: "win", low: 5 } } });
    await importCodes(world.table, "demo", "win", [{ code: "AAA-111" }, { code: "BBB-222" }]);
    await world.publish(left(morning));
    await world.runUntil(plus(morning, hours(100)));
    const codes = world.emails.map(({ raw }) => /AAA-111|BBB-222/.exec(Buffer.from(raw).toString())?.[0]);
    expect(codes.map((code) => code !== undefined)).toEqual([false, false, true]);
    expect(world.counted("discount-codes-low")).toBe(1);
  });
});

describe("what ends a run", () => {
  const noon = at("2026-11-05T12:00-05:00");
  const cases: readonly [string, string, (world: World) => Promise<unknown>][] = [
    [
      "an order of this person",
      "ordered",
      (world) => world.publish(orderUpdated({ id: "o-1" }, { at: noon, who: guest(email) })),
    ],
    [
      "an order of any channel, cancelled or not",
      "ordered",
      (world) =>
        world.publish(
          orderUpdated({ id: "o-1", sourceName: "pos", cancelledAt: noon }, { at: noon, who: guest(email) }),
        ),
    ],
    [
      "an order that came of its token, under another address",
      "ordered",
      (world) =>
        world.publish(
          orderUpdated({ id: "o-1", checkoutToken: "c-1" }, { at: noon, who: guest("paypal@other.example") }),
        ),
    ],
    [
      "an order that came of its cart, under another address",
      "ordered",
      (world) =>
        world.publish(
          orderUpdated({ id: "o-1", cartToken: "cart-1" }, { at: noon, who: guest("paypal@other.example") }),
        ),
    ],
    [
      "an order created after it though its webhook came late",
      "ordered",
      (world) =>
        world.publish(
          orderUpdated({ id: "o-1" }, { at: plus(morning, minutes(1)), receivedAt: noon, who: guest(email) }),
        ),
    ],
    [
      "its completion",
      "checkout-completed",
      (world) => world.publish(left(morning, { completedAt: noon }, undefined, noon)),
    ],
    ["its deletion", "checkout-deleted", (world) => world.publish(checkoutDeleted({ token: "c-1" }, { at: noon }))],
    ["a newer checkout", "superseded", (world) => world.publish(left(noon, { token: "c-2", cartToken: "cart-2" }))],
    [
      "a corrected address",
      "moved-to-another-person",
      (world) => world.publish(left(morning, {}, guest("right@customer.example"), noon)),
    ],
  ];

  it.each(cases)("%s: %s", async (_what, reason, happen) => {
    const world = await createWorld({ now: morning });
    await world.publish(left(morning));
    await happen(world);
    await world.runUntil(plus(morning, hours(240)));
    expect(await finish(world)).toBe(reason);
    expect(world.texts).toHaveLength(1);
    // Nothing of this run goes out after it; what a newer checkout sends is its own.
    const own = (await world.decisions(ada)).filter(({ outcome, at: when }) => outcome === "send" && when > noon);
    const [run] = (await world.person(ada)).person.runs;
    expect(own.filter((decision) => decision.run === run?.id)).toEqual([]);
  });

  it("an order placed before the checkout began does not", async () => {
    const world = await live([
      orderUpdated({ id: "o-0", createdAt: at("2026-11-05T09:59-05:00") }, { at: morning, who: guest(email) }),
      left(morning),
    ]);
    expect(world.emails).toHaveLength(3);
  });
});

describe("what is left out", () => {
  const sellOut = async (world: World, changes: Partial<EventOf<"product.updated">["data"]>) => {
    const { data, version } = productUpdated({ id: "p-1", ...changes }, { at: morning });
    await putProduct(world.table, "demo", data.id, data, version);
  };

  it.each<[string, Partial<EventOf<"product.updated">["data"]>]>([
    ["the product", { available: false }],
    ["the variant", { soldOutVariants: ["v-1"] }],
  ])("a mail about a cart of which %s is sold out", async (_what, changes) => {
    const world = await createWorld({ now: morning });
    await sellOut(world, changes);
    await world.publish(left(morning));
    await world.runUntil(plus(morning, hours(240)));
    expect(sent(world)).toEqual([]);
    expect((await reasons(world)).every((reason) => reason.endsWith("skip sold-out"))).toBe(true);
  });

  it("not the mail, only the line, while another can be bought", async () => {
    const world = await createWorld({ now: morning });
    await sellOut(world, { available: false });
    await world.publish(
      left(morning, { lines: [line, { ...line, productId: "p-2", title: "Oak Bowl" }], lineCount: 2 }),
    );
    await world.runUntil(plus(morning, hours(5)));
    const [mail] = world.emails.map(({ raw }) => Buffer.from(raw).toString());
    expect(mail).toContain("Oak Bowl");
    expect(mail).not.toContain("Walnut Board");
  });

  it("everything, without a ticked box", async () => {
    const world = await live([
      checkoutUpdated(
        { token: "c-1", ticked: { email: false, text: false } },
        { at: morning, who: guest(email, phone) },
      ),
    ]);
    expect(sent(world)).toEqual([]);
    expect(new Set(await reasons(world))).toEqual(
      new Set(["text-1", "reminder-1", "reminder-2", "reminder-3"].map((step) => `${step} skip no-consent`)),
    );
  });

  it("the text, when the store does not attest that its consent names carts", async () => {
    const world = await live([left(morning)], { text: { consentNamesCarts: false } });
    expect(world.texts).toEqual([]);
    expect(world.emails).toHaveLength(3);
  });

  it.each<[string, Changes, Parameters<typeof left>[2] | undefined]>([
    ["nothing in it", { lines: [], lineCount: 0 }, undefined],
    ["a total of nothing", { total: "0.00" }, undefined],
    ["nobody to reach", {}, {}],
    ["its order placed", { completedAt: morning }, undefined],
  ])("a run, for a checkout with %s", async (_what, changes, who) => {
    const world = await live([left(morning, changes, who ?? guest(email, phone))]);
    expect(world.scheduled).toEqual([]);
    expect(sent(world)).toEqual([]);
  });
});

describe("the next checkout of the same person", () => {
  const second = (when: Instant) => left(when, { token: "c-2", cartToken: "cart-2" });

  it("takes the live run over: what was sent is not sent again, the rest goes on", async () => {
    const world = await live([left(morning), second(at("2026-11-05T16:00-05:00"))]);
    expect(await finish(world)).toBe("superseded");
    expect(sent(world)).toEqual([
      "2026-11-05 11:00 text",
      "2026-11-05 14:00 email",
      "2026-11-06 16:00 email",
      "2026-11-07 16:00 email",
    ]);
    expect(await reasons(world)).toEqual(
      expect.arrayContaining(["text-1 skip sent-by-the-run-taken-over", "reminder-1 skip sent-by-the-run-taken-over"]),
    );
  });

  it("within seven days of a run that has ended, gets no mail", async () => {
    const world = await live([left(morning), second(at("2026-11-10T10:00-05:00"))]);
    expect(world.emails).toHaveLength(3);
    expect(await reasons(world)).toEqual(expect.arrayContaining(["reminder-1 skip re-entry"]));
  });

  it("opens no second run for the same checkout, ever", async () => {
    const world = await live([left(morning), left(morning, {}, undefined, at("2026-11-20T10:00-05:00"))]);
    expect((await world.person(ada)).person.runs).toHaveLength(1);
    expect(world.emails).toHaveLength(3);
  });
});

describe("a guest who turns out to be a customer", () => {
  it("has one run, and gets each message once", async () => {
    const who = { ...customer("1", email), ...guest(email, phone) };
    const world = await live([
      left(morning),
      customerUpdated({ id: "1", email }, { at: plus(morning, minutes(5)) }),
      left(morning, { total: "70.00" }, who, plus(morning, minutes(6))),
      cartUpdated("cart-1", { at: plus(morning, minutes(7)) }),
    ]);
    expect(world.emails).toHaveLength(3);
    expect(new Set(world.emails.map(({ message }) => message)).size).toBe(3);
    expect(world.texts).toHaveLength(1);
    const { person } = await world.person(ada);
    expect(person.id).toBe(keys.person("customer", "1"));
    expect(person.runs).toHaveLength(1);
    // No copy of the run is left in the index of what is due, where the sweep would wake it for ever.
    expect(await world.sweep()).toEqual({ mended: 0 });
  });
});
