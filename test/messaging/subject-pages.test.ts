import { createHash } from "node:crypto";
import { type ComplaintPage, renderComplaintPage } from "../../shared/messaging/pages/complaint-page.ts";
import { publicPagePolicy } from "../../shared/messaging/pages/layout.ts";
import { renderSurveyPage, type SurveyPage } from "../../shared/messaging/pages/survey-page.ts";
import { at } from "../support/instants.ts";

const brand = { name: "Moss & Clay" };
const when = at("2026-11-05T19:00Z");
const zone = "America/New_York";
const open = { state: "open", rating: 2, product: "Mug", openedAt: when, zone, postUrl: "/c/token" } as const;

it.each([
  ["en", open, "Settle this complaint?", "2 of 5 stars for Mug, reported on Thursday, November 5 at 2:00 PM EST."],
  [
    "de-AT",
    open,
    "Diese Beschwerde abschließen?",
    "2 von 5 Sternen für „Mug“, gemeldet am Donnerstag, 5. November um 14:00 GMT-5.",
  ],
  [
    "en",
    { state: "closed", by: "support", at: when, zone },
    "This complaint is closed",
    "settled by support on Thursday",
  ],
  [
    "de",
    { state: "closed", by: "customer", at: when, zone },
    "Diese Beschwerde ist abgeschlossen",
    "die Bewertung angehoben",
  ],
  ["de", { state: "closed", by: "window", at: when, zone }, "Diese Beschwerde ist abgeschlossen", "Ihre Frist ist am"],
  ["en", { state: "done" }, "The complaint is settled", "Thank you."],
  ["de", { state: "none" }, "Es gibt nichts abzuschließen", "zurückgenommen"],
  ["fr", { state: "invalid" }, "This link does not work", "from the alert again"],
] as const)("support reads in %s of %j", (locale, page, title, text) => {
  const html = renderComplaintPage({ ...page, brand, locale });
  expect(html).toContain(`<h1>${title}</h1>`);
  expect(html).toContain(text);
  expect(html).toContain("Moss &amp; Clay");
  expect(html).toContain(`<html lang="${locale.startsWith("de") ? "de" : "en"}">`);
  expect(html.includes("<form")).toBe(page.state === "open");
});

it.each([
  ["en", { state: "done" }, "Thank you for your answer"],
  ["de", { state: "done" }, "Vielen Dank für Ihre Antwort"],
  ["de", { state: "gone" }, "Diese Frage ist nicht mehr offen"],
  ["en", { state: "invalid" }, "This link does not work"],
] as const)("the customer reads in %s of %j", (locale, page, title) => {
  const html = renderSurveyPage({ ...page, brand, locale });
  expect(html).toContain(`<h1>${title}</h1>`);
  expect(html).not.toMatch(/<form|<input/);
});

it.each([
  ["en", "3: Neither satisfied nor dissatisfied", "Send my answer"],
  ["de", "3: Teils, teils", "Antwort senden"],
])("the question in %s is a form that a keyboard can fill in", (locale, label, action) => {
  const html = renderSurveyPage({ state: "ask", chosen: 3, brand, locale, postUrl: "/s/token" });
  expect(html).toContain('<form method="post" action="/s/token"><fieldset><legend>');
  expect(html).toContain(`<label><input type="radio" name="score" value="3" required checked> ${label}</label>`);
  expect(html).toContain(`<button type="submit">${action}</button>`);
  expect(html.match(/<label><input/g)).toHaveLength(5);
  expect(html.match(/ checked/g)).toHaveLength(1);
});

it("a form that came back empty says what is missing", () => {
  const ask = { state: "ask", chosen: undefined, brand, locale: "en", postUrl: "/s/t" } as const;
  expect(renderSurveyPage({ ...ask, missing: true })).toContain("Please choose one of the five answers.");
  expect(renderSurveyPage(ask)).not.toMatch(/Please choose| checked/);
});

it("a product's name is shown as text, on one line and not for ever", () => {
  const html = renderComplaintPage({ ...open, product: `<script>"${"x".repeat(500)}`, brand, locale: "en" });
  expect(html).not.toContain("<script");
  expect(html).toContain("&lt;script&gt;&quot;x");
  expect(html).not.toContain("x".repeat(200));
});

it.each(["javascript:alert(1)", "//evil.example/c", "http://a.example/c", ""])("no form posts to %j", (postUrl) => {
  expect(() => renderComplaintPage({ ...open, postUrl, locale: "en" })).toThrow(/postUrl/);
  expect(() => renderSurveyPage({ state: "ask", chosen: 1, postUrl, locale: "en" })).toThrow(/postUrl/);
});

it("they need no script and nothing from elsewhere, as their policy says", () => {
  const complaint: ComplaintPage = { ...open, brand, locale: "en" };
  const survey: SurveyPage = { state: "ask", chosen: 4, brand, locale: "de", postUrl: "/s/t" };
  for (const html of [renderComplaintPage(complaint), renderSurveyPage(survey)]) {
    expect(html).not.toMatch(/<script|<link|<img|url\(|@import| style="| on[a-z]+="/i);
    const style = /<style>([^]*)<\/style>/.exec(html)?.[1] ?? "";
    expect(publicPagePolicy).toContain(`'sha256-${createHash("sha256").update(style).digest("base64")}'`);
    expect(html).toContain('<meta name="referrer" content="no-referrer">');
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  }
});
