import { createHandler } from "../../functions/public-pages/handler.ts";
import type { Event, EventOf } from "../../shared/events/catalogue.ts";
import { days, hours, type Instant, minutes, plus } from "../../shared/events/instant.ts";
import type { Who } from "../../shared/events/parts.ts";
import { abandonedCheckout } from "../../shared/flows/abandoned-checkout/flow.ts";
import { reviewRecovery } from "../../shared/flows/review-recovery/flow.ts";
import { openComplaints } from "../../shared/store/complaints.ts";
import { importCodes } from "../../shared/store/codes.ts";
import {
  checkoutUpdated,
  customer,
  customerUpdated,
  guest,
  orderUpdated,
  reviewUpdated,
  says,
} from "../support/events.ts";
import { flowOf } from "../support/flows.ts";
import { at } from "../support/instants.ts";
import { busMessage, createWorld, keys, type World } from "../support/world.ts";

const email = "ada@customer.example";
const ada = keys.person("email", email);
const review = "judgeme:1";
/** A Thursday. */
const afternoon = at("2026-11-05T14:00-05:00");
const night = at("2026-11-05T23:30-05:00");

type Data = Partial<EventOf<"review.updated">["data"]>;

const reviewed = (when: Instant, data: Data = {}, who: Who = guest(email)) =>
  reviewUpdated(
    { id: review, createdAt: afternoon, productId: "p-9", productTitle: "Stoneware Mug", body: "It broke.", ...data },
    { at: when, who },
  );

type Settings = NonNullable<Parameters<typeof createWorld>[0]>["settings"];

const open = async (events: readonly Event[], settings: Settings = {}): Promise<World> => {
  const [first] = events;
  if (first === undefined) throw new Error("nothing happens");
  const world = await createWorld({ now: first.receivedAt, settings, flows: [reviewRecovery] });
  await world.publish(...events);
  return world;
};

const live = async (events: readonly Event[], settings: Settings = {}): Promise<World> => {
  const world = await open(events, settings);
  await world.runUntil(plus(world.clock.now, days(20)));
  expect(world.dead).toEqual([]);
  return world;
};

const local = (when: Instant): string =>
  new Date(when).toLocaleString("sv-SE", { timeZone: "America/New_York" }).slice(0, 16);

/** Headers of a mail are folded; its subject here is one line of ASCII. */
const subjectOf = (raw: Uint8Array): string => /^Subject: (.*)$/m.exec(Buffer.from(raw).toString())?.[1]?.trim() ?? "";
const bodyOf = (raw: Uint8Array): string =>
  Buffer.from(raw)
    .toString()
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

const told = (world: World): readonly string[] =>
  [
    ...world.emails.map(({ at: when, raw }) => `${local(when)} mail: ${subjectOf(raw)}`),
    ...world.alerts.map(({ at: when, subject }) => `${local(when)} support: ${subject}`),
  ].sort();

const reasons = async (world: World, person = ada): Promise<readonly string[]> =>
  (await world.decisions(person)).map(({ step, outcome, reason }) => `${step} ${outcome} ${reason}`);

const ended = async (world: World, subject = review, person = ada): Promise<string | undefined> =>
  (await world.person(person)).person.runs.find((run) => run.subject === subject)?.finished?.reason;

/** Follows the link of an alert or a mail through the real pages. */
const visit = async (world: World, method: string, url: string, body?: string) => {
  const { pathname, searchParams } = new URL(url);
  return createHandler(world.ports)({
    rawPath: pathname,
    headers: {},
    pathParameters: { token: pathname.split("/").slice(2).join("/") },
    queryStringParameters: Object.fromEntries(searchParams),
    requestContext: { http: { method } },
    body,
  });
};

const linkIn = (text: string, page: "c" | "s"): string => {
  const [url] = new RegExp(`https://[^\\s"]+/${page}/[^\\s"]+`).exec(text) ?? [];
  if (url === undefined) throw new Error(`no /${page}/ link`);
  return url;
};
const resolveLink = (world: World): string => linkIn(world.alerts[0]?.text ?? "", "c");

