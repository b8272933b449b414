import { createHandler } from "../../functions/public-pages/handler.ts";
import { busMessage, createWorld, keys } from "../support/world.ts";
import { days, hours, minutes, plus } from "../../shared/events/instant.ts";
import type { Event } from "../../shared/events/catalogue.ts";
import { confirmPath, preferencesPath, readConfirm, readPreferences } from "../../shared/messaging/reader-links.ts";
import { readAddresses } from "../../shared/store/addresses.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readMessage } from "../../shared/store/messages.ts";
import { checkoutUpdated, customer, customerUpdated, guest, says, start } from "../support/events.ts";
import { rootSecret } from "../support/settings.ts";

const email = "ada@customer.example";
const phone = "+12125550147";
const hash = keys.address("email", email);
const ada = keys.person("email", email);
const message = "m".repeat(22);
const path = preferencesPath(keys, { store: "demo", person: ada, addressHash: hash, message });

type Changes = NonNullable<Parameters<typeof createWorld>[0]>["settings"];
const topics = [
  { id: "kitchen", name: "Kitchen" },
  { id: "garden", name: "Garden & <more>" },
];

const setup = async (settings: Changes = {}, told = true) => {
  const world = await createWorld({ settings: { preferences: { topics }, ...settings } });
  const published: Event[] = [];
  const ports = {
    ...world.ports,
    bus: { put: (events: readonly Event[]) => Promise.resolve(void published.push(...events)) },
  };
  const handle = createHandler(ports);
  const visit = (method: string, to: string, form?: Record<string, string | readonly string[]>, language = "en") => {
    const fields = Object.entries(form ?? {}).flatMap(([name, value]) =>
      [value].flat().map((one) => [name, one] as [string, string]),
    );
    const [rawPath = "", query = ""] = to.split("?");
    return handle({
      rawPath,
      headers: { "accept-language": language },
      pathParameters: { token: rawPath.split("/").slice(2).join("/") },
      queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
      requestContext: { http: { method, sourceIp: "203.0.113.9" } },
      body: new URLSearchParams(fields).toString(),
    });
  };
  const consents = [says("granted", email, start, { source: "checkout:c-1" })];
  if (told) await world.publish(checkoutUpdated({ token: "c-1" }, { who: guest(email, phone), consents }));
  const person = async (id = ada) => (await world.person(id)).person;
  const stops = async () => (await readAddresses(world.table, "demo", [hash])).get(hash)?.stops;
  return { world, visit, person, stops, published };
};

const all = ["offers", "cart-reminders", "points", "surveys"];
const form = (changes: Record<string, string | readonly string[]> = {}) => ({
  form: "preferences",
  channel: ["email"],
  purpose: all,
  "birthday-month": "",
  "birthday-day": "",
  language: "",
  ...changes,
});

