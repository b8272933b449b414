import { createHash } from "node:crypto";
import { chooseLocale } from "../locale.ts";
import { toSingleLine } from "../single-line.ts";

/** The languages our own pages speak. */
export type Language = "en" | "de";

/** The language of a page for a reader who asks for this locale. */
export const languageOf = (locale: string): Language =>
  chooseLocale(locale, ["en", "de"]).copy === "de" ? "de" : "en";

const style = `
:root { color-scheme: light dark; --page: #f3f4f2; --card: #ffffff; --text: #1f2421; --action: #1f4d3d; --on-action: #ffffff; --mistake: #a3201b; }
@media (prefers-color-scheme: dark) { :root { --page: #101113; --card: #1d1f22; --text: #f1f1ef; --action: #bfe3d2; --on-action: #12241c; --mistake: #ffb4ab; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 16px; min-height: 100vh; display: grid; place-items: center; background: var(--page); color: var(--text); font: 17px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main { width: 100%; max-width: 480px; padding: 32px 24px; border-radius: 12px; background: var(--card); overflow-wrap: anywhere; }
.brand { margin: 0 0 20px; font-weight: 700; }
h1 { margin: 0 0 12px; font-size: 26px; line-height: 1.3; }
p { margin: 0 0 20px; }
main > :last-child, form > :last-child { margin-bottom: 0; }
button { width: 100%; min-height: 52px; padding: 12px 24px; border: 0; border-radius: 8px; background: var(--action); color: var(--on-action); font: inherit; font-weight: 600; cursor: pointer; }
button.second { margin: 12px 0 20px; background: transparent; color: var(--text); border: 1px solid var(--text); }
button:focus-visible, input:focus-visible, select:focus-visible, a:focus-visible { outline: 3px solid var(--text); outline-offset: 3px; }
fieldset { margin: 0 0 20px; padding: 0; border: 0; }
legend { margin: 0 0 12px; padding: 0; }
label { display: flex; align-items: center; gap: 12px; min-height: 48px; padding: 4px 0; cursor: pointer; }
a { color: inherit; }
form fieldset legend { font-weight: 600; }
.field { margin: 0 0 20px; }
.field label { display: block; min-height: 0; padding: 0; }
.field select { display: block; width: 100%; min-height: 48px; margin-top: 4px; padding: 8px 12px; border: 1px solid var(--text); border-radius: 8px; background: var(--card); color: var(--text); font: inherit; }
.pair { display: grid; grid-template-columns: 2fr 1fr; gap: 12px; }
.pair .field { margin: 0; }
.aside { margin: 20px 0 0; }
.hint { margin: 4px 0 0; font-size: 15px; line-height: 1.5; }
.note { padding: 12px 16px; border: 2px solid var(--action); border-radius: 8px; }
.mistake { border-color: var(--mistake); color: var(--mistake); }
fieldset .mistake { margin: 8px 0 0; }
input[type="radio"], input[type="checkbox"] { flex: none; width: 24px; height: 24px; margin: 0; accent-color: var(--action); }
`;

/** The Content-Security-Policy under which the pages work: no script, no picture, their own style and form only. */
export const publicPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as it may stand in HTML, on one line. */
export const escapeHtml = (text: string): string =>
  toSingleLine(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");

/** A form that posts to `postUrl` (a path, a query or an https URL), around HTML. Throws when that is none. */
export const formTo = (postUrl: string, html: string): string => {
  if (!/^(https:\/\/|\/(?![/\\])|\?)/.test(postUrl))
    throw new Error("postUrl: must be a path, a query or an https URL");
  return `<form method="post" action="${escapeHtml(postUrl)}">${html}</form>`;
};

export type PageParts = {
  readonly language: Language;
  readonly brand: { readonly name: string } | undefined;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** HTML, escaped by its maker. */
  readonly form?: string | undefined;
};

/** A page as HTML. It needs no script and nothing from elsewhere; serve it with {@link publicPagePolicy}. */
export const renderPage = ({ language, brand, title, paragraphs, form = "" }: PageParts): string => {
  const name = brand ? `<p class="brand">${escapeHtml(brand.name)}</p>` : "";
  const text = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join("");
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>${name}<h1>${escapeHtml(title)}</h1>${text}${form}</main>
</body>
</html>
`;
};
