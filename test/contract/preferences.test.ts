import { checkoutBody, freshEmail, freshId, freshToken } from "./support/bodies.ts";
import { LocalRun, type Message } from "./support/local-run.ts";

/** A Tuesday at 10:00 in New York. */
const start = "2026-11-10T15:00:00.000Z";

let run: LocalRun;

type Form = Readonly<Record<string, string | readonly string[]>>;
type Statement = Record<string, unknown> & { source: string; state: string; purpose: string };
type Profile = {
  consent: { email: { state: string }; text: { state: string }; statements: Statement[] };
  preferences: Record<string, unknown> | null;
};

const send = async (method: string, url: string, form?: Form, headers: Record<string, string> = {}) => {
  const fields = Object.entries(form ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  const { pathname, search } = new URL(url, run.url);
  const response = await run.request(method, pathname + search, new URLSearchParams(fields).toString() || undefined, {
    "content-type": "application/x-www-form-urlencoded",
    ...headers,
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
};

/** The form of a page as a browser would send it back. */
const formIn = (html: string): Record<string, string[]> => {
  const form: Record<string, string[]> = {};
  const add = (name: string, value: string): void => void (form[name] = [...(form[name] ?? []), value]);
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1] ?? "";
    const value = /value="([^"]*)"/.exec(tag)?.[1] ?? "";
    if (tag.includes('type="hidden"') || tag.includes(" checked")) add(name, value);
  }
  for (const [, name = "", options = ""] of html.matchAll(/<select [^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/gs))
    add(name, /value="([^"]*)" selected/.exec(options)?.[1] ?? "");
  return form;
};

const linkIn = (message: Message | undefined, kind: "p" | "k" | "u"): string =>
  new RegExp(`https?://[^\\s"<>]+/${kind}/[\\w.-]+`).exec(message?.text ?? "")?.[0] ?? "";

const choose = async (link: string, changes: (form: Record<string, string[]>) => Form): Promise<number> => {
  const page = await send("GET", link);
  const saved = await send("POST", link, { ...formIn(page.body), ...changes(formIn(page.body)) });
  return saved.status;
};

const shop = async (changes: Record<string, unknown> = {}, store = "demo"): Promise<string> => {
  const now = (await run.get<{ now: string }>("/local/clock")).now;
  const body = checkoutBody(now, {
    abandoned_checkout_url: `https://${store}-store.myshopify.com/55501/checkouts/ac/${freshToken()}/recover?key=0a1b2c3d`,
    ...changes,
  });
  const answer = await run.post("checkouts/update", body, { store });
  if (answer.status !== 200) throw new Error(answer.body);
  return body.email;
};

const profile = (key: string, store = "demo"): Promise<Profile> =>
  run.get(`/local/profiles/${encodeURIComponent(key)}?store=${store}`);
const got = async (to: string, store = "demo"): Promise<(string | null)[]> =>
  (await run.messages({ to, store })).map(({ step }) => step);
const reasons = async (to: string, store = "demo"): Promise<string[]> =>
  (await run.decisions({ to, store })).map(({ step, outcome, reason }) => `${step} ${outcome} ${reason}`);

const putStore = async (id: string, changes: Record<string, unknown>): Promise<void> => {
  const demo = await run.get<Record<string, unknown>>("/local/stores/demo");
  await run.send("PUT", `/local/stores/${id}`, { ...demo, id, domain: `${id}-store.myshopify.com`, ...changes });
};

const move = async (hours: number): Promise<void> => {
  await run.move(`PT${Math.round(hours * 60)}M`);
};

beforeAll(async () => {
  run = await LocalRun.start(start);
  await putStore("topical", {
    preferences: {
      topics: [
        { id: "tea", name: "Tea" },
        { id: "linen", name: "Linen" },
      ],
    },
    consent: { wording: { email: "Yes, send me news by email." } },
  });
  await putStore("double", { consent: { doubleOptIn: { email: true, text: true } } });
}, 90_000);
afterAll(() => run.stop());

/** Every story begins at 10:00 in New York, so that no night falls between a checkout and its first mail. */
beforeEach(async () => {
  const { now } = await run.get<{ now: string }>("/local/clock");
  const today = `${now.slice(0, 10)}T15:00:00.000Z`;
  await run.move(today > now ? today : new Date(new Date(today).getTime() + 86_400_000).toISOString());
});