describe("the preference centre", () => {
  it("on GET shows how things stand, masked, and changes nothing", async () => {
    const { visit, person } = await setup();
    const before = await person();
    const page = await visit("GET", path);
    expect(page.statusCode).toBe(200);
    expect(page.headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
    expect(page.body).toContain("a•••@customer.example");
    expect(page.body).not.toContain(email);
    expect(page.body).toContain('value="email" checked');
    expect(page.body).toContain("Text messages to •••47");
    expect(page.body).toContain("Garden &amp; &lt;more&gt;");
    expect(await person()).toEqual(before);
  });

  it("on POST keeps what was chosen and leads back; the page says so", async () => {
    const { visit, person, stops } = await setup();
    const saved = await visit(
      "POST",
      path,
      form({
        purpose: ["offers", "points"],
        topic: ["garden", "gone"],
        "birthday-month": "2",
        "birthday-day": "29",
        language: "de",
        pause: "30-days",
        unknown: "x",
      }),
    );
    expect([saved.statusCode, saved.headers["location"]]).toEqual([303, `${path}?saved=1`]);
    const { preferences, consents } = await person();
    expect(preferences).toEqual({
      topics: ["garden"],
      birthday: { month: 2, day: 29 },
      language: "de",
      pausedUntil: plus(start, days(30)),
      at: start,
      revision: 1,
    });
    const refused = consents.filter(({ source }) => source === `preferences:${message}`);
    expect(refused.map(({ channel, purpose, state }) => `${channel} ${purpose} ${state}`).sort()).toEqual([
      "email cart-reminders revoked",
      "email surveys revoked",
      "text cart-reminders revoked",
      "text surveys revoked",
    ]);
    expect(refused[0]).toMatchObject({ method: "preference-centre", ip: "203.0.113.9", toldAt: start });
    expect(await stops()).toEqual({ "cart-reminders": start, surveys: start });
    const page = await visit("GET", `${path}?saved=1`);
    expect(page.body).toContain('<html lang="de">');
    expect(page.body).toContain("Ihre Einstellungen sind gespeichert.");
    expect(page.body).toContain('value="garden" checked');
    expect(page.body).not.toContain('value="surveys" checked');
  });

  it("writes nothing for a form that is sent as it came, however often", async () => {
    const { visit, person } = await setup();
    const before = await person();
    for (let count = 0; count < 3; count += 1) expect((await visit("POST", path, form())).statusCode).toBe(303);
    expect(await person()).toEqual(before);
  });

  it("lets the latest of several forms stand, within one millisecond too", async () => {
    const { visit, person } = await setup();
    for (const language of ["de", "en", "de"]) await visit("POST", path, form({ language }));
    expect((await person()).preferences).toMatchObject({ language: "de", revision: 3 });
  });

  it("ends email, and takes it up again as a confirmed yes in the words of the page", async () => {
    const { world, visit, person, stops } = await setup({ consent: { doubleOptIn: { email: true } } });
    await visit("POST", path, form({ channel: [] }));
    expect(await stops()).toEqual({ marketing: start });
    world.clock.now = plus(start, minutes(5));
    await visit("POST", path, form());
    const said = (await person()).consents.findLast(({ source }) => source.startsWith("preferences"));
    const yes = (await person()).consents.find(({ confirmed }) => confirmed);
    expect(said).toBeDefined();
    expect(yes).toMatchObject({ channel: "email", state: "granted", wording: "How may we write to you? Emails" });
    expect((await visit("GET", path)).body).toContain('value="email" checked');
  });

  it("says nothing for a box that was empty and stays so", async () => {
    const { visit, person } = await setup({}, true);
    await visit("POST", path, form({ channel: ["email"] }));
    expect((await person()).consents.filter(({ channel }) => channel === "text")).toEqual([]);
  });

  it("takes a yes to texts as one that names carts, and has it confirmed by text where the store wants that", async () => {
    const { world, visit, person, published } = await setup({ consent: { doubleOptIn: { text: true } } });
    const saved = await visit("POST", path, form({ channel: ["email", "text"] }));
    expect(saved.headers["location"]).toBe(`${path}?saved=text`);
    const [yes] = (await person()).consents.filter(({ channel }) => channel === "text");
    expect(yes).toMatchObject({ state: "granted", pending: true });
    expect(yes?.wording).toContain("reminders of your cart among them");
    expect(published).toHaveLength(1);
    for (const event of published) {
      await world.enqueue("facts", busMessage(event));
      await world.enqueue("enrolments", busMessage(event));
    }
    await world.runUntil(plus(start, minutes(20)));
    expect(world.texts.map(({ to }) => to)).toEqual([phone]);
    const link = /https:\/\/api\.juniper-oak\.example(\/k\/\S+)/.exec(world.texts[0]?.body ?? "")?.[1] ?? "";
    expect((await visit("POST", link)).statusCode).toBe(200);
    expect((await person()).consents.filter(({ channel, confirmed }) => channel === "text" && confirmed)).toHaveLength(
      1,
    );
  });

  it("unsubscribes from all marketing by one button", async () => {
    const { visit, person } = await setup();
    await visit("POST", path, { form: "preferences", stop: "all" });
    expect((await person()).consents.filter(({ state }) => state === "revoked")).toMatchObject([
      { channel: "email", purpose: "marketing" },
    ]);
  });

  it.each([
    ["an empty body", {}],
    ["a channel there is not", form({ channel: ["email", "fax"] })],
    ["a purpose there is not", form({ purpose: ["everything"] })],
    ["a language there is not", form({ language: "xx" })],
    ["a pause of another length", form({ pause: "forever" })],
    ["a day without a month", form({ "birthday-day": "3" })],
    ["a month without a day", form({ "birthday-month": "3" })],
    ["the 30th of February", form({ "birthday-month": "2", "birthday-day": "30" })],
    ["a thirteenth month", form({ "birthday-month": "13", "birthday-day": "1" })],
    ["a birthday that is no number", form({ "birthday-month": "1e0", "birthday-day": "<b>" })],
  ])("answers %s and keeps nothing of it", async (_what, fields) => {
    const { visit, person } = await setup();
    const before = await person();
    const page = await visit("POST", path, fields);
    expect(page.statusCode).toBe(400);
    expect(page.body).toContain('role="alert"');
    expect(page.body).not.toContain("<b>");
    expect(await person()).toEqual(before);
  });

  it("works after the guest has become a customer", async () => {
    const { world, visit, person } = await setup();
    await world.publish(
      customerUpdated({ id: "7", email }, { at: plus(start, minutes(1)), who: customer("7", email) }),
    );
    await visit("POST", path, form({ channel: [], language: "de" }));
    const root = await person(keys.person("customer", "7"));
    expect(root.preferences?.language).toBe("de");
    expect(root.consents.filter(({ state }) => state === "revoked")).toHaveLength(1);
  });

  it("ends email at the address somebody has by now, too, by the link of an older mail", async () => {
    const { world, visit, person } = await setup();
    const now = "ada.new@customer.example";
    const at = plus(start, minutes(1));
    const consents = [says("granted", now, at)];
    await world.publish(
      customerUpdated({ id: "7", email }, { at: start, who: customer("7", email) }),
      customerUpdated({ id: "7", email: now }, { at, who: customer("7", now), consents }),
    );
    await visit("POST", path, form({ channel: [] }));
    const root = await person(keys.person("customer", "7"));
    const ended = root.consents.filter(({ state }) => state === "revoked").map(({ addressHash }) => addressHash);
    expect(new Set(ended)).toEqual(new Set([hash, keys.address("email", now)]));
  });

  it("of somebody who was erased offers the stop, and keeps that alone", async () => {
    const { world, visit, stops } = await setup({}, false);
    expect((await visit("GET", path)).body).toContain("We keep no settings for this address");
    expect((await visit("POST", path, form({ language: "de" }))).body).toContain("We keep no settings");
    expect(await stops()).toBeUndefined();
    expect((await visit("POST", path, form({ channel: [], language: "de" }))).body).toContain("No marketing goes to");
    expect(await stops()).toEqual({ marketing: start });
    expect((await world.person(ada)).root.facts).toEqual([]);
  });

  const token = path.slice("/p/".length);
  const [payload = "", signature = ""] = token.split(".");
  it.each([
    ["truncated", token.slice(0, -1)],
    ["without a signature", payload],
    ["with more after it", `${token}.x`],
    [
      "of another payload",
      `${Buffer.from(JSON.stringify(["1", "demo", ada, "x", message])).toString("base64url")}.${signature}`,
    ],
    [
      "of another store's key",
      preferencesPath(createKeys(rootSecret, "other"), {
        store: "demo",
        person: ada,
        addressHash: hash,
        message,
      }).slice(3),
    ],
    ["that is the unsubscribe link's", `${payload}.${keys.sign(`unsubscribe ${payload}`)}`],
    ["called __proto__", "__proto__"],
    ["that is empty", ""],
  ])("refuses a token %s", async (_what, given) => {
    const { visit, stops } = await setup();
    for (const method of ["GET", "POST"])
      expect((await visit(method, `/p/${given}`, form({ channel: [] }))).statusCode).toBe(404);
    expect(await stops()).toBeUndefined();
    expect(readPreferences(given, () => keys)).toBeUndefined();
  });
});

describe("double opt-in by email", () => {
  const double = { consent: { doubleOptIn: { email: true } } };
  const linkIn = (raw: Uint8Array | undefined): string => {
    const text = Buffer.from(raw ?? [])
      .toString("utf8")
      .replace(/=\r?\n/g, "");
    return /https:\/\/api\.juniper-oak\.example(\/k\/[\w.-]+)/.exec(text)?.[1] ?? "";
  };
  const asked = async () => {
    const all = await setup(double);
    await all.world.runUntil(plus(start, minutes(10)));
    return { ...all, link: linkIn(all.world.emails[0]?.raw) };
  };
  const steps = async ({ decisions }: Awaited<ReturnType<typeof createWorld>>) =>
    (await decisions(ada)).map(({ step, outcome, reason }) => `${step} ${outcome} ${reason}`);

  it("asks once, holds marketing as unconfirmed, and lets it go once the link was followed and posted", async () => {
    const { world, visit, link, person } = await asked();
    expect(world.emails).toHaveLength(1);
    await world.runUntil(plus(start, hours(5)));
    expect(await steps(world)).toContain("reminder-1 skip unconfirmed");
    expect((await visit("GET", link)).body).toContain("Do you want our emails?");
    expect((await person()).consents).toHaveLength(1);
    expect((await visit("POST", link)).body).toContain("that is confirmed");
    expect((await person()).consents.find(({ confirmed }) => confirmed)).toMatchObject({
      method: "confirmation-link",
      ip: "203.0.113.9",
      at: plus(start, hours(5)),
    });
    for (const method of ["GET", "POST"]) expect((await visit(method, link)).body).toContain("used already");
    await world.runUntil(plus(start, hours(30)));
    expect(await steps(world)).toContain("reminder-2 send all-gates-pass");
    const sent = await readMessage(world.table, "demo", world.emails[1]?.message ?? "");
    expect(sent?.consent).toMatchObject({ method: "confirmation-link", addressHash: hash, at: plus(start, hours(5)) });
    expect(sent?.consent).not.toHaveProperty("ip");
    expect(world.emails).toHaveLength(2);
  });

  it("asks once for one yes that a checkout, an order and a consent topic tell", async () => {
    const { world } = await setup(double);
    const told = (source: string, count: number) =>
      checkoutUpdated(
        { token: `c-${count}` },
        {
          at: plus(start, minutes(count)),
          who: guest(email),
          consents: [says("granted", email, plus(start, minutes(count)), { source })],
        },
      );
    await world.publish(told("order:1", 1), told("shopify:consent", 2), told("checkout:c-3", 300));
    await world.runUntil(plus(start, hours(12)));
    expect(world.emails).toHaveLength(1);
    expect(await steps(world)).toContain("ask-by-email skip asked-already");
  });

  it.each<[string, (all: Awaited<ReturnType<typeof asked>>) => Promise<unknown>, string]>([
    ["expired", ({ world }) => world.runUntil(plus(start, days(8))), "has expired"],
    ["taken back", async ({ visit }) => visit("POST", path, form({ channel: [] })), "nothing to confirm"],
  ])("says of a link that it is %s, and confirms nothing", async (_what, happens, words) => {
    const all = await asked();
    await happens(all);
    for (const method of ["GET", "POST"]) {
      const page = await all.visit(method, all.link);
      expect([page.statusCode, page.body.includes(words)]).toEqual([410, true]);
    }
    expect((await all.person()).consents.some(({ confirmed }) => confirmed)).toBe(false);
  });

  it("confirms nothing for a forged link", async () => {
    const { visit, link, person } = await asked();
    const forged = [
      link.slice(0, -1),
      `${link}.x`,
      link.replace("/k/1.", "/k/2."),
      "/k/1.demo",
      confirmPath(createKeys(rootSecret, "b"), { store: "demo", message }),
    ];
    for (const one of forged) expect((await visit("POST", one)).statusCode).toBe(404);
    expect((await visit("POST", confirmPath(keys, { store: "demo", message }))).statusCode).toBe(410);
    expect(readConfirm("__proto__", () => keys)).toBeUndefined();
    expect((await person()).consents.some(({ confirmed }) => confirmed)).toBe(false);
  });
});
