import { checkoutBody, freshEmail } from "./support/bodies.ts";
import { LocalRun, type Message } from "./support/local-run.ts";

const start = "2026-11-02T15:00:00.000Z";
const line = (changes: Record<string, unknown>) => [
  { product_id: 1, variant_id: 2, title: "Mug", quantity: 1, price: "10.00", ...changes },
];
const named = (first_name: string) => ({
  shipping_address: { first_name, country_code: "US", province_code: "NY", zip: "10001" },
});

let run: LocalRun;
const sent = new Map<string, Message[]>();

/** What is written on a checkout, and must come out of it as nothing but text. */
const bodies: Record<string, Record<string, unknown>> = {
  "a title in HTML": { line_items: line({ title: `<script>alert(1)</script><img src=x onerror=alert(1)>"'&` }) },
  "a name in HTML": named(`<b onload="x">Bob</b>`),
  "a title in Liquid": {
    line_items: line({ title: "{{ 1111 | times: 3001 }} {% raw %}{{ brand.name }}{% endraw" }),
    ...named("{{ 1111 | times: 3001 }}"),
  },
  "a title with a header in it": {
    line_items: line({ title: "Mug\r\nBcc: everybody@example.com\r\n\r\nbody" }),
    ...named("Eve\r\nBcc: all@example.com"),
  },
  "a title of emoji": { line_items: line({ title: "👩‍👩‍👧‍👦 Häkelset 🧶 日本" }), ...named("Zoë 😀") },
  "a title that turns the direction": { line_items: line({ title: "\u202egnp.exe\u202c שלום" }), ...named("محمد") },
  "half a surrogate": { line_items: line({ title: "\ud800 Mug \udc00\u0000\u0007" }) },
  "a title of a megabyte": { line_items: line({ title: "L".repeat(1_000_000) }), ...named("N".repeat(100_000)) },
  "a megabyte of emoji": { line_items: line({ title: "😀".repeat(250_000) }) },
  "keys of prototypes": JSON.parse(
    '{"__proto__":{"email":"x@example.com","completed_at":"2026-11-02T15:00:00Z"},"constructor":{"prototype":{"deleted":true}},"line_items":[{"__proto__":{"title":"y"},"title":"Mug","price":"10.00","quantity":1,"toString":"z"}]}',
  ) as Record<string, unknown>,
  "five hundred lines": {
    line_items: Array.from({ length: 500 }, (_, index) => ({ title: `Mug ${index}`, quantity: 1, price: "1.00" })),
  },
  "absurd amounts": {
    line_items: line({ quantity: 1_000_000_000, price: "99999999.99" }),
    total_price: "99999999999999.99",
  },
  "yen without decimals": { currency: "JPY", total_price: "23600", line_items: line({ price: "23600" }) },
  "dinars with three": { currency: "KWD", total_price: "12.345", line_items: line({ price: "12.345" }) },
  "no currency that exists": { currency: "ZZZ" },
  "a language that nobody has": { customer_locale: "tlh-Latn" },
  "a locale that is none": { customer_locale: "../../etc/passwd" },
  "a recovery URL with quotes": {
    abandoned_checkout_url: `https://demo-store.myshopify.com/1?a="><script>alert(1)</script>&key=2`,
  },
  "a very long recovery URL": { abandoned_checkout_url: `https://demo-store.myshopify.com/${"a".repeat(1_900)}?key=1` },
  "a token like a path": { token: "../../../etc/passwd#RUN|x" },
  "a token like a prototype": { token: "__proto__" },
  "a list for an address and an object for lines": { shipping_address: [], billing_address: "none", customer: [] },
};
/** Addresses that exist, however rarely. */
const addresses = [
  "o'brien@example.com",
  "o'@example.com",
  "a!b@example.com",
  "#tag@example.com",
  "x/y@example.com",
  "a=b@example.com",
  "{curly}@example.com",
  "%percent@example.com",
  "`tick`@example.com",
  "a|b@example.com",
  "-dash-@example.com",
  "user@münchen.example",
  "user@пример.рф",
  "UPPER@EXAMPLE.COM",
  "a@b.c1",
];
const emailOf = new Map<string, string>();

