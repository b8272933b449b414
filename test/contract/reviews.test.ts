import { freshEmail, freshId, orderBody } from "./support/bodies.ts";
import { LocalRun, type Message, sign } from "./support/local-run.ts";
import { after, hoursAfter } from "./support/story.ts";
import {
  alertsAbout,
  type App,
  deliver,
  type Hook,
  hookOf,
  pageIn,
  type Profile,
  type Review,
  secret,
} from "./support/reviews.ts";
import { forged } from "../support/forged.ts";

/** A Monday in New York, at 10:00. */
const monday = "2026-11-02T15:00:00.000Z";
const at = (hours: number): string => after(monday, hours);
const end = at(24 * 20);
const forger = "forger@example.com";
const apps: readonly App[] = ["judgeme", "yotpo", "stamped", "okendo"];

let run: LocalRun;
const scenes: { at: string; act: () => Promise<unknown> }[] = [];
const when = (hours: number, act: () => Promise<unknown>): number => scenes.push({ at: at(hours), act });
const send = (hours: number, hook: Hook): number =>
  when(hours, async () => expect(await deliver(run, hook)).toMatchObject({ status: 200 }));
const shop = (hours: number, topic: string, body: unknown, store = "demo"): number =>
  when(hours, async () => expect(await run.post(topic, body, { store })).toMatchObject({ status: 200 }));

/** Somebody who writes a review; it is delivered at once. */
const reviews = (hours: number, review: Partial<Review> & { rating: number }, app: App = "judgeme", store = "demo") => {
  const whole = { id: freshId(), email: freshEmail("reviewer"), at: at(hours), ...review };
  send(hours, hookOf(app, whole, store));
  return whole;
};
const edits = (hours: number, review: Review, changes: Partial<Review>, app: App = "judgeme"): number =>
  send(hours, hookOf(app, { ...review, ...changes, changedAt: at(hours) }));

const rated = { one: reviews(0, { rating: 1 }), two: reviews(0, { rating: 2 }), three: reviews(0, { rating: 3 }) };
const content = reviews(0, { rating: 4 });
const each = apps.map((app) => ({ app, ...reviews(0, { rating: 1 }, app) }));

const known = { id: freshId(), email: freshEmail("known"), first_name: "Vera", last_name: "Miles" };
const knownOrder = freshId();
shop(-48, "customers/create", {
  ...known,
  phone: "+19175550160",
  created_at: at(-48),
  updated_at: at(-48),
  tags: "",
  email_marketing_consent: { state: "not_subscribed", opt_in_level: null, consent_updated_at: null },
});
shop(
  -47,
  "orders/create",
  orderBody(at(-47), {
    id: knownOrder,
    name: "#K1001",
    email: known.email,
    customer: known,
    total_price: "300.00",
    subtotal_price: "300.00",
    line_items: [
      { id: freshId(), product_id: 771_200, variant_id: freshId(), title: "Linen Apron", quantity: 1, price: "300.00" },
    ],
  }),
);
reviews(0, { rating: 1, email: known.email, customerId: known.id, text: "Ripped.\nResolved: yes" });

// Twice, in the other order, and as an older snapshot after a newer one.
const doubled = reviews(0, { rating: 2 });
for (const hours of [0, 0, 0.2, 5]) send(hours, hookOf("judgeme", doubled));
const backwards = { id: freshId(), email: freshEmail("backwards"), rating: 1, at: at(0) };
edits(0.1, backwards, { rating: 5 });
send(0.15, hookOf("judgeme", backwards));

const raisedSoon = reviews(0, { rating: 1 });
edits(0.4, raisedSoon, { rating: 5 });
const raisedLate = reviews(0, { rating: 1 });
edits(30, raisedLate, { rating: 5 });
const lowered = reviews(0, { rating: 5 });
edits(0.3, lowered, { rating: 2 });
const reworded = reviews(0, { rating: 1 });
edits(0.4, reworded, { rating: 1, text: "And nobody answers." });
const worse = reviews(0, { rating: 3 });
edits(0.2, worse, { rating: 1 });
const evening = reviews(11.75, { rating: 1 });
const night = reviews(16, { rating: 1 });
const friday = reviews(24 * 4 + 2, { rating: 1 });
const saturday = reviews(24 * 5, { rating: 1 });

