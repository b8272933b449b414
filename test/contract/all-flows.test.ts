import { type Sent, tell } from "./support/any-sender.ts";
import { freshEmail, freshId, freshToken } from "./support/bodies.ts";
import { type Decision, LocalRun, type Message } from "./support/local-run.ts";
import { after } from "./support/story.ts";

/** A Tuesday at 10:00 in New York, on which everything falls due. */
const tuesday = "2026-11-10T15:00:00.000Z";
const at = (hours: number): string => after(tuesday, hours);
const day = (days: number, hours = 0): string => at(days * 24 + hours);

let run: LocalRun;
type Scene = { readonly at: string; readonly store: string; readonly events: readonly Sent[] };
const scenes: Scene[] = [];
const says = (when: string, events: readonly Sent[], store = "demo"): number =>
  scenes.push({ at: when, store, events });

type Person = { readonly id: string; readonly email: string; readonly phone: string };
let phones = 0;
const somebody = (name: string): Person => {
  phones += 1;
  return {
    id: String(freshId()),
    email: freshEmail(name),
    phone: `+1917555${String(1000 + phones)}`,
  };
};
const named = ({ id, email }: Person) => ({ customer: { id, email } });
const place = { country: "US", province: "NY", zip: "10002" };

const wants = (person: Person, when: string, data: Record<string, unknown> = {}): Sent => ({
  type: "customer.updated",
  occurredAt: when,
  consents: [
    { channel: "email", address: person.email, state: "granted" },
    { channel: "text", address: person.phone, state: "granted" },
  ],
  data: { id: person.id, email: person.email, phone: person.phone, firstName: "Ida", place, ...data },
});
const orders = (person: Person, when: string, data: Record<string, unknown> = {}): Sent => ({
  type: "order.updated",
  occurredAt: when,
  who: named(person),
  data: {
    id: String(freshId()),
    createdAt: when,
    fulfilledAt: when,
    currency: "USD",
    total: "84.50",
    goods: "78.00",
    place,
    ...data,
  },
});
const leaves = (person: Person, when: string, data: Record<string, unknown> = {}): Sent => ({
  type: "checkout.updated",
  occurredAt: when,
  who: named(person),
  data: {
    token: freshToken(),
    createdAt: when,
    currency: "USD",
    total: "220.00",
    recoveryUrl: "https://demo-store.myshopify.com/recover/1",
    place,
    lines: [{ productId: "5001", title: "Iron teapot", quantity: 1, price: "220.00" }],
    ...data,
  },
});
const earns = (person: Person, when: string, expiresAt: string): Sent => ({
  type: "points.moved",
  occurredAt: when,
  who: named(person),
  data: { id: `earned-${person.id}`, kind: "earned", points: 300, expiresAt },
});
const reviews = (person: Person, when: string, rating = 1): Sent => ({
  type: "review.updated",
  occurredAt: when,
  who: named(person),
  data: { id: `own:${freshId()}`, rating, createdAt: when, body: "It broke." },
});

/** The first order so that the nudge, points so that the first reminder, and a checkout so that its first mail is due. */
const everything = (name: string): Person => {
  const person = somebody(name);
  says(day(-23, 1), [wants(person, day(-23, 1)), orders(person, day(-23))]);
  says(day(-20), [earns(person, day(-20), day(30))]);
  says(at(-1), [leaves(person, at(-1))]);
  return person;
};
const busy = everything("busy");
const unhappy = everything("unhappy");
says(tuesday, [reviews(unhappy, tuesday)]);
/** Points whose first reminder falls due while a complaint is open. */
const held = somebody("held");
says(day(-20), [wants(held, day(-20)), earns(held, day(-20), day(34))]);
says(tuesday, [reviews(held, tuesday)]);

