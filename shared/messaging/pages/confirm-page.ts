import type { Channel } from "../../events/parts.ts";
import { formTo, languageOf, renderPage } from "./layout.ts";

type Common = { readonly brand?: { readonly name: string } | undefined; readonly locale: string };

export type ConfirmPage = Common &
  (
    | { readonly state: "ask"; readonly channel: Channel; readonly postUrl: string }
    | { readonly state: "done" | "used" | "expired" | "gone" | "invalid" }
  );

const texts = {
  en: {
    ask: {
      email: ["Do you want our emails?", "Please confirm that you want news and offers by email."],
      text: ["Do you want our texts?", "Please confirm that you want news and offers by text message."],
    },
    action: "Yes, I want them",
    done: ["Thank you, that is confirmed", "You can change your mind at any time: every message says how."],
    used: ["This link was used already", "Your yes is confirmed. There is nothing else to do."],
    expired: [
      "This link has expired",
      "It worked for 7 days. If you still want our news, please say so in the shop again.",
    ],
    gone: ["There is nothing to confirm", "The yes was taken back, or the data was erased. You need not do anything."],
    invalid: ["This link does not work", "It may have been cut off on its way. Please open it from the message again."],
  },
  de: {
    ask: {
      email: [
        "Möchten Sie unsere E-Mails?",
        "Bitte bestätigen Sie, dass Sie Neuigkeiten und Angebote per E-Mail möchten.",
      ],
      text: ["Möchten Sie unsere SMS?", "Bitte bestätigen Sie, dass Sie Neuigkeiten und Angebote per SMS möchten."],
    },
    action: "Ja, die möchte ich",
    done: [
      "Vielen Dank, das ist bestätigt",
      "Sie können es sich jederzeit anders überlegen: Jede Nachricht sagt, wie.",
    ],
    used: ["Dieser Link wurde schon benutzt", "Ihre Zustimmung ist bestätigt. Sie brauchen nichts weiter zu tun."],
    expired: [
      "Dieser Link ist abgelaufen",
      "Er galt 7 Tage. Wenn Sie unsere Neuigkeiten noch möchten, stimmen Sie bitte im Shop noch einmal zu.",
    ],
    gone: [
      "Es gibt nichts zu bestätigen",
      "Die Zustimmung wurde zurückgenommen, oder die Daten wurden gelöscht. Sie brauchen nichts zu tun.",
    ],
    invalid: [
      "Dieser Link funktioniert nicht",
      "Vielleicht wurde er unterwegs abgeschnitten. Bitte öffnen Sie ihn noch einmal aus der Nachricht.",
    ],
  },
} as const;

/** The page on which somebody confirms that they said yes. Throws when `postUrl` is none. */
export const renderConfirmPage = (page: ConfirmPage): string => {
  const language = languageOf(page.locale);
  const copy = texts[language];
  if (page.state === "ask") {
    const [title, text] = copy.ask[page.channel];
    const form = formTo(page.postUrl, `<button type="submit">${copy.action}</button>`);
    return renderPage({ language, brand: page.brand, title, paragraphs: [text], form });
  }
  const [title, text] = copy[page.state];
  return renderPage({ language, brand: page.brand, title, paragraphs: [text] });
};