const settle = async (world: World, when: Instant): Promise<void> => {
  await world.runUntil(when);
  expect((await visit(world, "POST", resolveLink(world))).statusCode).toBe(200);
};

const urgent = "URGENT: 1-star review at Juniper & Oak";
const stillOpen = "URGENT, still open: 1-star review at Juniper & Oak";
const sorry = "We are sorry, and we are on it";
const question = "How did we deal with it?";

describe("a review of one star at 14:00", () => {
  it("tells support at once, says sorry after half an hour, tells support again after a day, asks at the end", async () => {
    const world = await live([reviewed(afternoon)]);
    expect(told(world)).toEqual([
      `2026-11-05 14:00 support: ${urgent}`,
      `2026-11-05 14:30 mail: ${sorry}`,
      `2026-11-06 14:00 support: ${stillOpen}`,
      // Five working days are over a weekend later, on the 12th at 14:00.
      `2026-11-13 14:00 mail: ${question}`,
    ]);
    expect(await ended(world)).toBe("completed");
  });

  it("told twice is told of once", async () => {
    const event = reviewed(afternoon);
    const world = await live([event, event, { ...event, correlationId: "again" }]);
    expect(told(world)).toHaveLength(4);
  });

  it("settled by the link in the alert is not escalated, and the question comes a day after", async () => {
    const world = await open([reviewed(afternoon)]);
    await settle(world, plus(afternoon, hours(3)));
    await settle(world, plus(afternoon, hours(9)));
    await world.runUntil(plus(afternoon, days(20)));
    expect(told(world)).toEqual([
      `2026-11-05 14:00 support: ${urgent}`,
      `2026-11-05 14:30 mail: ${sorry}`,
      `2026-11-06 17:00 mail: ${question}`,
    ]);
    expect(await reasons(world)).toContain("escalation skip settled-by-support");
    expect(await ended(world)).toBe("completed");
  });

  it("settled before the mail goes out needs none", async () => {
    const world = await open([reviewed(afternoon)]);
    await settle(world, plus(afternoon, minutes(20)));
    await world.runUntil(plus(afternoon, days(20)));
    expect(world.emails.map(({ raw }) => subjectOf(raw))).toEqual([question]);
  });

  it("raised two days later is closed by the customer, who is asked a day after", async () => {
    const raised = plus(afternoon, days(2));
    const world = await live([reviewed(afternoon), reviewed(raised, { rating: 5 })]);
    expect(told(world).at(-1)).toBe(`2026-11-08 14:00 mail: ${question}`);
    expect(world.emails).toHaveLength(2);
  });

  it("raised within half an hour never was a complaint: support was told, the customer is left alone", async () => {
    const world = await live([reviewed(afternoon), reviewed(plus(afternoon, minutes(29)), { rating: 4 })]);
    expect(told(world)).toEqual([`2026-11-05 14:00 support: ${urgent}`]);
    expect(await ended(world)).toBe("taken-back");
  });

  it("raised and lowered again within half an hour is a complaint after all", async () => {
    const world = await live([
      reviewed(afternoon),
      reviewed(plus(afternoon, minutes(10)), { rating: 5 }),
      reviewed(plus(afternoon, minutes(20)), { rating: 2 }),
    ]);
    expect(told(world).slice(0, 3)).toEqual([
      `2026-11-05 14:00 support: ${urgent}`,
      `2026-11-05 14:50 mail: ${sorry}`,
      "2026-11-06 14:00 support: URGENT, still open: 2-star review at Juniper & Oak",
    ]);
  });

  it("of which the words are edited is answered half an hour after the last edit, and escalated all the same", async () => {
    const edit = (count: number) => reviewed(plus(afternoon, minutes(count)), { body: `edit ${count}` });
    const world = await live([reviewed(afternoon), edit(10), edit(25)]);
    expect(told(world).slice(1, 3)).toEqual([
      `2026-11-05 14:55 mail: ${sorry}`,
      `2026-11-06 14:00 support: ${stillOpen}`,
    ]);
  });

  it.each([
    ["deleted at once", minutes(20), ["2026-11-05 14:00"]],
    ["deleted later", hours(2), ["2026-11-05 14:00", "2026-11-05 14:30"]],
  ])("%s ends the run", async (_when, after, times) => {
    const world = await live([reviewed(afternoon), reviewed(plus(afternoon, after), { deleted: true })]);
    expect(told(world).map((line) => line.slice(0, 16))).toEqual(times);
    expect(await ended(world)).toBe("review-deleted");
  });
});

