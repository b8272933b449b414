import { reminder1 } from "../../shared/flows/abandoned-checkout/templates/templates.ts";
import { confirmEmail, confirmText } from "../../shared/flows/consent-confirmation/templates/templates.ts";
import { localeFor } from "../../shared/messaging/locale.ts";
import { contextFor, loadRenderer } from "./fixtures.ts";

const preferencesUrl = "https://api.moss-and-clay.example/p/abc.def";

it.each<[string | undefined, string | undefined, string | undefined]>([
  [undefined, undefined, undefined],
  ["en-US", undefined, "en-US"],
  [undefined, "de", "de"],
  ["en-US", "de", "de"],
  // The reader's region is kept where the language is theirs.
  ["de-AT", "de", "de-AT"],
  ["de_AT", "de", "de_AT"],
  ["no locale at all", "en", "en"],
])("of a reader known by %p who has chosen %p the locale is %p", (known, chosen, expected) => {
  expect(localeFor(known, chosen)).toBe(expected);
});

describe("what readers told of themselves", () => {
  const subject =
    "{% if reader.topics contains 'kitchen' %}Kitchen{% else %}All{% endif %} {% if reader.birthday %}{{ reader.birthday.month }}/{{ reader.birthday.day }}{% else %}-{% endif %}";

  it.each([
    [undefined, "All -"],
    [{ topics: ["garden"], birthday: undefined }, "All -"],
    [{ topics: ["garden", "kitchen"], birthday: { month: 7, day: 4 } }, "Kitchen 7/4"],
  ])("is there for a store's own words: %j", async (reader, expected) => {
    const renderer = await loadRenderer();
    const overrides = { en: { subject } };
    const mail = renderer.email(reminder1, reminder1.sample, contextFor("en", { reader, overrides }));
    expect([mail.subject, mail.fallbacks]).toEqual([expected, []]);
  });
});

describe("the way to the preference centre", () => {
  it.each([
    ["en", "Choose what you get"],
    ["de", "Einstellungen"],
  ])("stands in the footer of a mail in %s, in its HTML and its text", async (locale, label) => {
    const renderer = await loadRenderer();
    const mail = renderer.email(reminder1, reminder1.sample, contextFor(locale, { preferencesUrl }));
    expect(mail.html).toContain(`<a href="${preferencesUrl}"`);
    expect(mail.html).toContain(label);
    expect(mail.text).toContain(`${label}: ${preferencesUrl}`);
  });

  it("is left out where there is none", async () => {
    const renderer = await loadRenderer();
    expect(renderer.email(reminder1, reminder1.sample, contextFor("en")).text).not.toContain("Choose what you get");
  });
});

describe("the question whether somebody said yes", () => {
  it.each(["en", "de"])("in %s holds its link, and fits into two parts as a text", async (locale) => {
    const renderer = await loadRenderer();
    const mail = renderer.email(confirmEmail, confirmEmail.sample, contextFor(locale));
    expect(mail.html).toContain(confirmEmail.sample.link);
    expect(mail.text).toContain(confirmEmail.sample.link);
    const text = renderer.text(confirmText, confirmText.sample, contextFor(locale));
    expect(text.body).toContain(confirmText.sample.link);
    expect(text.body).toMatch(/STOP/);
    expect(text).toMatchObject({ encoding: "GSM-7", parts: 2 });
  });
});
