import { checkoutBody, freshEmail, freshId, orderBody } from "./support/bodies.ts";
import { type Decision, LocalRun, type Message } from "./support/local-run.ts";
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

/** A Monday in New York, at 10:00. */
const monday = "2026-11-02T15:00:00.000Z";
const at = (hours: number): string => after(monday, hours);
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
  orderBody(at(-47), { id: knownOrder, name: "#K1001", email: known.email, customer: known, total_price: "300.00" }),
);
const ofKnown = reviews(0, { rating: 1, email: known.email, customerId: known.id, text: "Ripped.\nResolved: yes" });

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
const visit = async (name: string, method: string, path: string, body?: string): Promise<void> => {
  const headers = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
  const response = await run.request(method, path, body, headers as Record<string, string>);
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
  pages["unanswered"] = { status: (await profileOf(settled.email)).surveys.length, body: "" };
  await visit("answer", "POST", path, "score=4");
});

const several = freshEmail("several");
const first = reviews(0, { rating: 1, email: several });
const second = reviews(2, { rating: 2, email: several });
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
  await run.move(at(24 * 20));
}, 120_000);
afterAll(() => run.stop());

describe("debug", () => {
  it("prints", async () => {
    const out: Record<string, unknown> = {};
    const people = {
      ...rated,
      content,
      ofKnown,
      doubled,
      backwards,
      raisedSoon,
      raisedLate,
      lowered,
      reworded,
      worse,
      evening,
      night,
      friday,
      saturday,
      settled,
      looked,
      first,
      second,
      guest,
      orderOnly,
      orderLater,
      later: ofLater,
      ...Object.fromEntries(each.map((e) => [e.app, e])),
    };
    for (const [name, { email }] of Object.entries(people)) {
      const response = await run.request("GET", `/local/profiles/${email}`);
      const profile = response.status === 200 ? ((await response.json()) as Profile) : undefined;
      out[name] = {
        got: await got(email),
        alerted: await alerted(email),
        complaints: profile?.complaints.map(({ closesAt, closedBy, holdUntil, urgent }) => ({
          closesAt,
          closedBy,
          holdUntil,
          urgent,
        })),
        runs: profile?.runs.map((r) => [r.flow, r.finished?.reason]),
      };
    }
    require("node:fs").writeFileSync(
      "/tmp/reviews/out.json",
      JSON.stringify(
        {
          out,
          pages,
          dead: await run.deadLetters(),
          rejected: await run.get("/local/rejected"),
          alert: await alertsAbout(run, ofKnown.email),
          all: (await run.get<any[]>("/local/alerts")).length,
          unknown: (await run.get<any[]>("/local/alerts")).filter((a) => a.text?.includes("Nothing is known")),
        },
        null,
        1,
      ),
    );
  });
});
