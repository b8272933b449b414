import { pointsExpiry } from "../../shared/flows/points-expiry/flow.ts";
import * as points from "../../shared/flows/points-expiry/templates/templates.ts";
import { tierChange } from "../../shared/flows/tier-change/flow.ts";
import * as tiers from "../../shared/flows/tier-change/templates/templates.ts";
import { formatDay, formatNumber } from "../../shared/messaging/format.ts";
import { type LoyaltyView, type Renderer, viewOf } from "../../shared/messaging/render.ts";
import { at } from "../support/instants.ts";
import { contextFor, loadRenderer } from "./fixtures.ts";

const loyalty: LoyaltyView = {
  balance: 12_500,
  pending: 40,
  names: { one: "Star", many: "Stars" },
  nextExpiry: { points: 120, lastAt: at("2027-04-01T03:59:59.999Z") },
  tier: "Gold",
};

let renderer: Renderer;
beforeAll(async () => {
  renderer = await loadRenderer();
});

it("every template may print the reader's points, tier and next expiry", () => {
  expect(viewOf({}, contextFor("en", { loyalty }), "any")).toMatchObject({ loyalty });
  expect(viewOf({}, contextFor("en"), "any")).toHaveProperty("loyalty", undefined);
});

describe("the line of the balance", () => {
  const textWith = (view: LoyaltyView | undefined, locale = "en"): string =>
    renderer.email(tiers.tierUp, tiers.tierUp.sample, contextFor(locale, { loyalty: view })).text;

  it.each([
    ["en", loyalty, "Your balance: 12,500 Stars, 120 of them to be used by March 31, 2027"],
    ["de", loyalty, "Ihr Guthaben: 12.500 Stars, davon 120 bis 31. März 2027 einzulösen"],
    ["en", { ...loyalty, balance: 120 }, "Your balance: 120 Stars, to be used by March 31, 2027"],
    ["de", { ...loyalty, balance: 120 }, "Ihr Guthaben: 120 Stars, bis 31. März 2027 einzulösen"],
    ["en", { ...loyalty, balance: 1, nextExpiry: undefined }, "Your balance: 1 Star"],
  ])("reads, in %s", (locale, view, line) => {
    expect(textWith(view, locale).split("\n")).toContain(line);
  });

  it.each([
    ["the store has no points", undefined],
    ["the reader has none", { ...loyalty, balance: 0 }],
  ])("is left out where %s", (_name, view) => {
    expect(textWith(view)).not.toContain("Your balance");
  });
});

describe("the templates of points and tiers", () => {
  it("are those of the flows' steps", () => {
    const ids = [...pointsExpiry.steps, ...tierChange.steps].map(({ template }) => template?.id);
    expect([...Object.values(points), ...Object.values(tiers)].map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  const inLanguage = (locale: string) => {
    const context = contextFor(locale);
    return [
      ...[points.reminder30, points.reminder7, points.reminder1].map((mail) =>
        renderer.email(mail, mail.sample, context),
      ),
      renderer.email(tiers.tierUp, tiers.tierUp.sample, context),
      renderer.email(tiers.tierDrop, tiers.tierDrop.sample, context),
    ];
  };

  it.each(["en", "de"])("are complete in %s, with the way to the shop and the way out", (locale) => {
    for (const { subject, html, text } of inLanguage(locale)) {
      expect(subject).not.toBe("");
      for (const body of [html, text]) {
        expect(body).toContain("https://moss-and-clay.example");
        expect(body).toContain("https://api.moss-and-clay.example/unsubscribe?token=abc.def");
        expect(body).not.toMatch(/\{\{|\[\[|undefined/);
      }
    }
  });

  it("tell nothing that the store did not say: neither worth nor reward nor renewal", () => {
    const { worth: _worth, reward: _reward, ...rest } = points.reminder30.sample;
    const bare = { ...rest, renews: false, expiry: { ...rest.expiry, points: 1, first: 1 } };
    const { subject, text } = renderer.email(points.reminder30, bare, contextFor("en"));
    expect(subject).toBe("1 point to use by March 31, 2027");
    expect(text).toContain(
      "You have 1 point at Moss & Clay that can be used until Wednesday, March 31 at 11:59 PM EDT.",
    );
    expect(text).not.toMatch(/worth|enough|keeps them|That date/);
  });

  it.each([
    ["en", "Moss & Clay: use 240 points ($24.00) by March 31, 2027: "],
    ["de", "Moss & Clay: 240 points (24,00 $) einlösbar bis 31. März 2027: "],
  ])("the text fits one part and says how to stop, in %s", (locale, beginning) => {
    const { body, parts, encoding } = renderer.text(points.text1, points.text1.sample, contextFor(locale));
    expect(body.replaceAll("\u00a0", " ")).toContain(beginning);
    expect(body).toContain("STOP");
    expect({ parts, encoding }).toEqual({ parts: 1, encoding: "GSM-7" });
  });
});

it.each([
  ["en", "America/New_York", "March 31, 2027", "12,500"],
  ["de", "Europe/Berlin", "1. April 2027", "12.500"],
  ["en-GB", "Pacific/Kiritimati", "1 April 2027", "12,500"],
])("a day and a number read, in %s and %s, %s and %s", (locale, zone, day, number) => {
  expect(formatDay(at("2027-04-01T03:59:59.999Z"), locale, zone)).toBe(day);
  expect(formatNumber(12_500, locale)).toBe(number);
});