describe("a review of one star at 23:30", () => {
  it("tells support at once and says sorry in the morning", async () => {
    const world = await live([reviewed(night, { createdAt: night })]);
    expect(told(world).slice(0, 3)).toEqual([
      `2026-11-05 23:30 support: ${urgent}`,
      `2026-11-06 07:00 mail: ${sorry}`,
      `2026-11-06 23:30 support: ${stillOpen}`,
    ]);
    expect(await reasons(world)).toContain("apology defer quiet-hours");
  });

  it("counts the night where the customer lives", async () => {
    const place = { country: "US", province: "HI", zip: "96813" };
    const world = await live([
      orderUpdated({ id: "o-1", place }, { at: plus(night, minutes(0)), who: guest(email) }),
      reviewed(night, { createdAt: night }),
    ]);
    expect(told(world)[1]).toBe(`2026-11-06 00:00 mail: ${sorry}`);
  });
});

describe("a review", () => {
  it.each([
    [1, urgent, sorry],
    [2, "URGENT: 2-star review at Juniper & Oak", sorry],
    [3, "Complaint: 3-star review at Juniper & Oak", "We are sorry this was not what you hoped for"],
  ])("of %i stars is answered as urgent as it is", async (rating, alert, mail) => {
    const world = await open([reviewed(afternoon, { rating })]);
    await world.runUntil(plus(afternoon, hours(1)));
    expect(told(world)).toEqual([`2026-11-05 14:00 support: ${alert}`, `2026-11-05 14:30 mail: ${mail}`]);
  });

  it.each([4, 5])("of %i stars is no complaint, and nothing comes of it", async (rating) => {
    const world = await live([reviewed(afternoon, { rating })]);
    expect(told(world)).toEqual([]);
    expect((await world.person(ada)).person.runs).toEqual([]);
  });

  it("is measured by what the store calls a complaint, and urgent", async () => {
    const reviews = { threshold: 4, urgent: 0 };
    const world = await open([reviewed(afternoon, { rating: 4 })], { reviews });
    expect(told(world)).toEqual(["2026-11-05 14:00 support: Complaint: 4-star review at Juniper & Oak"]);
  });

  it("of five stars lowered to two after a month is a complaint from then on", async () => {
    const lowered = plus(afternoon, days(40));
    const world = await live([reviewed(afternoon, { rating: 5 }), reviewed(lowered, { rating: 2 })]);
    expect(told(world)[0]).toBe("2026-12-15 14:00 support: URGENT: 2-star review at Juniper & Oak");
    expect(world.emails).toHaveLength(2);
  });

  it("that is old, and merely touched by its app, moves nobody", async () => {
    const world = await live([reviewed(afternoon, { createdAt: at("2024-05-01T12:00Z") })]);
    expect(told(world)).toEqual([]);
    expect(await ended(world)).toBe("too-old");
  });

  it.each([[[0, 1]], [[1, 0]]])("whose edits come in the order %j ends in the same", async (order) => {
    const low = reviewed(afternoon);
    const high = reviewed(plus(afternoon, minutes(10)), { rating: 5 });
    const received = plus(afternoon, minutes(12));
    const events = order.map((index) => ({ ...([low, high][index] ?? low), receivedAt: received }));
    const world = await live(events);
    expect(world.emails).toEqual([]);
  });

  it("by somebody who is known only later goes to the customer they turn out to be", async () => {
    const stated = customerUpdated(
      { id: "c-7", email, firstName: "Ada", lastName: "Byron" },
      { at: plus(afternoon, minutes(5)) },
    );
    const world = await live([reviewed(afternoon), stated]);
    expect(told(world)).toHaveLength(4);
    expect(bodyOf(world.emails[0]?.raw ?? new Uint8Array())).toContain("Hi Ada,");
    expect(await ended(world, review, keys.person("customer", "c-7"))).toBe("completed");
    expect(world.alerts[1]?.text).toContain("Customer id: c-7");
  });

  it("that names an order and nobody belongs to whose order it is", async () => {
    const order = orderUpdated({ id: "o-1" }, { at: afternoon, who: guest(email) });
    const world = await live([order, reviewed(plus(afternoon, minutes(1)), { orderId: "o-1" }, {})]);
    expect(world.alerts).toHaveLength(2);
    expect(world.emails.map(({ to }) => to)).toEqual([email, email]);
  });

  it("that names an order nobody knows yet is told of as soon as the order is known", async () => {
    const order = orderUpdated({ id: "o-1" }, { at: plus(afternoon, hours(2)), who: guest(email) });
    const world = await live([reviewed(afternoon, { orderId: "o-1" }, {}), order]);
    expect(told(world)).toEqual([
      `2026-11-05 16:00 mail: ${sorry}`,
      `2026-11-05 16:00 support: ${urgent}`,
      `2026-11-06 14:00 support: ${stillOpen}`,
      `2026-11-13 14:00 mail: ${question}`,
    ]);
  });
});