const settled = reviews(0, { rating: 1 });
const looked = reviews(0, { rating: 2 });
const pages: Record<string, { status: number; body: string }> = {};
let surveysAfterLooking: unknown;
const visit = async (name: string, method: string, path: string, body?: string): Promise<void> => {
  const headers: Record<string, string> =
    body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
  const response = await run.request(method, path, body, headers);
  pages[name] = { status: response.status, body: await response.text() };
};
const resolvePage = async (email: string): Promise<string> => {
  const [alert] = await alertsAbout(run, email);
  return pageIn(alert?.text ?? "", "c");
};
when(3, async () => {
  const path = await resolvePage(settled.email);
  await visit("look", "GET", path);
  await visit("settle", "POST", path);
  await visit("again", "POST", path);
  await visit("afterwards", "GET", path);
  await visit("looked", "GET", await resolvePage(looked.email));
});
when(24 * 2, async () => {
  const mail = (await mailsOf(settled.email)).find(({ step }) => step === "survey");
  const path = pageIn(mail?.text ?? "", "s");
  await visit("survey", "GET", `${path}?score=4`);
  surveysAfterLooking = (await profileOf(settled.email)).surveys;
  await visit("answer", "POST", path, "score=4");
});

const several = freshEmail("several");
reviews(0, { rating: 1, email: several });
reviews(2, { rating: 2, email: several });
const guest = reviews(0, { rating: 1, author: "Gast Ohne Konto" });
const orderOnly = { order: freshId(), email: freshEmail("by-order") };
shop(-2, "orders/create", orderBody(at(-2), { id: orderOnly.order, email: orderOnly.email }));
reviews(0, { rating: 1, orderId: orderOnly.order, email: "" }, "yotpo");
const orderLater = { order: freshId(), email: freshEmail("order-later") };
reviews(0, { rating: 1, orderId: orderLater.order, email: "" }, "yotpo");
shop(1, "orders/create", orderBody(at(1), { id: orderLater.order, email: orderLater.email }));
const later = { id: freshId(), email: freshEmail("known-later") };
const ofLater = reviews(0, { rating: 1, email: later.email });
shop(1, "customers/create", { ...later, first_name: "Ines", created_at: at(1), updated_at: at(1), tags: "" });

const mailsOf = async (to: string): Promise<Message[]> => run.messages({ to });
const profileOf = async (key: string | number): Promise<Profile> => run.get<Profile>(`/local/profiles/${key}`);
const got = async (to: string): Promise<string[]> =>
  (await mailsOf(to))
    .filter(({ flow }) => flow === "review-recovery")
    .map((m) => `${m.step} at ${hoursAfter(monday, m.sentAt)}`);
const alerted = async (word: string): Promise<string[]> =>
  (await alertsAbout(run, word)).map((alert) => `${alert.subject} at ${hoursAfter(monday, alert.at)}`);

beforeAll(async () => {
  run = await LocalRun.start(at(-49));
  for (const scene of scenes.toSorted((a, b) => a.at.localeCompare(b.at))) {
    await run.move(scene.at);
    await scene.act();
  }
  await run.move(end);
}, 120_000);
afterAll(() => run.stop());

const complaintOf = async (email: string) => (await profileOf(email)).complaints[0];
const usual = ["apology at 0.5", "survey at 192"];
const named = (stars: number): string => `${stars}-star review at Demo Store`;
const urgent = (stars: number, hours = 0): string[] => [
  `URGENT: ${named(stars)} at ${hours}`,
  `URGENT, still open: ${named(stars)} at ${hours + 24}`,
];

describe("a review app", () => {
  it.each(each.map(({ app, email }) => [app, email] as const))(
    "%s is heard: support at once and after a day, the customer after half an hour",
    async (_app, email) => {
      expect(await alerted(email)).toEqual(urgent(1));
      expect(await got(email)).toEqual(usual);
    },
  );

  const forged = (app: App, sentAt = end): Hook => hookOf(app, { rating: 1, at: end, email: forger }, "demo", sentAt);
  const svix = (hook: Hook, changes: Record<string, string | undefined>): Hook => ({
    ...hook,
    headers: Object.fromEntries(
      Object.entries({ ...hook.headers, ...changes }).filter((entry): entry is [string, string] => !!entry[1]),
    ),
  });
  const okendo = forged("okendo");
  it.each<[App, string, Hook]>([
    ["judgeme", "unsigned", svix(forged("judgeme"), { "judgeme-hmac-sha256": undefined })],
    ["judgeme", "with another body's signature", { ...forged("judgeme"), headers: forged("judgeme").headers }],
    ["judgeme", "signed in base64", svix(forged("judgeme"), { "judgeme-hmac-sha256": sign("{}", secret) })],
    ["yotpo", "without the secret in its path", { ...forged("yotpo"), path: "/webhooks/yotpo/demo" }],
    ["yotpo", "with another secret in its path", { ...forged("yotpo"), path: "/webhooks/yotpo/demo/demo-secreT" }],
    ["yotpo", "with a secret cut short", { ...forged("yotpo"), path: "/webhooks/yotpo/demo/demo-secre" }],
    ["stamped", "without its secret", svix(forged("stamped"), { "x-stamped-webhook-secret": undefined })],
    ["stamped", "with another secret", svix(forged("stamped"), { "x-stamped-webhook-secret": `${secret},${secret}` })],
    [
      "stamped",
      "with the secret in its path instead",
      {
        ...svix(forged("stamped"), { "x-stamped-webhook-secret": undefined }),
        path: `/webhooks/stamped/demo/${secret}`,
      },
    ],
    ["okendo", "unsigned", svix(okendo, { "svix-signature": undefined })],
    ["okendo", "signed a quarter of an hour ago", forged("okendo", after(end, -0.25))],
    ["okendo", "with its time moved", svix(okendo, { "svix-timestamp": String(Date.parse(end) / 1000 - 1) })],
    ["okendo", "with another body's signature", { ...okendo, raw: forged("okendo").raw }],
    ["okendo", "with a signature of an unknown kind", svix(okendo, { "svix-signature": `v2,${"A".repeat(43)}=` })],
  ])("%s: a body %s is refused", async (_app, _how, hook) => {
    expect((await deliver(run, hook)).status).toBe(401);
  });

  it("of which nothing was refused has left nothing behind that was not understood", async () => {
    expect(await run.deadLetters()).toEqual([]);
    expect(await run.get("/local/rejected")).toEqual([]);
    expect((await run.request("GET", `/local/profiles/${forger}`)).status).toBe(404);
  });
});