beforeAll(async () => {
  run = await LocalRun.start(start);
  for (const [what, changes] of Object.entries(bodies)) {
    const email = freshEmail("hostile");
    emailOf.set(what, email);
    expect((await run.post("checkouts/create", checkoutBody(start, { email, ...changes }))).body).toContain("accepted");
  }
  for (const email of addresses) await run.post("checkouts/create", checkoutBody(start, { email }));
  await run.move("P4D");
  for (const message of await run.messages()) sent.set(message.to, [...(sent.get(message.to) ?? []), message]);
}, 60_000);
afterAll(() => run.stop());

const mailsOf = (what: string): Message[] => sent.get(emailOf.get(what) ?? "") ?? [];

describe("whatever is written on a checkout", () => {
  it.each(Object.keys(bodies))("%s: three whole mails come of it", (what) => {
    const mails = mailsOf(what);
    expect(mails.map(({ step, status }) => `${step} ${status}`)).toEqual([
      "reminder-1 sent",
      "reminder-2 sent",
      "reminder-3 sent",
    ]);
    for (const { html, text, subject, headers, to } of mails) {
      expect(html).toMatch(/^<!doctype html>[^]*<\/html>\s*$/);
      expect(html).not.toMatch(/<script|<img[^>]*onerror|<b onload|javascript:/i);
      expect(text?.length).toBeGreaterThan(100);
      expect(`${subject}${Object.values(headers).join("")}`).not.toMatch(/[\r\n\u202e]/);
      expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain("bcc");
      expect(headers["To"]).toBe(to);
      expect(Buffer.byteLength(html ?? "")).toBeLessThan(102_400);
      expect(`${html}${text}${subject}`).not.toMatch(/undefined|\[object/);
      // Without links: the letters of a signed one are as good as drawn by lot, and spell "NaN" now and then.
      expect(`${html}${text}${subject}`.replaceAll(/https?:[^\s"<]+/g, "")).not.toContain("NaN");
      expect(`${html}${text}${subject}`).toBe(`${html}${text}${subject}`.toWellFormed());
    }
  });

  it("shows Liquid as it was written", () => {
    for (const { text } of mailsOf("a title in Liquid")) {
      expect(text).toContain("{{ 1111 | times: 3001 }}");
      expect(text).not.toContain("3334111");
    }
  });

  it("prints amounts as the currency writes them", () => {
    expect(mailsOf("yen without decimals")[0]?.text).toContain("¥23,600");
    expect(mailsOf("dinars with three")[0]?.text).toContain("12.345");
  });

  it("reaches every address, as it is written in ASCII", () => {
    const ascii: Record<string, string> = {
      "user@münchen.example": "user@xn--mnchen-3ya.example",
      "user@пример.рф": "user@xn--e1afmkfd.xn--p1ai",
      "UPPER@EXAMPLE.COM": "upper@example.com",
    };
    const reached = addresses.map((email) => [email, sent.get(ascii[email] ?? email)?.length]);
    expect(reached).toEqual(addresses.map((email) => [email, 3]));
  });

  it("breaks nothing and alarms nobody", async () => {
    expect(await run.deadLetters()).toEqual([]);
    expect(await run.get("/local/alerts")).toEqual([]);
  });
});

describe("a checkout there is nothing to say about", () => {
  it.each([
    ["without a title on any line", { line_items: line({ title: "" }) }, "nothing-to-name"],
    ["with a script for a recovery URL", { abandoned_checkout_url: "javascript:alert(1)" }, "no-recovery-url"],
    ["without a recovery URL", { abandoned_checkout_url: null }, "no-recovery-url"],
    ["without lines", { line_items: [] }, "empty"],
    ["with lines that have no price", { line_items: line({ price: null }) }, "empty"],
    ["with a negative total", { total_price: "-5.00" }, "empty"],
  ])("%s sends nothing and says why", async (_what, changes, reason) => {
    const email = freshEmail("silent");
    const { now } = await run.get<{ now: string }>("/local/clock");
    await run.post("checkouts/create", checkoutBody(now, { email, ...changes }));
    await run.move("P4D");
    expect(await run.messages({ to: email })).toEqual([]);
    expect((await run.decisions({ to: email })).map((decision) => decision.reason)).toContain(reason);
    expect(await run.deadLetters()).toEqual([]);
  });
});