/** Numbers that are the same in every run of the test (Mulberry32). */
const numbers = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const random = numbers(3);
/** To the minute, so many days and the most of one after another moment. */
const within = (days: number, span: number): string => at(Math.round((days + random() * span) * 24 * 60) / 60);
const crowd = Array.from({ length: 14 }, () => {
  const person = somebody("crowd");
  const first = within(-23.5, 1);
  says(first, [wants(person, first), orders(person, first)]);
  const earned = within(-20, 1);
  says(earned, [earns(person, earned, within(30, 1))]);
  for (let left = 0; left < 3; left += 1) {
    const when = within(-1 + left * 2, 2);
    says(when, [leaves(person, when, { total: random() < 0.5 ? "90.00" : "220.00" })]);
  }
  if (random() < 0.3) {
    const when = within(-2, 6);
    says(when, [reviews(person, when, 1 + Math.floor(random() * 5))]);
  }
  if (random() < 0.2) {
    const when = within(0, 6);
    says(when, [orders(person, when)]);
  }
  return person;
});

type Settings = Record<string, unknown>;
type Variant = {
  readonly name: string;
  /** Put over the settings of the demo store. */
  readonly settings: Settings;
  readonly customer?: Record<string, unknown>;
  readonly order?: Record<string, unknown>;
  /** What somebody gets of it for whom everything falls due. */
  readonly got: readonly string[];
  readonly why?: string;
};
const flow = (id: string, settings: Settings): Settings => ({ flows: { [id]: settings } });
const step = (id: string, name: string, settings: Settings): Settings => flow(id, { steps: { [name]: settings } });
const plainly = ["thank-you", "reminder-30", "reminder-1", "reminder-2", "reminder-3", "nudge"];
const without = (...names: string[]): string[] => plainly.filter((name) => !names.includes(name));
const variants: Variant[] = [
  { name: "nothing", settings: {}, got: plainly },
  {
    name: "a flow that is off",
    settings: flow("abandoned-checkout", { enabled: false }),
    got: without("reminder-1", "reminder-2", "reminder-3"),
    why: "abandoned-checkout  skip flow-off",
  },
  {
    name: "a channel that is off",
    settings: flow("abandoned-checkout", { channels: { email: false } }),
    got: without("reminder-1", "reminder-2", "reminder-3"),
  },
  {
    name: "a step that is off",
    settings: step("abandoned-checkout", "reminder-2", { enabled: false }),
    got: ["thank-you", "reminder-30", "reminder-1", "nudge", "reminder-3"],
  },
  {
    name: "a nudge a day after the order",
    settings: step("second-purchase", "nudge", { after: { after: "P1D", of: "ordered" } }),
    got: ["thank-you", "nudge", "reminder-30", "reminder-1", "reminder-2", "reminder-3"],
  },
  {
    name: "a gap of the store's own making",
    settings: { secondPurchase: { gapDays: 50 } },
    got: without("nudge"),
  },
  {
    name: "two mails in a week",
    settings: { caps: { email: { apart: "PT16H", most: 2, within: "P7D" } } },
    got: ["thank-you", "reminder-30", "reminder-1", "nudge"],
    why: "abandoned-checkout reminder-2 skip past-deadline:frequency-cap",
  },
  {
    name: "mails in the evening only",
    settings: { quietHours: { email: { from: "18:00", to: "20:00" } } },
    got: ["thank-you", "reminder-1", "reminder-2", "reminder-3", "nudge", "reminder-30"],
  },
  {
    name: "thanks that are marketing",
    settings: step("second-purchase", "thank-you", { kind: "marketing" }),
    got: plainly,
  },
  {
    name: "points that are no marketing",
    settings: step("points-expiry", "reminder-30", { kind: "transactional" }),
    got: ["thank-you", "reminder-30", "reminder-1", "nudge", "reminder-2", "reminder-3"],
  },
  {
    name: "everybody held out of one flow",
    settings: flow("abandoned-checkout", { holdout: 1 }),
    got: without("reminder-1", "reminder-2", "reminder-3"),
    why: "abandoned-checkout text-1 exit holdout",
  },
  { name: "everybody held out", settings: { holdout: 1 }, got: [], why: "points-expiry reminder-30 exit holdout" },
  {
    name: "a tag that is left alone",
    settings: { exclusions: { tags: ["press"] } },
    customer: { tags: ["Press"] },
    got: ["thank-you"],
    why: "second-purchase nudge skip excluded-tag",
  },
  {
    name: "a wholesale tag",
    settings: {},
    customer: { tags: ["wholesale"] },
    got: ["thank-you"],
    why: "second-purchase nudge skip wholesale",
  },
  {
    name: "a buyer that is a company",
    settings: {},
    order: { business: true },
    got: ["thank-you"],
    why: "second-purchase nudge skip wholesale",
  },
  {
    name: "a country that is left alone",
    settings: { exclusions: { countries: ["US"] } },
    got: ["thank-you"],
    why: "points-expiry reminder-30 skip excluded-country",
  },
  {
    name: "a date on which nothing is sent",
    settings: { exclusions: { blackoutDates: ["2026-11-10"] } },
    got: ["thank-you", "reminder-1", "reminder-2", "reminder-3", "nudge", "reminder-30"],
  },
  {
    name: "a bar for complaints",
    settings: { reviews: { threshold: 2, urgent: 1 } },
    got: plainly,
  },
];
const storeOf = (index: number): string => `variant-${index}`;
const varied = variants.map(({ customer, order }, index) => {
  const store = storeOf(index);
  const person = somebody(store);
  says(day(-23, 1), [wants(person, day(-23, 1), customer), orders(person, day(-23), order)], store);
  says(day(-20), [earns(person, day(-20), day(30))], store);
  says(at(-1), [leaves(person, at(-1))], store);
  if (index === variants.length - 1) says(at(-2), [reviews(person, at(-2), 3)], store);
  return person;
});
/** Of the store's own staff: they are nobody's profile. */
const staff = somebody("staff");
says(at(-1), [wants(staff, at(-1)), leaves(staff, at(-1))], "staffed");

