import { toGsmPunctuation } from "../messaging/sms-parts.ts";

/** What we answer of ourselves: that texts have stopped, that they come again, and who we are. */
export type ReplyKind = "stopped" | "resumed" | "help";

export type ReplyWords = { readonly brand: string; readonly contact: string };

const replies: Readonly<Record<"en" | "de", Readonly<Record<ReplyKind, (words: ReplyWords) => string>>>> = {
  en: {
    stopped: ({ brand }) =>
      `${brand}: You are unsubscribed and get no more texts from us. Reply START to get them again.`,
    resumed: ({ brand }) =>
      `${brand}: You get our texts again. Reply STOP to end them, HELP for help. Rates may apply.`,
    help: ({ brand, contact }) =>
      `${brand}: For help write to ${contact}. Reply STOP to get no more texts. Rates may apply.`,
  },
  de: {
    stopped: ({ brand }) =>
      `${brand}: Sie sind abgemeldet und bekommen keine SMS mehr von uns. Mit START wieder anmelden.`,
    resumed: ({ brand }) => `${brand}: Sie bekommen wieder SMS von uns. Zum Abmelden STOP antworten, Hilfe mit HELP.`,
    help: ({ brand, contact }) => `${brand}: Hilfe unter ${contact}. Zum Abmelden STOP antworten.`,
  },
};

/**
 * The words of an answer, in the customer's language where we have it. The one that confirms a stop says nothing else: it
 * may be the only text after it, and hold no advertising (47 CFR 64.1200(a)(12)).
 */
export const replyText = (kind: ReplyKind, locale: string, words: ReplyWords): string =>
  toGsmPunctuation(replies[locale.toLowerCase().startsWith("de") ? "de" : "en"][kind](words));
