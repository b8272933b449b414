import { checkoutBody, freshEmail, freshId, orderBody } from "./support/bodies.ts";
import { type Decision, LocalRun, type Message } from "./support/local-run.ts";
import { after, hoursAfter } from "./support/story.ts";
import { alertsAbout, type App, deliver, hookOf, pageIn, type Profile } from "./support/reviews.ts";

/** A Monday in New York, at 10:00. */
const monday = "2026-11-02T15:00:00.000Z";
const at = (hours: number): string => after(monday, hours);
const day = 24;
const apps: readonly App[] = ["judgeme", "yotpo", "stamped", "okendo"];

let run: LocalRun;
const scenes: { at: string; act: () => Promise<unknown> }[] = [];
const when = (hours: number, act: () => Promise<unknown>): number => scenes.push({ at: at(hours), act });
const shop = (hours: number, topic: string, body: unknown, store: string): number =>
  when(hours, async () => expect(await run.post(topic, body, { store })).toMatchObject({ status: 200 }));

type Person = { readonly store: string; readonly email: string; readonly id: number };

/** A customer of a store of one flow, who wants mails. */
const customer = (store: string): Person => {
  const person = { store, email: freshEmail(store), id: freshId() };
  const body = {
    id: person.id,
    email: person.email,
    first_name: "Vera",
    created_at: at(-220),
    updated_at: at(-220),
    tags: "",
    email_marketing_consent: {
      state: "subscribed",
      opt_in_level: "single_opt_in",
      consent_updated_at: at(-220),
    },
  };
  shop(-220, "customers/create", body, store);
  return person;
};

const bought = ({ id, email }: Person) =>
  orderBody(at(0), {
    email,
    customer: { id, email },
    total_price: "300.00",
    subtotal_price: "300.00",
    fulfillment_status: "fulfilled",
    fulfillments: [{ id: freshId(), status: "success", created_at: at(0), updated_at: at(0) }],
    line_items: [
      { id: freshId(), product_id: 771200, variant_id: 771201, title: "Linen Apron", quantity: 1, price: "300.00" },
    ],
  });

const cartOf = (hours: number, { id, email }: Pick<Person, "id" | "email">, store: string) =>
  checkoutBody(at(hours), {
    email,
    customer: { id, email },
    abandoned_checkout_url: `https://${store}-store.myshopify.com/9/checkouts/ac/abc/recover?key=def`,
  });

/** What begins each flow, at hour 0; each has a store of its own, so that no other flow of the person is in the way. */
const begin: Readonly<Record<string, (person: Person) => unknown>> = {
  carts: ({ id, email, store }) => shop(0, "checkouts/create", cartOf(0, { id, email }, store), store),
  points: (person) => shop(0, "orders/create", bought(person), person.store),
  tiers: (person) => shop(0, "orders/create", bought(person), person.store),
  second: (person) => shop(0, "orders/fulfilled", bought(person), person.store),
};
const flowOf: Readonly<Record<string, string>> = {
  carts: "abandoned-checkout",
  points: "points-expiry",
  tiers: "tier-change",
  second: "second-purchase",
};
const stores = Object.keys(flowOf);

const minutes = 1 / 60;
/** In hours: before it begins, right after, minutes before each step is due, between them, and right after. */
const moments: Readonly<Record<string, readonly number[]>> = {
  carts: [-30, -2, 0.1, 4 - minutes, 4 + minutes, 24 - 2 * minutes, 48 - minutes, 60],
  points: [
    -2,
    1,
    10 * day - 3 * minutes,
    10 * day + minutes,
    25 * day,
    33 * day - minutes,
    36 * day,
    39 * day - minutes,
  ],
  tiers: [-2, 0.1, 1, 25 * day, 31 * day - minutes, 31 * day + minutes],
  second: [-2, 0.1, 14 * day - minutes, 15 * day, 23 * day - minutes, 44 * day - minutes],
};