/** Somebody who has got the first mail of an abandoned checkout, four hours in. */
const reminded = async (changes: Record<string, unknown> = {}, store = "demo") => {
  const email = await shop(changes, store);
  await move(4.1);
  const [first] = await run.messages({ to: email, store });
  return { email, first, link: linkIn(first, "p") };
};

describe("the preference centre over HTTP", () => {
  it("is linked in every mail, in its text and its HTML, and from the page that unsubscribes", async () => {
    const { first, link } = await reminded();
    expect(link).toContain("/p/");
    expect(first?.html).toContain(link);
    expect((await send("GET", linkIn(first, "u"))).body).toMatch(/href="\/p\/[\w.-]+"/);
  });

  it("answers as the other pages do, needs no script and sets no cookie", async () => {
    const { link } = await reminded();
    const page = await send("GET", link);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'.*form-action 'self'/);
    expect(page.headers.get("set-cookie")).toBeNull();
    expect(page.body).not.toMatch(/<script|onclick/);
    const saved = await send("POST", link, formIn(page.body));
    expect([saved.status, saved.headers.get("set-cookie")]).toEqual([303, null]);
    expect((await send("GET", saved.headers.get("location") ?? "")).body).toContain('role="status"');
  });

  it("ends what was refused by itself, and leaves the rest", async () => {
    const { email, link } = await reminded();
    await choose(link, (form) => ({ purpose: (form["purpose"] ?? []).filter((one) => one !== "cart-reminders") }));
    await move(48);
    expect(await got(email)).toEqual(["reminder-1"]);
    expect(await reasons(email)).toContain("reminder-2 skip no-consent");
    const { consent } = await profile(email);
    expect(consent.email.state).toBe("granted");
    expect(consent.statements.at(-1)).toMatchObject({
      purpose: "cart-reminders",
      method: "preference-centre",
      ip: "127.0.0.1",
    });
  });

  it.each([0.5, 3.9, 4.5, 23, 47.5])(
    "stops the run of somebody who says no %s hours into it, from that moment on",
    async (hours) => {
      // Another mail of theirs brought the link.
      const { email, link } = await reminded();
      const token = freshToken();
      await run.move(`P8D`);
      const began = (await run.get<{ now: string }>("/local/clock")).now;
      await run.post("checkouts/update", checkoutBody(began, { email, token }));
      await move(hours);
      await choose(link, () => ({ channel: [] }));
      const before = (await got(email)).length;
      await move(60);
      expect((await got(email)).length).toBe(before);
      expect((await profile(email)).consent.email.state).toBe("revoked");
    },
  );

  it("takes somebody up again who says yes in the middle of a run", async () => {
    const { email, link } = await reminded();
    await choose(link, () => ({ channel: [] }));
    await move(2);
    await choose(link, (form) => ({ channel: [...(form["channel"] ?? []), "email"] }));
    await move(48);
    expect(await got(email)).toEqual(["reminder-1", "reminder-2", "reminder-3"]);
  });

  it("holds marketing for a pause, and gives up what cannot wait so long", async () => {
    const { email, link } = await reminded();
    await choose(link, () => ({ pause: "30-days" }));
    await move(60);
    expect(await got(email)).toEqual(["reminder-1"]);
    expect(await reasons(email)).toContain("reminder-2 skip past-deadline:paused-by-reader");
    expect((await profile(email)).preferences).toMatchObject({ paused: true });
    await run.move("P30D");
    await shop({ email });
    await move(5);
    expect(await got(email)).toEqual(["reminder-1", "reminder-1"]);
  });

  it("writes in the language that was chosen, whatever the checkout says", async () => {
    const { email, link } = await reminded();
    await choose(link, () => ({ language: "de" }));
    await move(21);
    const second = (await run.messages({ to: email })).find(({ step }) => step === "reminder-2");
    expect(second?.text).toContain("Abmelden");
    expect((await send("GET", link)).body).toContain('<html lang="de">');
  });

  it("keeps topics and a birthday, and the wording of the store with a yes", async () => {
    const { email, link } = await reminded({}, "topical");
    await choose(link, () => ({ topic: ["tea"], "birthday-month": "7", "birthday-day": "4" }));
    const { preferences, consent } = await profile(email, "topical");
    expect(preferences).toMatchObject({ topics: ["tea"], birthday: { month: 7, day: 4 } });
    expect(consent.statements[0]).toMatchObject({ wording: "Yes, send me news by email.", method: "checkbox" });
  });

  it("answers forged and broken tokens with 404 and bad values with 400", async () => {
    const { link } = await reminded();
    for (const bad of [
      link.slice(0, -1),
      `${link}x`,
      link.replace("/p/", "/p/x"),
      `${run.url}/p/%00`,
      `${run.url}/p/__proto__`,
    ])
      for (const method of ["GET", "POST"]) expect((await send(method, bad, undefined)).status).toBe(404);
    expect(await choose(link, () => ({ language: "tlh" }))).toBe(400);
    expect((await send("POST", link, {})).status).toBe(400);
  });
});