describe("a review of three stars that is lowered to one", () => {
  const alerts = (world: World): readonly string[] =>
    world.alerts.map(({ at: when, subject }) => `${local(when).slice(5)} ${subject.replace(/ at .*/, "")}`);

  it.each([
    [minutes(5), "11-05 14:05"],
    [hours(3), "11-05 17:00"],
  ])("after %s is told to support as urgent at once", async (later, when) => {
    const world = await live([reviewed(afternoon, { rating: 3 }), reviewed(plus(afternoon, later))]);
    expect(alerts(world)).toEqual([
      "11-05 14:00 Complaint: 3-star review",
      `${when} URGENT, now worse: 1-star review`,
      "11-06 14:00 URGENT, still open: 1-star review",
    ]);
    expect(await ended(world)).toBe("completed");
  });

  it("and settled already is told of no more", async () => {
    const world = await open([reviewed(afternoon, { rating: 3 })]);
    await settle(world, plus(afternoon, hours(1)));
    await world.publish(reviewed(plus(afternoon, hours(2))));
    await world.runUntil(plus(afternoon, days(20)));
    expect(alerts(world)).toEqual(["11-05 14:00 Complaint: 3-star review"]);
  });

  it("that only the words are changed of is told of once", async () => {
    const edited = reviewed(plus(afternoon, minutes(5)), { rating: 3, body: "edited" });
    expect(alerts(await live([reviewed(afternoon, { rating: 3 }), edited]))).toHaveLength(2);
  });
});

describe("several bad reviews of one person", () => {
  it.each([0, 5])("%i minutes apart make an alert each, one apology and one question", async (apart) => {
    const second = plus(afternoon, minutes(apart));
    const world = await live([reviewed(afternoon), reviewed(second, { id: "judgeme:2", createdAt: second })]);
    expect(world.alerts.filter(({ subject }) => subject === urgent)).toHaveLength(2);
    expect(world.emails.map(({ raw }) => subjectOf(raw))).toEqual([sorry, question]);
    expect(await ended(world)).toBe("completed");
    expect(await ended(world, "judgeme:2")).toBe("completed");
  });
});