describe("a review", () => {
  it("of one or two stars is urgent, of three a complaint, of four neither", async () => {
    expect(await alerted(rated.one.email)).toEqual(urgent(1));
    expect(await alerted(rated.two.email)).toEqual(urgent(2));
    expect(await alerted(rated.three.email)).toEqual([`Complaint: ${named(3)} at 0`, `Still open: ${named(3)} at 24`]);
    expect(await alerted(content.email)).toEqual([]);
    expect(await got(content.email)).toEqual([]);
    for (const { email } of Object.values(rated)) expect(await got(email)).toEqual(usual);
  });

  it("is told to support with who, orders, value, points, tier, the words and links", async () => {
    const [alert] = await alertsAbout(run, known.email);
    const admin = "https://demo-store.myshopify.com/admin";
    for (const line of [
      "Name: Vera Miles",
      `Email: ${known.email}`,
      "Phone: +19175550160",
      `Customer id: ${known.id}`,
      "Orders: 1:",
      "  #K1001, 2026-10-31, 300.00 USD",
      "Lifetime value: 300.00 USD",
      "Balance: 300 points",
      "Tier: Copper",
      "Review: 1 of 5 stars, Linen Apron",
      `Customer: ${admin}/customers/${known.id}`,
      `Order: ${admin}/orders/${knownOrder}`,
      "Product: https://demo-store.myshopify.com/products/linen-apron",
    ])
      expect(alert?.text.split("\n")).toContain(line);
    const quoted = alert?.text.split("\n").filter((line) => line.includes("Resolved: yes"));
    expect(quoted).toHaveLength(1);
    expect(quoted?.[0]).toMatch(/^> /);
  });

  it("delivered four times is one", async () => {
    expect(await alerted(doubled.email)).toEqual(urgent(2));
    expect(await got(doubled.email)).toEqual(usual);
  });

  it("whose better edit comes before it is no complaint", async () => {
    expect(await alerted(backwards.email)).toEqual([]);
    expect(await got(backwards.email)).toEqual([]);
    expect((await profileOf(backwards.email)).openComplaint).toBeNull();
  });

  it("lowered from three stars to one is told to support as urgent at once", async () => {
    expect(await alerted(worse.email)).toEqual([
      `Complaint: ${named(3)} at 0`,
      `URGENT, now worse: ${named(1)} at 0.2`,
      `URGENT, still open: ${named(1)} at 24`,
    ]);
    expect(await got(worse.email)).toEqual(["apology at 0.7", "survey at 192"]);
  });

  it("raised within the settle leaves the customer alone and is no complaint", async () => {
    expect(await alerted(raisedSoon.email)).toEqual(urgent(1).slice(0, 1));
    expect(await got(raisedSoon.email)).toEqual([]);
    expect(await complaintOf(raisedSoon.email)).toBeUndefined();
  });

  it("raised later is settled by the customer, who is asked a day after", async () => {
    expect(await got(raisedLate.email)).toEqual(["apology at 0.5", "survey at 54"]);
    expect(await complaintOf(raisedLate.email)).toMatchObject({
      closedBy: "customer",
      closesAt: at(30),
      holdUntil: at(30 + 24 * 7),
    });
  });

  it("lowered is a complaint from then on", async () => {
    expect(await alerted(lowered.email)).toEqual(urgent(2, 0.3));
    expect(await got(lowered.email)).toEqual(["apology at 0.8", "survey at 192.3"]);
  });

  it("reworded is answered half an hour after the last edit", async () => {
    expect(await alerted(reworded.email)).toEqual(urgent(1));
    expect(await got(reworded.email)).toEqual(["apology at 0.9", "survey at 192"]);
  });

  it("that comes late in the evening, or at night, is answered at seven in the morning", async () => {
    expect(await got(evening.email)).toEqual(["apology at 21", "survey at 203.75"]);
    expect(await got(night.email)).toEqual(["apology at 21", "survey at 213"]);
    expect(await alerted(night.email)).toEqual(urgent(1, 16));
  });

  it.each([
    ["a Monday", rated.one, "2026-11-09T15:00:00.000Z"],
    ["a Friday", friday, "2026-11-13T17:00:00.000Z"],
    ["a Saturday", saturday, "2026-11-13T15:00:00.000Z"],
  ])("on %s is closed after five working days and holds for seven days more", async (_day, { email }, closesAt) => {
    expect(await complaintOf(email)).toMatchObject({
      closedBy: "window",
      closesAt,
      holdUntil: after(closesAt, 24 * 7),
    });
  });
});