/** A store whose settings change under a run: at 12:00, two hours before the first mail is due. */
const changing = ["plan", "words", "gate"].map((name) => ({ name, store: name, person: somebody(name) }));
for (const { store, person } of changing)
  says(tuesday, [wants(person, tuesday), leaves(person, tuesday, { total: "50.00" })], store);
const changes: Record<string, Settings> = {
  plan: step("abandoned-checkout", "reminder-1", { after: "PT20H" }),
  words: step("abandoned-checkout", "reminder-1", {
    template: { en: { subject: "Still yours at {{ brand.name }}" } },
  }),
  gate: { exclusions: { countries: ["US"] } },
};

let settings: Settings;
const put = (store: string, own: Settings): Promise<unknown> =>
  run.send("PUT", `/local/stores/${store}`, { ...settings, ...own, id: store, domain: `${store}.example.com` });

type Told = Decision & { store: string; profileId: string };
let messages: Message[];
let decisions: Told[];

beforeAll(async () => {
  run = await LocalRun.start(day(-24));
  settings = await run.get<Settings>("/local/stores/demo");
  for (const [index, variant] of variants.entries()) await put(storeOf(index), variant.settings);
  await put("staffed", { exclusions: { staff: ["@example.com"] } });
  for (const { store } of changing) await put(store, {});
  const playUntil = async (end: string, from = ""): Promise<void> => {
    for (const scene of scenes.toSorted((a, b) => a.at.localeCompare(b.at))) {
      if (scene.at < from || scene.at >= end) continue;
      await run.move(scene.at);
      await tell(run, scene.events, { store: scene.store });
    }
    await run.move(end);
  };
  await playUntil(at(2));
  for (const { store } of changing) await put(store, changes[store] ?? {});
  await playUntil(day(20), at(2));
  messages = await run.messages();
  decisions = await run.get<Told[]>("/local/decisions");
}, 240_000);
afterAll(() => run?.stop());