describe("of two bad reviews", () => {
  it("the one whose mail falls due first is answered for both, though it is the later one", async () => {
    const edited = reviewed(plus(afternoon, minutes(20)), { body: "edited" });
    const second = reviewed(plus(afternoon, minutes(5)), { id: "judgeme:2" });
    const world = await live([reviewed(afternoon), second, edited]);
    expect(world.emails.map(({ raw, at: when }) => `${local(when)} ${subjectOf(raw)}`)).toEqual([
      `2026-11-05 14:35 ${sorry}`,
      `2026-11-13 14:00 ${question}`,
    ]);
    expect(await reasons(world)).toContain("apology skip sent-for-another-review");
  });

  it("that are claimed at once one goes out", async () => {
    const world = await open([reviewed(afternoon), reviewed(afternoon, { id: "judgeme:2" })]);
    await world.runUntil(plus(afternoon, minutes(29)));
    world.clock.now = plus(afternoon, minutes(30));
    const wakes = [...world.schedules.values()].map(({ wake }) => wake);
    await Promise.all(wakes.map((wake) => world.deliver("wakes", wake)));
    expect(world.waiting.filter(({ queue }) => queue === "outbox")).toHaveLength(2);
    await world.runUntil(plus(afternoon, days(20)));
    expect(world.emails.map(({ raw }) => subjectOf(raw))).toEqual([sorry, question]);
  });
});

describe("somebody who is held out", () => {
  it("gets nothing, and support is told all the same", async () => {
    const world = await live([reviewed(afternoon)], { holdout: 1 });
    expect(world.alerts).toHaveLength(2);
    expect(world.emails).toEqual([]);
    expect(await reasons(world)).toEqual(expect.arrayContaining(["apology skip holdout", "survey skip holdout"]));
  });
});

describe("somebody without an address", () => {
  it("is told of to support, and asked nothing even when an address becomes known", async () => {
    const world = await open([reviewed(afternoon, {}, customer("c-8"))]);
    await world.runUntil(plus(afternoon, days(2)));
    await world.publish(customerUpdated({ id: "c-8", email }, { at: world.clock.now }));
    await world.runUntil(plus(afternoon, days(20)));
    expect(world.alerts).toHaveLength(2);
    expect(world.emails).toEqual([]);
    expect(await reasons(world, keys.person("customer", "c-8"))).toEqual(
      expect.arrayContaining(["apology skip no-address", "survey skip never-reached"]),
    );
  });
});

describe("the question", () => {
  it("leads to a page with the answer chosen, stores it when it is sent, and is not asked again", async () => {
    const world = await open([reviewed(afternoon)]);
    await settle(world, plus(afternoon, hours(1)));
    await world.runUntil(plus(afternoon, days(2)));
    const mail = bodyOf(world.emails[1]?.raw ?? new Uint8Array());
    const link = `${linkIn(mail, "s").replace(/\?.*$/, "")}?score=4`;
    expect(mail).toContain(link);
    const page = await visit(world, "GET", link);
    expect(page.body).toContain('value="4" required checked');
    expect((await world.person(ada)).person.surveys).toEqual([]);
    expect((await visit(world, "POST", link, "score=2")).statusCode).toBe(200);
    expect((await world.person(ada)).person.surveys).toMatchObject([{ complaint: review, score: 2 }]);
  });
});

describe("goodwill", () => {
  const discount = { kind: "pool", pool: "sorry", percentage: "10", low: 0 } as const;
  const bought = orderUpdated({ id: "o-1" }, { at: afternoon, who: guest(email) });

  const apologyWith = async (events: readonly Event[], goodwill: "none" | "discount") => {
    const settings = { discount, reviews: { goodwill } };
    const world = await createWorld({ now: afternoon, settings, flows: [reviewRecovery] });
    await importCodes(world.table, "demo", "sorry", [{ code: "SORRY-1" }]);
    await world.publish(...events);
    await world.runUntil(plus(afternoon, hours(1)));
    return bodyOf(world.emails[0]?.raw ?? new Uint8Array());
  };

  it("is given to a buyer where the store gives it, with no condition attached", async () => {
    const mail = await apologyWith([bought, reviewed(afternoon)], "discount");
    expect(mail).toContain("SORRY-1");
    expect(mail).toContain("No conditions attached.");
  });

  it.each([
    ["where the store gives none", [bought, reviewed(afternoon)], "none"],
    ["to somebody who has bought nothing", [reviewed(afternoon)], "discount"],
  ] as const)("is not given %s", async (_when, events, goodwill) => {
    expect(await apologyWith(events, goodwill)).not.toMatch(/SORRY-1|conditions/);
  });
});

