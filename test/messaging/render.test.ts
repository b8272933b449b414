import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import { CompiledTemplates as CompiledTemplatesSchema } from "../../shared/messaging/compiled.ts";
import { compileTemplates } from "../../infra/build/templates.ts";
import { Instant } from "../../shared/events/instant.ts";
import { createRenderer, type Renderer } from "../../shared/messaging/render.ts";
import * as templates from "../../shared/flows/abandoned-checkout/templates/templates.ts";
import { brand, contextFor, rootDir } from "./fixtures.ts";

const { reminder1, reminder2, reminder3, text1 } = templates;
const { sample } = reminder1;
const [firstLine] = sample.checkout.lines;

let compiled: CompiledTemplates;
let renderer: Renderer;
beforeAll(async () => {
  compiled = await compileTemplates(rootDir);
  renderer = createRenderer(compiled);
});

const withLine = (more: object) => ({
  ...sample,
  checkout: {
    ...sample.checkout,
    lines: [{ ...firstLine, title: "Apron", quantity: 1, price: { amount: "48.00", currency: "USD" }, ...more }],
  },
});

describe("the templates of a build", () => {
  it("are plain data that survives JSON", () => {
    expect(CompiledTemplatesSchema.parse(JSON.parse(JSON.stringify(compiled)))).toEqual(compiled);
  });

  it("are exactly those that the flow defines", () => {
    const folders = readdirSync(join(rootDir, "shared/flows/abandoned-checkout/templates"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `abandoned-checkout/${name}`);
    expect(Object.values(templates).map(({ id }) => id)).toEqual(folders.sort());
  });
});

const emails = [
  ["reminder 1 in English", reminder1, "en", "Your cart is saved", "Back to my cart", "Unsubscribe"],
  ["reminder 1 in German", reminder1, "de", "Ihr Warenkorb ist gespeichert", "Zurück zum Warenkorb", "Abmelden"],
  ["reminder 2 in English", reminder2, "en", "Any questions about your cart?", "See my cart", "Unsubscribe"],
  [
    "reminder 2 in German",
    reminder2,
    "de",
    "Haben Sie noch Fragen zu Ihrem Warenkorb?",
    "Warenkorb ansehen",
    "Abmelden",
  ],
  ["reminder 3 in English", reminder3, "en", "10% off your first order", "Back to my cart", "Unsubscribe"],
  [
    "reminder 3 in German",
    reminder3,
    "de",
    "10\u00a0% Rabatt auf Ihre erste Bestellung",
    "Zurück zum Warenkorb",
    "Abmelden",
  ],
] as const;

describe.each(emails)("%s", (_name, template, locale, subject, button, unsubscribe) => {
  const render = () => renderer.email(template, template.sample, contextFor(locale));

  it("has its subject and a preheader that the HTML begins with", () => {
    const { html, preheader, ...mail } = render();
    expect(mail.subject).toBe(subject);
    expect(preheader.length).toBeGreaterThan(20);
    expect(html).toContain(preheader.replace("&", "&amp;"));
  });

  it("says its language and declares that it can be dark", () => {
    const { html } = render();
    expect(html).toContain(`<html lang="${locale}"`);
    expect(html).toMatch(/<meta name="color-scheme" content="light dark"( \/)?>/);
    expect(html).toContain("prefers-color-scheme: dark");
  });

  it("lists the products, the rest and the total in both parts", () => {
    const { html, text } = render();
    for (const part of [html, text]) {
      expect(part).toContain("Linen Apron");
      expect(part).toContain("Moss / One size");
      expect(part).toContain(locale === "en" ? "2 × $24.00" : "2 × 24,00\u00a0$");
      expect(part).toContain(locale === "en" ? "and 1 more item" : "und 1 weiterer Artikel");
      expect(part).toContain(locale === "en" ? "$127.50" : "127,50\u00a0$");
    }
  });

  it("links the recovery URL from a button and spells it out", () => {
    const { html, text } = render();
    const url = sample.checkout.recoveryUrl;
    expect(html.split(`href="${url}"`)).toHaveLength(3);
    expect(html).toContain(`>${url}</a>`);
    expect(html).toContain(button);
    expect(text).toContain(`${button}:\n${url}`);
  });

  it("ends with who sends it, where they are and how to unsubscribe, in both parts", () => {
    const { html, text } = render();
    const link = "https://api.moss-and-clay.example/unsubscribe?token=abc.def";
    for (const part of [html, text]) {
      expect(part).toContain("12 Kiln Lane, Portland, OR 97205, USA");
      expect(part).toContain("Thrown and glazed by four people.");
    }
    expect(html).toContain(`<a href="${link}"`);
    expect(html).toContain(`>${unsubscribe}</a>`);
    expect(text.trimEnd().endsWith(`${unsubscribe}: ${link}`)).toBe(true);
  });

  it("lays out with tables that a screen reader passes over, under one heading", () => {
    const { html } = render();
    const shown = html.replace(/<!--.*?-->/gs, "");
    expect(shown.match(/<table(?![^>]*role="presentation")/g)).toBeNull();
    expect(shown.match(/<h1/g)).toHaveLength(1);
  });

  it("leaves no template syntax and no mark-up of its own in what people read", () => {
    const { subject: line, preheader, html, text } = render();
    for (const part of [line, preheader, html, text]) expect(part).not.toMatch(/\{\{|\{%|\[\[|\[%|undefined|\[object/);
    expect(text).not.toMatch(/<[a-z]|&[a-z]+;|\n{3}/);
  });

  it("greets without a name where there is none", () => {
    const { firstName: _firstName, ...nameless } = template.sample;
    const { text } = renderer.email(template, nameless, contextFor(locale));
    expect(text.startsWith(locale === "en" ? "Hello,\n" : "Guten Tag,\n")).toBe(true);
  });

  it("stays far below the 102 KB at which Gmail cuts a mail off", () => {
    expect(Buffer.byteLength(render().html)).toBeLessThan(30_000);
  });
});

describe("pictures", () => {
  it("carry the title as alternative text, and nothing takes their place where none is known", () => {
    const imageUrl = "https://cdn.example/apron.jpg";
    const { html } = renderer.email(reminder1, withLine({ imageUrl }), contextFor("en"));
    expect(html).toContain(`<img src="${imageUrl}" alt="Apron"`);
    expect(renderer.email(reminder1, sample, contextFor("en")).html).not.toContain("<img");
  });

  it("of the logo carry the brand's name, which stands there itself without a logo", () => {
    const logo = contextFor("en", { brand: { ...brand, logoUrl: "https://cdn.example/logo.png" } });
    expect(renderer.email(reminder1, sample, logo).html).toContain(
      'src="https://cdn.example/logo.png" alt="Moss &amp; Clay"',
    );
  });
});

describe("the discount of reminder 3", () => {
  const code = "WELCOME-7Q4K";
  const withDiscount = (discount: (typeof reminder3.sample)["discount"]) => ({ ...sample, discount });
  const expiresAt = Instant.parse("2026-11-27T20:00:00.000Z");

  it.each([
    ["en", "America/New_York", "Valid until Friday, November 27 at 3:00 PM EST"],
    ["en-GB", "Europe/London", "Valid until Friday 27 November at 20:00 GMT"],
    ["de", "Europe/Berlin", "Gültig bis Freitag, 27. November um 21:00 MEZ"],
  ])("prints the real expiry in the words and zone of a reader in %s, %s", (locale, zone, words) => {
    const { html, text } = renderer.email(reminder3, withDiscount({ code, expiresAt }), contextFor(locale, { zone }));
    for (const part of [html, text]) {
      expect(part).toContain(code);
      expect(part.replaceAll("\u202f", " ")).toContain(words);
    }
  });

  it.each(["en", "de"])("says nothing of an end that is not known, in %s", (locale) => {
    const { html, text } = renderer.email(reminder3, withDiscount({ code }), contextFor(locale));
    for (const part of [html, text]) {
      expect(part).toContain(code);
      expect(part).not.toMatch(/Valid until|Gültig bis/);
    }
  });

  it.each([
    ["en", "$15.00 off your first order"],
    ["de", "15,00\u00a0$ Rabatt auf Ihre erste Bestellung"],
  ])("can be an amount, in %s", (locale, subject) => {
    const amount = { amount: "15.00", currency: "USD" };
    expect(renderer.email(reminder3, withDiscount({ code, amount }), contextFor(locale)).subject).toBe(subject);
  });

  it.each([
    ["en", "Our last note about your cart", /code|off your/i],
    ["de", "Unsere letzte Nachricht zu Ihrem Warenkorb", /Code|Rabatt/],
  ])("is not hinted at when there is none, in %s", (locale, subject, hint) => {
    const mail = renderer.email(reminder3, sample, contextFor(locale));
    expect(mail.subject).toBe(subject);
    expect(`${mail.preheader} ${mail.text} ${mail.html.replace(/<style.*?<\/style>|<[^>]*>/gs, " ")}`).not.toMatch(
      hint,
    );
  });
});

describe("the text", () => {
  it.each([
    ["en", "Reply STOP to opt out"],
    ["de", "Zum Abmelden STOP antworten"],
  ])("names the brand and how to stop, in one part of the GSM alphabet, in %s", (locale, stop) => {
    const { body, parts, encoding } = renderer.text(text1, text1.sample, contextFor(locale));
    expect(body.startsWith("Moss & Clay: ")).toBe(true);
    expect(body).toContain(` ${text1.sample.link} `);
    expect(body.endsWith(stop)).toBe(true);
    expect({ parts, encoding }).toEqual({ parts: 1, encoding: "GSM-7" });
  });

  it("is not doubled in price by an apostrophe in the brand's name", () => {
    const context = contextFor("en", { brand: { ...brand, name: "Maya’s Clay" } });
    expect(renderer.text(text1, text1.sample, context)).toMatchObject({ encoding: "GSM-7", parts: 1 });
  });
});

describe("the language of a message", () => {
  it.each([
    ["de-AT", "de", "€"],
    ["de_CH", "de", "EUR"],
    ["DE", "de", "€"],
    ["en-GB", "en", "€"],
    ["fr-FR", "en", "€"],
    ["not a locale", "en", "€"],
    ["", "en", "€"],
  ])("for a reader in %j is %s", (locale, language, currency) => {
    const params = { ...sample, checkout: { ...sample.checkout, total: { amount: "1234.50", currency: "EUR" } } };
    const { html } = renderer.email(reminder1, params, contextFor(locale));
    expect(html).toContain(`<html lang="${language}"`);
    expect(html).toContain(currency);
  });

  it("and the way its amounts are written agree: no French numbers in an English mail", () => {
    const params = { ...sample, checkout: { ...sample.checkout, total: { amount: "1234.50", currency: "EUR" } } };
    expect(renderer.email(reminder1, params, contextFor("fr-FR")).text).toContain("Total: €1,234.50");
    expect(renderer.email(reminder1, params, contextFor("de-AT")).text).toContain("Gesamt: €\u00a01.234,50");
  });
});