const newYork = new Intl.DateTimeFormat("sv", {
  timeZone: "America/New_York",
  dateStyle: "short",
  timeStyle: "short",
});
const local = (instant: string): string => newYork.format(new Date(instant));
/** Of a person, from the day before on which everything falls due, to a fortnight after. */
const got = ({ email, phone }: Person): string[] =>
  messages
    .filter(({ to, sentAt }) => (to === email || to === phone) && sentAt > day(-1) && sentAt < day(20))
    .toSorted((a, b) => a.sentAt.localeCompare(b.sentAt))
    .map(({ flow: from, step: name, sentAt }) => `${from} ${name} ${local(sentAt)}`)
    // A wake that another was quicker than is tried again some minutes later.
    .map((line) => line.replace(/(?<=10:)0\d$/, "00"));
const profileIdOf = async ({ email }: Person, store = "demo"): Promise<string> =>
  (await run.get<{ id: string }>(`/local/profiles/${email}?store=${store}`)).id;
const why = async (person: Person): Promise<string[]> => {
  const id = await profileIdOf(person);
  return decisions
    .filter(({ profileId }) => profileId === id)
    .map(
      ({ flow: from, step: name, outcome, reason, at: when }) => `${from} ${name} ${outcome} ${reason} ${local(when)}`,
    );
};

describe("all flows due on one day for one person", () => {
  it("go in the order of their priority, 16 hours apart, four in seven days, and none is lost", () => {
    // Two channels do not compete: at one moment either may go first.
    const byTime = (a: string, b: string): number => a.slice(-16).localeCompare(b.slice(-16)) || b.localeCompare(a);
    expect([...got(busy)].sort(byTime)).toEqual([
      "points-expiry reminder-30 2026-11-10 10:00",
      "abandoned-checkout text-1 2026-11-10 10:00",
      "abandoned-checkout reminder-1 2026-11-11 07:00",
      "abandoned-checkout reminder-2 2026-11-12 07:00",
      "abandoned-checkout reminder-3 2026-11-13 07:00",
      "second-purchase nudge 2026-11-17 10:00",
    ]);
  });

  it("say of each that waits what it waits for", async () => {
    const said = await why(busy);
    expect(said).toContain("second-purchase nudge send all-gates-pass 2026-11-17 10:00");
    expect(said.filter((line) => line.includes(" skip ") && !line.includes("tier-up"))).toEqual([]);
    const waits = said.filter((line) => line.includes(" defer ")).map((line) => line.split(" ")[3] ?? "");
    expect(waits.length).toBeGreaterThan(3);
    expect(["arbiter", "frequency-cap"]).toEqual(expect.arrayContaining([...new Set(waits)]));
  });

  it("name the rival that goes first, in the gate of the arbiter", () => {
    const waiting = decisions.filter(({ outcome, reason }) => outcome === "defer" && reason === "arbiter");
    expect(waiting.length).toBeGreaterThan(3);
    for (const { run: own, gates } of waiting) {
      const gate = gates.find((one) => one.gate === "arbiter");
      const { rival, flow: ofFlow, next } = gate?.inputs ?? {};
      expect(gate?.pass).toBe(false);
      expect(ofFlow).toMatch(/^(points-expiry|abandoned-checkout|second-purchase)$/);
      expect([typeof rival, rival === own, typeof next]).toEqual(["string", false, "string"]);
    }
  });

  it("all give way to a complaint, which is answered at once", async () => {
    expect(got(unhappy).filter((line) => !line.endsWith("2026-11-10 10:00"))).toEqual([
      "review-recovery apology 2026-11-10 10:30",
      "review-recovery survey 2026-11-18 10:00",
    ]);
    const said = await why(unhappy);
    expect(said).toContain("second-purchase nudge exit complaint 2026-11-10 11:00");
    expect(said).toContainEqual(
      expect.stringMatching(/^abandoned-checkout reminder-1 defer complaint-hold 2026-11-11/),
    );
    expect(said).toContain("review-recovery alert send all-gates-pass 2026-11-10 10:00");
    expect(said).toContain("review-recovery escalation send all-gates-pass 2026-11-11 10:00");
  });

  it("go on after the hold as far as they are still in time", async () => {
    expect(got(held)).toEqual([
      "review-recovery apology 2026-11-10 10:30",
      "review-recovery survey 2026-11-18 10:00",
      "points-expiry reminder-30 2026-11-24 10:00",
    ]);
    expect(await why(held)).toContain("points-expiry reminder-30 defer complaint-hold 2026-11-14 10:00");
  });
});