describe("double opt-in over HTTP", () => {
  const store = "double";

  it("asks once, sends nothing else until the link was used, and then goes on", async () => {
    const email = await shop({}, store);
    await move(4.2);
    expect(await got(email, store)).toEqual(["ask-by-email"]);
    expect((await profile(email, store)).consent.email.state).toBe("unconfirmed");
    expect(await reasons(email, store)).toContain("reminder-1 skip unconfirmed");
    const [question] = await run.messages({ to: email, store });
    const link = linkIn(question, "k");
    const page = await send("GET", link);
    expect(page.body).toContain('<form method="post"');
    expect((await profile(email, store)).consent.email.state).toBe("unconfirmed");
    expect((await send("POST", link)).body).toContain("that is confirmed");
    expect((await profile(email, store)).consent.email.state).toBe("granted");
    expect((await send("POST", link)).body).toContain("used already");
    await move(48);
    expect(await got(email, store)).toEqual(["ask-by-email", "reminder-2", "reminder-3"]);
  });

  it("does not ask again for the next checkout, and a link ends after 7 days", async () => {
    const email = await shop({}, store);
    await move(1);
    await shop({ email }, store);
    await move(1);
    expect(await got(email, store)).toEqual(["ask-by-email"]);
    const link = linkIn((await run.messages({ to: email, store }))[0], "k");
    await run.move("P7D");
    const late = await send("POST", link);
    expect([late.status, late.body.includes("expired")]).toEqual([410, true]);
    expect((await profile(email, store)).consent.email.state).toBe("unconfirmed");
  });

  it("does not ask whoever the shop has asked already", async () => {
    const now = (await run.get<{ now: string }>("/local/clock")).now;
    const [id, email] = [freshId(), freshEmail("confirmed")];
    const email_marketing_consent = { state: "subscribed", opt_in_level: "confirmed_opt_in", consent_updated_at: now };
    const body = { customer_id: id, email_address: email, email_marketing_consent };
    await run.post("customers_email_marketing_consent/update", body, { store });
    await move(1);
    expect(await got(email, store)).toEqual([]);
    expect((await profile(email, store)).consent.email.state).toBe("granted");
  });

  it("confirms texts by text: a yes to emails is none to texts", async () => {
    const phone = "+12125550162";
    const email = await shop(
      { buyer_accepts_marketing: false, buyer_accepts_sms_marketing: true, sms_marketing_phone: phone, phone },
      store,
    );
    await move(1);
    const [question] = await run.messages({ to: phone, store });
    expect(question?.step).toBe("ask-by-text");
    expect((await send("POST", linkIn(question, "k"))).status).toBe(200);
    const { consent } = await profile(email, store);
    expect([consent.text.state, consent.email.state]).toEqual(["granted", "never-asked"]);
  });

  it("refuses forged links", async () => {
    const email = await shop({}, store);
    await move(0.5);
    const link = linkIn((await run.messages({ to: email, store }))[0], "k");
    for (const bad of [link.slice(0, -1), `${link}.x`, link.replace(".double.", ".demo."), `${run.url}/k/__proto__`])
      for (const method of ["GET", "POST"]) expect((await send(method, bad)).status).toBe(404);
    expect((await profile(email, store)).consent.email.state).toBe("unconfirmed");
  });
});

it("nothing was lost on the way", async () => {
  expect(await run.deadLetters()).toEqual([]);
});
