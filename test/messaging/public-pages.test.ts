import { createHash } from "node:crypto";
import { publicPagePolicy } from "../../shared/messaging/pages/layout.ts";
import { renderUnsubscribePage } from "../../shared/messaging/pages/unsubscribe-page.ts";

const brand = { name: "Moss & Clay" };

it.each([
  ["en", "confirm", "Unsubscribe?"],
  ["en-GB", "done", "You are unsubscribed"],
  ["fr", "invalid", "This link does not work"],
  ["de", "confirm", "Möchten Sie sich abmelden?"],
  ["de-AT", "done", "Sie sind abgemeldet"],
  ["de", "invalid", "Dieser Link funktioniert nicht"],
] as const)("the page for a reader in %s that says %s is headed %j", (locale, state, heading) => {
  const html = renderUnsubscribePage({ state, brand, locale, postUrl: "/unsubscribe?token=a" });
  expect(html).toContain(`<h1>${heading}</h1>`);
  expect(html).toContain(`<html lang="${locale.startsWith("de") ? "de" : "en"}">`);
  expect(html).toContain("Moss &amp; Clay");
});

it("only the question has a form, and it posts what a mail client posts (RFC 8058)", () => {
  const confirm = renderUnsubscribePage({ state: "confirm", brand, locale: "en", postUrl: "/unsubscribe?a=1&b=2" });
  expect(confirm).toContain('<form method="post" action="/unsubscribe?a=1&amp;b=2">');
  expect(confirm).toContain('<input type="hidden" name="List-Unsubscribe" value="One-Click">');
  for (const state of ["done", "invalid"] as const)
    expect(renderUnsubscribePage({ state, locale: "en" })).not.toMatch(/<form|<button/);
});

it("shows a brand's name as text, whatever it holds", () => {
  const html = renderUnsubscribePage({ state: "done", brand: { name: `<script>alert("x")</script>` }, locale: "en" });
  expect(html).not.toContain("<script");
  expect(html).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
});

it.each(["javascript:alert(1)", "//evil.example/u", "/\\evil.example", "http://a.example/u", ""])(
  "does not post to %j",
  (postUrl) => {
    expect(() => renderUnsubscribePage({ state: "confirm", locale: "en", postUrl })).toThrow(/postUrl/);
  },
);

it("needs no script and nothing from elsewhere, so that its policy can forbid both", () => {
  const html = renderUnsubscribePage({ state: "confirm", brand, locale: "de", postUrl: "?token=a" });
  expect(html).not.toMatch(/<script|<link|<img|url\(|@import| style="| on[a-z]+="/i);
  const style = /<style>([^]*)<\/style>/.exec(html)?.[1] ?? "";
  expect(publicPagePolicy).toContain(`style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`);
  expect(publicPagePolicy).toContain("default-src 'none'");
});

it("keeps the token in its address from leaking and out of search engines", () => {
  const html = renderUnsubscribePage({ state: "invalid", locale: "en" });
  expect(html).toContain('<meta name="referrer" content="no-referrer">');
  expect(html).toContain('<meta name="robots" content="noindex">');
});
