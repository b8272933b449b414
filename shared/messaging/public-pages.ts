import { createHash } from "node:crypto";
import { chooseLocale } from "./locale.ts";
import { toSingleLine } from "./single-line.ts";

type Common = { readonly brand?: { readonly name: string } | undefined; readonly locale: string };

export type UnsubscribePage =
  | (Common & {
      readonly state: "confirm";
      /** Where the form posts to: a path, a query or an https URL. */
      readonly postUrl: string;
    })
  | (Common & { readonly state: "done" | "invalid"; readonly postUrl?: string });

const style = `
:root { color-scheme: light dark; --page: #f3f4f2; --card: #ffffff; --text: #1f2421; --action: #1f4d3d; --on-action: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --page: #101113; --card: #1d1f22; --text: #f1f1ef; --action: #bfe3d2; --on-action: #12241c; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 16px; min-height: 100vh; display: grid; place-items: center; background: var(--page); color: var(--text); font: 17px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
main { width: 100%; max-width: 480px; padding: 32px 24px; border-radius: 12px; background: var(--card); overflow-wrap: anywhere; }
.brand { margin: 0 0 20px; font-weight: 700; }
h1 { margin: 0 0 12px; font-size: 26px; line-height: 1.3; }
p { margin: 0 0 20px; }
main > :last-child, form > :last-child { margin-bottom: 0; }
button { width: 100%; min-height: 52px; padding: 12px 24px; border: 0; border-radius: 8px; background: var(--action); color: var(--on-action); font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible { outline: 3px solid var(--text); outline-offset: 3px; }
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
const escapeHtml = (text: string): string =>
  toSingleLine(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");

const texts = {
  en: {
    confirm: (name: string | undefined) => ({
      title: "Unsubscribe?",
      text: `You will get no more marketing emails${name ? ` from ${name}` : ""}. Emails about your orders still reach you.`,
    }),
    done: (name: string | undefined) => ({
      title: "You are unsubscribed",
      text: `You will get no more marketing emails${name ? ` from ${name}` : ""}. There is nothing else to do.`,
    }),
    invalid: () => ({
      title: "This link does not work",
      text: "It may have been cut off on its way. Please open it from the email again, or reply to the email and ask to be unsubscribed.",
    }),
    action: "Unsubscribe",
  },
  de: {
    confirm: (name: string | undefined) => ({
      title: "Möchten Sie sich abmelden?",
      text: `Sie erhalten dann keine Werbe-E-Mails mehr${name ? ` von ${name}` : ""}. E-Mails zu Ihren Bestellungen kommen weiterhin an.`,
    }),
    done: (name: string | undefined) => ({
      title: "Sie sind abgemeldet",
      text: `Sie erhalten keine Werbe-E-Mails mehr${name ? ` von ${name}` : ""}. Sie brauchen nichts weiter zu tun.`,
    }),
    invalid: () => ({
      title: "Dieser Link funktioniert nicht",
      text: "Vielleicht wurde er unterwegs abgeschnitten. Bitte öffnen Sie ihn noch einmal aus der E-Mail, oder antworten Sie auf die E-Mail und bitten Sie um Abmeldung.",
    }),
    action: "Abmelden",
  },
};

const formOf = (postUrl: string, action: string): string => {
  if (!/^(https:\/\/|\/(?![/\\])|\?)/.test(postUrl))
    throw new Error("postUrl: must be a path, a query or an https URL");
  // RFC 8058, section 3.1: the very body a mail client posts, so that one handler serves both.
  return `<form method="post" action="${escapeHtml(postUrl)}"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">${action}</button></form>`;
};

/**
 * The unsubscribe page as HTML: asks (`confirm`, with a form that posts), confirms (`done`) or refuses (`invalid`). It
 * needs no script and nothing from elsewhere; serve it with {@link publicPagePolicy}. Throws when `postUrl` is none.
 */
export const renderUnsubscribePage = (page: UnsubscribePage): string => {
  const { copy } = chooseLocale(page.locale, Object.keys(texts));
  const language = copy === "de" ? "de" : "en";
  const { title, text } = texts[language][page.state](page.brand?.name);
  const brand = page.brand ? `<p class="brand">${escapeHtml(page.brand.name)}</p>` : "";
  const form = page.state === "confirm" ? formOf(page.postUrl, texts[language].action) : "";
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
<main>${brand}<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${form}</main>
</body>
</html>
`;
};