const control = Object.fromEntries(stores.map((store) => [store, customer(store)]));
const complaining = stores.flatMap((store) =>
  (moments[store] ?? []).map((hours, index) => {
    const person = customer(store);
    const app = apps[index % apps.length] ?? "judgeme";
    const review = { id: freshId(), rating: 1, at: at(hours), email: person.email, customerId: person.id };
    when(hours, async () => expect(await deliver(run, hookOf(app, review, store))).toMatchObject({ status: 200 }));
    return { ...person, hours, app, reviewedAt: at(hours) };
  }),
);
/** Bad once, raised after two days: the hold ends 30 hours after a checkout, before two of its mails are past. */
const forgiving = customer("carts");
const forgiven = { id: freshId(), rating: 1, at: at(-190), email: forgiving.email, customerId: forgiving.id };
when(-190, () => deliver(run, hookOf("judgeme", forgiven, "carts")));
when(30 - 7 * day, () =>
  deliver(run, hookOf("judgeme", { ...forgiven, rating: 4, changedAt: at(30 - 7 * day) }, "carts")),
);
/** Settled by support, so early that a points reminder comes on time after all. */
const consoled = customer("points");
when(20 * day, () =>
  deliver(run, hookOf("stamped", { id: 880_001, rating: 3, at: at(20 * day), email: consoled.email }, "points")),
);
when(24.5 * day, async () => {
  const [alert] = await alertsAbout(run, consoled.email);
  expect((await run.request("POST", pageIn(alert?.text ?? "", "c"))).status).toBe(200);
});
/** A mail of whom the provider has just refused for now: it lies in the outbox when the review comes. */
const waiting = customer("carts");
shop(0.5, "checkouts/create", cartOf(0.5, waiting, "carts"), "carts");
when(4.5 - minutes, () => run.fault({ target: "email", fault: "throttle", times: 1 }));
when(4.5, () =>
  deliver(run, hookOf("judgeme", { rating: 2, at: at(4.5), email: waiting.email, customerId: waiting.id }, "carts")),
);
begin["carts"]?.(forgiving);
begin["points"]?.(consoled);
for (const person of [...Object.values(control), ...complaining]) begin[person.store]?.(person);

const settings = (demo: Record<string, unknown>, store: string): Record<string, unknown> => ({
  ...demo,
  id: store,
  domain: `${store}-store.myshopify.com`,
  flows: Object.fromEntries(
    stores.filter((other) => other !== store).map((other) => [flowOf[other], { enabled: false }]),
  ),
  loyalty: {
    ...(demo["loyalty"] as Record<string, unknown>),
    rules: { rate: "1", expiry: { kind: "per-lot", days: 40 } },
    tiers: {
      by: "spend",
      window: { kind: "rolling", months: 2 },
      list: [
        { id: "copper", name: "Copper", from: "0" },
        { id: "brass", name: "Brass", from: "250" },
      ],
    },
  },
});

beforeAll(async () => {
  run = await LocalRun.start(at(-221));
  const demo = await run.get<Record<string, unknown>>("/local/stores/demo");
  for (const store of stores) await run.send("PUT", `/local/stores/${store}`, settings(demo, store));
  for (const scene of scenes.toSorted((a, b) => a.at.localeCompare(b.at))) {
    await run.move(scene.at);
    await scene.act();
  }
  await run.move(at(day * 46));
}, 120_000);
afterAll(() => run.stop());

const messagesOf = async ({ store, email }: Person): Promise<Message[]> =>
  run.messages({ store, to: email, flow: flowOf[store] ?? "" });
const decisionsOf = async ({ store, email }: Person): Promise<Decision[]> =>
  (await run.decisions({ store, to: email })).filter(({ flow }) => flow === flowOf[store]);
const told = (messages: readonly Message[]): string[] =>
  messages.map(({ step, sentAt }) => `${step} at ${Math.round(hoursAfter(monday, sentAt) * 60) / 60}`);
const holdOf = async ({ store, email }: Person) =>
  (await run.get<Profile>(`/local/profiles/${email}?store=${store}`)).complaints[0];

describe("without a complaint", () => {
  it.each([
    ["carts", ["reminder-1 at 4", "reminder-2 at 24", "reminder-3 at 48"]],
    ["points", ["reminder-30 at 240", "reminder-7 at 792", "reminder-1 at 936"]],
    ["tiers", [`tier-up at ${10 * minutes}`, "tier-drop at 744"]],
    ["second", ["thank-you at 0", "rewards at 336", "nudge at 552", "incentive at 1056"]],
  ])("%s send all they have", async (store, expected) => {
    const person = control[store];
    expect(person && told(await messagesOf(person))).toEqual(expected);
  });
});

