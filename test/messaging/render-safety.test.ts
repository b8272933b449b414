import { reminder1, reminder3, text1 } from "../../shared/flows/abandoned-checkout/templates/templates.ts";
import { createRenderer, RenderError, type Renderer } from "../../shared/messaging/render.ts";
import { brand, contextFor, loadRenderer } from "./fixtures.ts";

const { sample } = reminder1;
const [firstLine] = sample.checkout.lines;

let renderer: Renderer;
beforeAll(async () => {
  renderer = await loadRenderer();
});

const withLine = (more: object) => ({
  ...sample,
  checkout: {
    ...sample.checkout,
    lines: [{ ...firstLine, title: "Apron", quantity: 1, price: { amount: "48.00", currency: "USD" }, ...more }],
  },
});

describe("what customers and storefronts write", () => {
  it("is shown in HTML as it was typed, never as mark-up", () => {
    const title = `<img src=x onerror="alert(1)"> & '"><b>bold</b>`;
    const { html, text } = renderer.email(
      reminder1,
      withLine({ title, url: "https://a.example/?a=1&b=%22" }),
      contextFor("en"),
    );
    expect(html).not.toContain("<img");
    expect(html).not.toContain("<b>");
    expect(html).toContain("&lt;img src=x onerror=&#34;alert(1)&#34;&gt; &amp;");
    expect(html).toContain('href="https://a.example/?a=1&amp;b=%22"');
    expect(text).toContain(title);
  });

  it.each(["{{ brand.postalAddress }}", "{% include 'x' %}", "{{ 7 | times: 6 }}", "{% raw %}"])(
    "%s is not evaluated",
    (title) => {
      const { html, text } = renderer.email(reminder1, withLine({ title }), contextFor("en"));
      expect(text).toContain(title);
      expect(html).toContain(title.replaceAll("'", "&#39;"));
    },
  );

  it("keeps to one line: no break, control character or turned direction gets through", () => {
    const title = "Mug\r\nBcc: all@example.com\u0000\u2028\u202etxt";
    const { html, text } = renderer.email(reminder1, withLine({ title }), contextFor("en"));
    expect(text).toContain("* Mug Bcc: all@example.com txt");
    expect(html + text).not.toMatch(/[\r\u0000\u2028\u202e]/);
  });

  it("cannot add lines to a subject", () => {
    const context = contextFor("en", { brand: { ...brand, name: "Moss\r\nBcc: all@example.com" } });
    expect(renderer.email(reminder3, reminder3.sample, context).preheader).toContain("Moss Bcc: all@example.com");
    const code = "X\r\nBcc: all@example.com";
    expect(renderer.email(reminder3, { ...sample, discount: { code } }, contextFor("en")).text).toContain(
      "X Bcc: all@",
    );
  });

  it.each([
    "Win $500 at evil.example",
    "http://evil.example",
    "Call 5551234",
    "Free!!",
    "a@b.example",
    "x".repeat(41),
    " \n ",
  ])("is no name to greet with when it is %j", (firstName) => {
    expect(renderer.email(reminder1, { ...sample, firstName }, contextFor("en")).text.startsWith("Hello,\n")).toBe(
      true,
    );
  });

  it.each(["Zoë", "Jean-Luc", "D’Arcy", "Anna Maria", "李", "J. P."])(
    "is a name to greet with when it is %s",
    (firstName) => {
      const { text } = renderer.email(reminder1, { ...sample, firstName }, contextFor("en"));
      expect(text.startsWith(`Hi ${firstName},\n`)).toBe(true);
    },
  );

  it("is shortened where it is overlong, between characters as a reader counts them", () => {
    const { text } = renderer.email(reminder1, withLine({ title: "👩‍🚀".repeat(100) }), contextFor("en"));
    expect(text).toContain(`* ${"👩‍🚀".repeat(89)}…`);
  });
});

describe("an address that is not of the web", () => {
  const javascript = "javascript:alert(1)";
  it.each([
    ["checkout.recoveryUrl", { ...sample, checkout: { ...sample.checkout, recoveryUrl: javascript } }],
    ["checkout.recoveryUrl", { ...sample, checkout: { ...sample.checkout, recoveryUrl: "java\nscript:alert(1)" } }],
    ["checkout.recoveryUrl", { ...sample, checkout: { ...sample.checkout, recoveryUrl: "data:text/html,x" } }],
    ["checkout.recoveryUrl", { ...sample, checkout: { ...sample.checkout, recoveryUrl: "/relative" } }],
    ["checkout.lines.0.url", withLine({ url: javascript })],
    ["checkout.lines.0.imageUrl", withLine({ imageUrl: "data:image/svg+xml,x" })],
  ])("is refused by the name of its parameter: %s", (path, params) => {
    expect(() => renderer.email(reminder1, params, contextFor("en"))).toThrow(
      new RenderError(`abandoned-checkout/reminder-1: ${path}: must be an http or https URL`),
    );
  });

  it("is refused as the link of a text and for unsubscribing", () => {
    expect(() => renderer.text(text1, { link: javascript }, contextFor("en"))).toThrow(/text-1: link: must be an http/);
    const context = contextFor("en", { unsubscribeUrl: javascript });
    expect(() => renderer.email(reminder1, sample, context)).toThrow(/unsubscribeUrl/);
  });

  it("is refused even where a template would link it", () => {
    const source = { subject: "s", preheader: "p", text: "t", html: '<a href="{{ firstName }}:alert(1)">x</a>' };
    const careless = createRenderer({ emails: { "abandoned-checkout/reminder-1": { en: source } }, texts: {} });
    expect(() => careless.email(reminder1, { ...sample, firstName: "javascript" }, contextFor("en"))).toThrow(
      /must not link javascript/,
    );
  });
});

describe("a template that is not right", () => {
  const rendererOf = (html: string) =>
    createRenderer({
      emails: { "abandoned-checkout/reminder-1": { en: { subject: "s", preheader: "p", text: "t", html } } },
      texts: {},
    });

  it.each([
    ["a variable that nobody passes", "{{ checkout.missing }}", /undefined variable: checkout\.missing/],
    ["a filter that does not exist", "{{ firstName | shout }}", /undefined filter: shout/],
    ["a file to include", "{% include '/etc/passwd' %}", /ENOENT/],
  ])("fails instead of sending %s", (_what, html, reason) => {
    expect(() => rendererOf(html).email(reminder1, sample, contextFor("en"))).toThrow(RenderError);
    expect(() => rendererOf(html).email(reminder1, sample, contextFor("en"))).toThrow(reason);
  });

  it("fails when the build does not have it", () => {
    expect(() => createRenderer({ emails: {}, texts: {} }).email(reminder1, sample, contextFor("en"))).toThrow(
      "abandoned-checkout/reminder-1: there is no such template in this build",
    );
  });

  it("fails, naming it, on a time zone that does not exist", () => {
    const context = contextFor("en", { zone: "Mars/Olympus" });
    expect(() => renderer.email(reminder3, reminder3.sample, context)).toThrow(/reminder-3.*Mars\/Olympus/s);
  });
});