describe("promotions", () => {
  const consents = [says("granted", email, afternoon, { source: "checkout:c-1" })];
  const left = (when: Instant) =>
    checkoutUpdated({ token: "c-1", createdAt: when, updatedAt: when }, { at: when, who: guest(email), consents });
  const longLived = flowOf("second-purchase", [{ id: "nudge", after: hours(1), dies: days(25) }], { priority: 10 });

  const world = async (events: readonly Event[]) => {
    const created = await createWorld({ now: afternoon, flows: [reviewRecovery, abandonedCheckout, longLived] });
    await created.publish(...events);
    return created;
  };
  const promotions = (of: World) =>
    of.emails.filter(({ raw }) => ![sorry, question].includes(subjectOf(raw))).map(({ at: when }) => local(when));

  it("of every flow rest while a complaint is open, say so, and resume seven days after it was settled", async () => {
    const of = await world([reviewed(afternoon), left(plus(afternoon, minutes(1)))]);
    await settle(of, plus(afternoon, hours(20)));
    await of.runUntil(plus(afternoon, days(25)));
    const resumed = plus(afternoon, hours(20 + 7 * 24));
    expect(promotions(of)).toEqual([local(resumed)]);
    const said = (await of.decisions(ada)).filter(({ flow }) => flow !== "review-recovery");
    expect(said.find(({ flow }) => flow === "second-purchase")).toMatchObject({
      outcome: "defer",
      reason: "complaint-hold",
    });
    expect(said.filter(({ reason }) => /complaint-hold/.test(reason)).map(({ flow }) => flow)).toEqual(
      expect.arrayContaining(["abandoned-checkout", "second-purchase"]),
    );
  });

  it("rest until seven days after the time ended where nobody settles it", async () => {
    const of = await world([reviewed(afternoon), left(plus(afternoon, minutes(1)))]);
    await of.runUntil(plus(afternoon, days(25)));
    expect(promotions(of)).toEqual(["2026-11-19 14:00"]);
  });

  it("that lie in the outbox when a bad review comes are withdrawn", async () => {
    const of = await world([left(afternoon)]);
    const due = plus(afternoon, hours(1));
    await of.runUntil(plus(afternoon, minutes(59)));
    of.clock.now = due;
    for (const { wake } of [...of.schedules.values()]) await of.deliver("wakes", wake);
    expect(of.waiting.filter(({ queue }) => queue === "outbox")).toHaveLength(1);
    await of.deliver("facts", busMessage(reviewed(due, { createdAt: due })));
    await of.runUntil(plus(due, minutes(5)));
    expect(of.emails).toEqual([]);
    expect((await of.decisions(ada)).filter(({ by }) => by === "send")).toMatchObject([
      { flow: "second-purchase", outcome: "defer", reason: "complaint-hold" },
    ]);
  });
});

describe("the list of open complaints", () => {
  it("has the complaint as soon as support was told, and no longer when it is settled", async () => {
    const world = await open([reviewed(afternoon)]);
    expect(await openComplaints(world.table, "demo", world.clock.now)).toMatchObject([
      { review, person: ada, rating: 1, openedAt: afternoon, until: plus(afternoon, days(7)) },
    ]);
    expect(await openComplaints(world.table, "demo", plus(afternoon, days(7)))).toEqual([]);
    await settle(world, plus(afternoon, hours(1)));
    expect(await openComplaints(world.table, "demo", world.clock.now)).toEqual([]);
  });
});
