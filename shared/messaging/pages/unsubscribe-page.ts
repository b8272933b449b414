import { escapeHtml, formTo, languageOf, renderPage } from "./layout.ts";

type Common = {
  readonly brand?: { readonly name: string } | undefined;
  readonly locale: string;
  /** The path of the preference centre, offered beside the button. */
  readonly preferencesPath?: string | undefined;
};

export type UnsubscribePage =
  | (Common & {
      readonly state: "confirm";
      /** Where the form posts to: a path, a query or an https URL. */
      readonly postUrl: string;
    })
  | (Common & { readonly state: "done" | "invalid"; readonly postUrl?: string });

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
    choose: "Or choose what you get",
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
    choose: "Oder wählen Sie aus, was Sie bekommen",
  },
};

/**
 * The unsubscribe page as HTML: asks (`confirm`, with a form that posts), confirms (`done`) or refuses (`invalid`).
 * Throws when `postUrl` is none.
 */
export const renderUnsubscribePage = (page: UnsubscribePage): string => {
  const language = languageOf(page.locale);
  const { title, text } = texts[language][page.state](page.brand?.name);
  // RFC 8058, section 3.1: the very body a mail client posts, so that one handler serves both.
  const oneClick = `<input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">${texts[language].action}</button>`;
  const { preferencesPath } = page;
  const choose =
    preferencesPath === undefined
      ? ""
      : `<p class="aside"><a href="${escapeHtml(preferencesPath)}">${texts[language].choose}</a></p>`;
  const form = (page.state === "confirm" ? formTo(page.postUrl, oneClick) : "") + choose;
  return renderPage({ language, brand: page.brand, title, paragraphs: [text], form });
};