/** The first whole minute from an instant on at which a window of the day is open in New York. */
const nextIn = (window: string, from: string): string => {
  const [opens = "", closes = ""] = window.split("-");
  for (let minute = 0; ; minute += 1) {
    const moment = after(from, minute / 60);
    const time = local(moment).slice(11);
    if (time >= opens && time < closes) return moment;
  }
};

describe("a crowd for whom everything falls due at any time", () => {
  const hour = 3_600_000;
  const when = (message: Message): number => Date.parse(message.sentAt);
  const marketing = (channel: string, to: string): Message[] =>
    messages
      .filter((one) => one.channel === channel && one.to === to && one.step !== "thank-you")
      .filter(({ flow: from }) => from !== "review-recovery");

  it.each([
    ["email", "email", 16, 4],
    ["text", "phone", 24, 1],
  ] as const)("gets no two %ss too close together, and not too many in a week", (channel, key, apart, most) => {
    let seen = 0;
    for (const person of crowd) {
      const sent = marketing(channel, person[key]);
      seen += sent.length;
      sent.slice(1).forEach((one, index) => {
        expect(when(one) - when(sent[index] ?? one)).toBeGreaterThanOrEqual(apart * hour);
      });
      sent.slice(most).forEach((one, index) => {
        expect(when(one) - when(sent[index] ?? one)).toBeGreaterThanOrEqual(7 * 24 * hour);
      });
    }
    expect(seen).toBeGreaterThan(channel === "email" ? 45 : 8);
  });

  it("gets nothing at night", () => {
    for (const one of messages.filter(({ step: name }) => name !== "thank-you")) {
      const time = local(one.sentAt).slice(11);
      expect(time >= (one.channel === "email" ? "07:00" : "09:00")).toBe(true);
      expect(time < (one.channel === "email" ? "22:00" : "20:00")).toBe(true);
    }
  });

  it("loses a message only when its own time is over, or would be at the next moment it could go", () => {
    const lost = decisions.filter(({ reason, outcome }) => outcome === "skip" && reason.startsWith("past-deadline"));
    expect(lost.length).toBeGreaterThan(5);
    for (const { at: decidedAt, reason, gates } of lost) {
      const inputs = (name: string) => gates.find(({ gate }) => gate === name)?.inputs ?? {};
      const told = (name: string, key: string): string => {
        const input = inputs(name)[key];
        return typeof input === "string" ? input : "";
      };
      const waits = [decidedAt, told("frequency-cap", "frees"), told("complaint-hold", "until")];
      const next = nextIn(told("quiet-hours", "window") || "00:00-24:00", waits.toSorted().at(-1) ?? decidedAt);
      expect({ reason, late: next > told("deadline", "deadline") }).toEqual({ reason, late: true });
      expect(reason).not.toBe("past-deadline:arbiter");
    }
  });

  it("gets every message once", () => {
    const once = new Set(messages.map(({ store, to, id }) => `${store} ${to} ${id}`));
    expect(once.size).toBe(messages.length);
    expect(messages.filter(({ status }) => status !== "sent")).toEqual([]);
    const sends = decisions.filter(
      ({ outcome, step: name }) => outcome === "send" && !["alert", "escalation"].includes(name),
    );
    expect(sends).toHaveLength(messages.length);
  });
});