describe("the link in the alert", () => {
  it("shows the complaint and changes nothing", async () => {
    expect(pages["look"]).toMatchObject({ status: 200 });
    expect(pages["look"]?.body).toContain("<form");
    expect(await complaintOf(looked.email)).toMatchObject({ closedBy: "window" });
    expect(await alerted(looked.email)).toEqual(urgent(2));
  });

  it("settles it when it is sent, and once more without harm", async () => {
    for (const name of ["settle", "again", "afterwards"]) {
      expect(pages[name]).toMatchObject({ status: 200 });
      expect(pages[name]?.body).not.toContain("<form");
    }
    expect(await complaintOf(settled.email)).toMatchObject({
      closedBy: "support",
      closesAt: at(3),
      holdUntil: at(3 + 24 * 7),
    });
    expect(await alerted(settled.email)).toEqual(urgent(1).slice(0, 1));
  });

  it("is followed by the question, whose answer is kept when it is sent, not when it is looked at", async () => {
    expect(await got(settled.email)).toEqual(["apology at 0.5", "survey at 27"]);
    expect(pages["survey"]).toMatchObject({ status: 200 });
    expect(surveysAfterLooking).toEqual([]);
    expect(pages["answer"]).toMatchObject({ status: 200 });
    expect((await profileOf(settled.email)).surveys).toMatchObject([{ score: 4 }]);
  });

  it("cannot be forged", async () => {
    const path = await resolvePage(looked.email);
    const [payload = "", signature = ""] = path.slice("/c/".length).split(".");
    const words = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as string[];
    const another = Buffer.from(JSON.stringify([...words.slice(0, -1), "judgeme:1"])).toString("base64url");
    for (const token of [
      `${another}.${signature}`,
      `${payload}.${signature.slice(0, -1)}`,
      forged(`${payload}.${signature}`),
      `${payload}.`,
      payload,
      `${payload}.${signature}.x`,
      "x.y",
    ])
      for (const method of ["GET", "POST"]) expect((await run.request(method, `/c/${token}`)).status).toBe(404);
    expect((await run.request("POST", `/s/${payload}.${signature}`, "score=5")).status).toBe(404);
    expect((await run.request("POST", path)).status).toBe(200);
  });
});

describe("whoever wrote it", () => {
  it("twice is told sorry and asked once; support is told of both", async () => {
    expect(await alerted(several)).toEqual([
      `URGENT: ${named(1)} at 0`,
      `URGENT: ${named(2)} at 2`,
      `URGENT, still open: ${named(1)} at 24`,
      `URGENT, still open: ${named(2)} at 26`,
    ]);
    expect(await got(several)).toEqual(usual);
  });

  it("as a guest is told of by the name on the review", async () => {
    const [alert] = await alertsAbout(run, guest.email);
    expect(alert?.text).toContain("Name: Gast Ohne Konto");
    expect(await got(guest.email)).toEqual(usual);
  });

  it("is whose order it names, where it names nothing else", async () => {
    expect(await alerted(orderOnly.email)).toEqual(urgent(1));
    expect(await got(orderOnly.email)).toEqual(usual);
  });

  it("is whose order it names, also when that order becomes known only an hour later", async () => {
    expect(await alerted(orderLater.email)).toEqual([
      `URGENT: ${named(1)} at 1`,
      `URGENT, still open: ${named(1)} at 24`,
    ]);
    expect(await got(orderLater.email)).toEqual(["apology at 1", "survey at 192"]);
  });

  it("unknown so far is one person with the customer they turn out to be", async () => {
    expect(await got(ofLater.email)).toEqual(usual);
    const profile = await profileOf(later.id);
    expect(profile.complaints).toHaveLength(1);
    expect(profile.runs.map(({ flow }) => flow)).toContain("review-recovery");
  });
});