const named = (person: (typeof complaining)[number]) =>
  [`${person.store}, reviewed ${person.hours.toFixed(2)} h after it began, by ${person.app}`, person] as const;

describe("a one-star review silences", () => {
  it.each(complaining.map(named))("%s: nothing comes before the hold ends", async (_name, person) => {
    const hold = await holdOf(person);
    expect(hold?.holdUntil).toBe(after(hold?.closesAt ?? "", 7 * day));
    const got = await messagesOf(person);
    const silence = got.filter(({ sentAt }) => sentAt >= person.reviewedAt && sentAt < (hold?.holdUntil ?? ""));
    expect(told(silence)).toEqual([]);
    const usual = control[person.store];
    const before = ({ sentAt }: Message): boolean => sentAt < person.reviewedAt;
    expect(told(got.filter(before))).toEqual(told((usual ? await messagesOf(usual) : []).filter(before)));
  });

  it.each(complaining.map(named))("%s: the decisions say so", async (_name, person) => {
    const until = (await holdOf(person))?.holdUntil ?? "";
    const usual = control[person.store];
    const missed = (usual ? await messagesOf(usual) : []).filter(
      ({ sentAt }) => sentAt >= person.reviewedAt && sentAt < until,
    );
    const decisions = (await decisionsOf(person)).filter(({ at: when }) => when >= person.reviewedAt && when < until);
    if (person.store === "second") {
      const ended = (await decisionsOf(person)).some(
        ({ outcome, reason }) => outcome === "exit" && reason === "complaint",
      );
      return expect(ended).toBe(true);
    }
    for (const { step } of missed) {
      const about = decisions.filter((decision) => decision.step === step);
      expect(about.map(({ reason }) => reason).join(" ")).toContain("complaint-hold");
      const gate = about[0]?.gates.find(({ gate: name }) => name === "complaint-hold");
      expect(gate).toMatchObject({ pass: false, inputs: { open: true } });
    }
  });
});

describe("after the hold", () => {
  const at25 = complaining.filter(({ hours }) => hours === 25 * day);
  const resumed: Readonly<Record<string, readonly string[]>> = {
    points: ["reminder-30 at 240", "reminder-1 at 936"],
    tiers: [`tier-up at ${10 * minutes}`, "tier-drop at 936"],
  };
  it.each(at25.map((person) => [person.store, person] as const))(
    "what is still in time goes out: %s",
    async (store, person) => {
      expect(told(await messagesOf(person))).toEqual(resumed[store]);
    },
  );

  it("a reminder of points that was held back comes as soon as the hold ends", async () => {
    const person = complaining.find(({ store, hours }) => store === "points" && hours === 1);
    expect(person && told(await messagesOf(person))).toEqual([
      "reminder-30 at 337",
      "reminder-7 at 792",
      "reminder-1 at 936",
    ]);
  });

  it("of a checkout that is what is left of it", async () => {
    expect(told(await messagesOf(forgiving))).toEqual(["reminder-2 at 30", "reminder-3 at 48"]);
    expect(await holdOf(forgiving)).toMatchObject({ closedBy: "customer", holdUntil: at(30) });
  });

  it("ends seven days after support has settled the complaint", async () => {
    expect(await holdOf(consoled)).toMatchObject({ closedBy: "support", holdUntil: at(31.5 * day) });
    expect(told(await messagesOf(consoled))).toEqual(["reminder-30 at 240", "reminder-7 at 792", "reminder-1 at 936"]);
  });
});

it("a mail that lies in the outbox when the review comes is withdrawn", async () => {
  expect(await messagesOf(waiting)).toEqual([]);
  const reasons = (await decisionsOf(waiting)).map(({ step, outcome, reason }) => `${step} ${outcome} ${reason}`);
  expect(reasons).toContain("reminder-1 send all-gates-pass");
  expect(reasons).toContain("reminder-1 defer complaint-hold");
});

it("nothing was lost or refused on the way", async () => {
  expect(await run.deadLetters()).toEqual([]);
  for (const store of stores) expect(await run.get(`/local/rejected?store=${store}`)).toEqual([]);
});