describe("settings of a store", () => {
  it.each(variants.map((variant, index) => ({ ...variant, index })))(
    "with $name",
    async ({ got: expected, why: reason, index }) => {
      const person = varied[index] ?? busy;
      const mails = messages.filter(({ to, sentAt }) => to === person.email && sentAt < day(18));
      expect(mails.map(({ step: name }) => name).filter((name) => name !== "rewards")).toEqual(expected);
      if (reason === undefined) return;
      const id = await profileIdOf(person, storeOf(index));
      expect(
        decisions
          .filter(({ profileId }) => profileId === id)
          .map((one) => `${one.flow} ${one.step} ${one.outcome} ${one.reason}`),
      ).toContain(reason);
    },
  );

  it("with staff of its own: they are nobody", () => {
    expect(got(staff)).toEqual([]);
  });

  it.each([
    ["keeps the plan it began with", "plan", "2026-11-10 14:00", "Your cart is saved"],
    ["takes new words", "words", "2026-11-10 14:00", "Still yours at Demo Store"],
  ])("a run %s when they change", (_what, store, sentAt, subject) => {
    const { email } = changing.find((one) => one.store === store)?.person ?? busy;
    const [mail] = messages.filter(({ to, step: name }) => to === email && name === "reminder-1");
    expect(local(mail?.sentAt ?? tuesday)).toBe(sentAt);
    expect(mail?.subject).toBe(subject);
  });

  it("a run asks the new gates when they change", () => {
    const { person } = changing[2] ?? { person: busy };
    expect(messages.filter(({ to, channel }) => to === person.email && channel === "email")).toEqual([]);
  });
});

describe("settings that are wrong", () => {
  const wrong: [string, Settings, string][] = [
    ["a flow that there is not", flow("second-purchas", {}), "flows.second-purchas"],
    ["a step that there is not", step("second-purchase", "nudges", {}), "flows.second-purchase.steps.nudges"],
    [
      "a moment that there is not",
      step("second-purchase", "nudge", { after: { before: "P7D", of: "expiry" } }),
      "flows.second-purchase.steps.nudge.after.of",
    ],
    [
      "a number for a duration",
      step("second-purchase", "nudge", { after: 7 }),
      "flows.second-purchase.steps.nudge.after",
    ],
    [
      "an apology that is marketing",
      step("review-recovery", "apology", { kind: "marketing" }),
      "flows.review-recovery.steps.apology.kind",
    ],
    [
      "a nudge that is none",
      step("second-purchase", "nudge", { kind: "transactional" }),
      "flows.second-purchase.steps.nudge.kind",
    ],
    [
      "words without a way out",
      step("second-purchase", "nudge", { template: { en: { html: "<p>Hi</p>" } } }),
      "flows.second-purchase.steps.nudge.template.en.html",
    ],
    [
      "words that cannot be read",
      step("second-purchase", "nudge", { template: { en: { subject: "{{ brand.name" } } }),
      "flows.second-purchase.steps.nudge.template.en.subject",
    ],
    [
      "a channel that there is not",
      flow("second-purchase", { channels: { fax: false } }),
      "flows.second-purchase.channels",
    ],
    ["a holdout of more than everybody", { holdout: 1.5 }, "holdout"],
    ["texts at night", { quietHours: { text: { from: "07:00", to: "22:00" } } }, "quietHours.text"],
    [
      "a cap over more than is remembered",
      { caps: { email: { apart: "PT16H", most: 4, within: "P30D" } } },
      "caps.email.within",
    ],
    ["a date that is none", { exclusions: { blackoutDates: ["2026-02-30"] } }, "exclusions.blackoutDates.0"],
    ["a country that is none", { exclusions: { countries: ["USA"] } }, "exclusions.countries.0"],
    ["limits the wrong way round", { secondPurchase: { least: 80, most: 40 } }, "secondPurchase.least"],
    ["an urgency above the bar", { reviews: { threshold: 1, urgent: 3 } }, "reviews.urgent"],
    [
      "a tier of the name of another",
      {
        loyalty: {
          tiers: {
            list: [
              { id: "a", name: "A", from: "0" },
              { id: "a", name: "B", from: "1" },
            ],
          },
        },
      },
      "loyalty.tiers.list.1.id",
    ],
    ["a zone that there is not", { zone: "America/Gotham" }, "zone"],
    ["a word that means nothing", { hollidays: true }, "hollidays"],
  ];
  it.each(wrong)("for %s name the place", async (_what, own, place) => {
    const body = JSON.stringify({ ...settings, ...own, id: "demo" });
    const answer = await run.request("PUT", "/local/stores/demo", body, { "content-type": "application/json" });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(place);
    expect(await run.get("/local/stores/demo")).toEqual(settings);
  });
});
