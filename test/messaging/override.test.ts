import { reminder1, text1 } from "../../shared/flows/abandoned-checkout/templates/templates.ts";
import type { TemplateOverrides } from "../../shared/messaging/override.ts";
import type { Renderer } from "../../shared/messaging/render.ts";
import { unsafeIn } from "../../shared/messaging/safe-html.ts";
import { at } from "../support/instants.ts";
import { brand, contextFor, loadRenderer } from "./fixtures.ts";

let renderer: Renderer;
beforeAll(async () => {
  renderer = await loadRenderer();
});

const { sample } = reminder1;
const unsubscribeUrl = contextFor("en").unsubscribeUrl ?? "";
const footer = "{{ unsubscribeUrl }} {{ brand.postalAddress }}";
const email = (overrides: TemplateOverrides, locale = "en", params: typeof sample = sample, more: object = {}) =>
  renderer.email(reminder1, params, contextFor(locale, { overrides, ...more }));

describe("parts of an email in the store's own words", () => {
  it("stand where the flow's own stood, and leave the others as they came", () => {
    const plain = renderer.email(reminder1, sample, contextFor("en"));
    const { fallbacks, ...mail } = email({ en: { subject: "{{ firstName }}, your apron" } });
    expect(mail).toEqual({ ...plain, subject: "Maya, your apron", fallbacks: undefined });
    expect(fallbacks).toEqual([]);
  });

  it("are filled with the same parameters, formats and points", () => {
    const nextExpiry = { points: 20, lastAt: at("2026-12-31T23:59-05:00") };
    const loyalty = { balance: 480, pending: 0, names: { one: "leaf", many: "leaves" }, nextExpiry, tier: "Oak" };
    const { text } = email(
      { de: { text: `{{ checkout.total | money }} {{ loyalty.balance }} {{ loyalty.names.many }} ${footer}` } },
      "de-AT",
      sample,
      { loyalty },
    );
    expect(text).toContain("127,50");
    expect(text).toContain("480 leaves");
  });

  it("are for readers of their language, in which they may be the only ones", () => {
    const french = { fr: { subject: "Votre panier" } };
    expect(email(french, "fr-CA").subject).toBe("Votre panier");
    expect(email(french, "fr-CA").html).toBe(renderer.email(reminder1, sample, contextFor("fr-CA")).html);
    expect(email(french, "de").subject).toBe(renderer.email(reminder1, sample, contextFor("de")).subject);
    expect(email({ en: { subject: "Your cart" } }, "de").subject).not.toBe("Your cart");
    expect(email({ en: { subject: "Your cart" } }, "it").subject).toBe("Your cart");
  });

  it("are escaped in HTML and kept on one line like any other", () => {
    const odd = {
      ...sample,
      firstName: undefined,
      checkout: {
        ...sample.checkout,
        lines: [{ title: "<b>\\r\\nx</b>", quantity: 1, price: { amount: "1.00", currency: "USD" } }],
      },
    };
    const words = {
      subject: "{% for line in checkout.lines %}{{ line.title }}\r\nBcc: x{% endfor %}",
      html: `<p>{{ checkout.lines[0].title }}</p>${footer}`,
    };
    const { subject, html, fallbacks } = email({ en: words }, "en", odd);
    expect(fallbacks).toEqual([]);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).toContain("&lt;b&gt;");
    expect(html).toContain(unsubscribeUrl);
  });

  it.each<[string, TemplateOverrides[string], RegExp]>([
    [
      "a variable that no longer exists",
      { subject: "{{ cart.total }}" },
      /reminder-1\/en\/subject in the store's own words: undefined variable: cart/,
    ],
    ["Liquid that does not parse", { subject: "{% if %" }, /subject/],
    ["a subject that came out empty", { subject: "{% if nothing %}x{% endif %}" }, /must not be empty/],
    [
      "a page without a way to unsubscribe",
      { html: `<p>{{ brand.postalAddress }}</p>` },
      /must say how to unsubscribe/,
    ],
    [
      "a page that links what is not of the web",
      { html: `<a href=javascript:x>x</a>${footer}` },
      /must not link javascript:x/,
    ],
    ["a loop without end", { text: `{% for i in (1..1000000000) %}x{% endfor %} ${footer}` }, /text/],
  ])("give way to the flow's own when they hold %s, and are named", (_what, words, reason) => {
    const { fallbacks, ...mail } = email({ en: words });
    expect(mail).toEqual({ ...renderer.email(reminder1, sample, contextFor("en")), fallbacks: undefined });
    expect(fallbacks).toEqual([expect.stringMatching(reason)]);
  });

  it("do not hide what is wrong with the parameters", () => {
    const wrong = { ...sample, checkout: { ...sample.checkout, recoveryUrl: "javascript:x" } };
    expect(() => email({ en: { subject: "x" } }, "en", wrong)).toThrow(/recoveryUrl/);
  });
});

describe("a text in the store's own words", () => {
  const text = (source: string) =>
    renderer.text(text1, text1.sample, contextFor("en", { overrides: { en: { text: source } } }));

  it("is one line, and counted as it is sent", () => {
    const { body, parts, fallbacks } = text("{{ brand.name }}:\n“{{ link }}” Reply STOP to opt out");
    expect(body).toBe(`${brand.name}: "${text1.sample.link}" Reply STOP to opt out`);
    expect({ parts, fallbacks }).toEqual({ parts: 1, fallbacks: [] });
  });

  it.each([
    ["{{ link }} Reply STOP", /must name the store/],
    ["{{ brand.name }} {{ link }}", /must say how to stop/],
    ["{{ brand.name }} STOP {% for i in (1..900) %}ab{% endfor %}", /must not be longer than 1600/],
  ])("gives way to the flow's own when it is %j", (source, reason) => {
    const { body, fallbacks } = text(source);
    expect(body).toBe(renderer.text(text1, text1.sample, contextFor("en")).body);
    expect(fallbacks).toEqual([expect.stringMatching(reason)]);
  });
});

describe("a page", () => {
  it.each([
    [`<a href="https://a.example">x</a><img src='http://b.example/i.png'><a href=mailto:a@b.example>y</a>`, undefined],
    [`<p title="see href=x and src='y'">src=z</p>`, undefined],
    [`<!--[if mso]><a href="https://a.example">x</a><![endif]-->`, undefined],
    [`<a\nHREF = "JavaScript:x">x</a>`, "must not link JavaScript:x"],
    [`<a href="">x</a>`, "must not link "],
    [`<img alt=">" src="data:image/png;base64,x">`, "must not link data:image/png;base64,x"],
    [`<p onclick="x">`, "must not hold the attribute onclick"],
    [`<IFRAME src="https://a.example">`, "must not hold <iframe>"],
  ])("%s: %s", (html, expected) => {
    expect(unsafeIn(html)).toBe(expected);
  });
});
