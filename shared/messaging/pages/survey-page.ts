import { formTo, languageOf, renderPage } from "./layout.ts";

type Common = { readonly brand?: { readonly name: string } | undefined; readonly locale: string };

export type SurveyPage = Common &
  (
    | {
        readonly state: "ask";
        /** What the link in the mail, or an earlier answer, has chosen already. */
        readonly chosen: number | undefined;
        /** The form came back without an answer. */
        readonly missing?: boolean;
        readonly postUrl: string;
      }
    | { readonly state: "done" | "gone" | "invalid" }
  );

const texts = {
  en: {
    title: "How did we deal with it?",
    question: "How satisfied are you with the way we dealt with your complaint?",
    missing: "Please choose one of the five answers.",
    scores: [
      "Not at all satisfied",
      "Not very satisfied",
      "Neither satisfied nor dissatisfied",
      "Satisfied",
      "Very satisfied",
    ],
    action: "Send my answer",
    done: [
      "Thank you for your answer",
      "It helps us to do better. To give another answer, open the link from the email again.",
    ],
    gone: ["This question is no longer open", "There is nothing else to do."],
    invalid: [
      "This link does not work",
      "It may have been cut off on its way. Please open it from the email again, or reply to the email.",
    ],
  },
  de: {
    title: "Wie sind wir damit umgegangen?",
    question: "Wie zufrieden sind Sie damit, wie wir uns um Ihre Beschwerde gekümmert haben?",
    missing: "Bitte wählen Sie eine der fünf Antworten.",
    scores: ["Überhaupt nicht zufrieden", "Eher nicht zufrieden", "Teils, teils", "Zufrieden", "Sehr zufrieden"],
    action: "Antwort senden",
    done: [
      "Vielen Dank für Ihre Antwort",
      "Sie hilft uns, besser zu werden. Für eine andere Antwort öffnen Sie den Link aus der E-Mail noch einmal.",
    ],
    gone: ["Diese Frage ist nicht mehr offen", "Sie brauchen nichts weiter zu tun."],
    invalid: [
      "Dieser Link funktioniert nicht",
      "Vielleicht wurde er unterwegs abgeschnitten. Bitte öffnen Sie ihn noch einmal aus der E-Mail, oder antworten Sie auf die E-Mail.",
    ],
  },
} as const;

type Copy = (typeof texts)[keyof typeof texts];

/** Radio buttons of a form: the keyboard moves among them, and no script is needed. */
const choices = ({ question, scores, action }: Copy, chosen: number | undefined): string => {
  const radios = scores.map((label, index) => {
    const score = index + 1;
    const checked = score === chosen ? " checked" : "";
    return `<label><input type="radio" name="score" value="${score}" required${checked}> ${score}: ${label}</label>`;
  });
  return `<fieldset><legend>${question}</legend>${radios.join("")}</fieldset><button type="submit">${action}</button>`;
};

/** The page on which a customer says how a complaint was dealt with. Throws when `postUrl` is none. */
export const renderSurveyPage = (page: SurveyPage): string => {
  const language = languageOf(page.locale);
  const copy = texts[language];
  if (page.state === "ask") {
    const form = formTo(page.postUrl, choices(copy, page.chosen));
    const paragraphs = page.missing === true ? [copy.missing] : [];
    return renderPage({ language, brand: page.brand, title: copy.title, paragraphs, form });
  }
  const [title, text] = copy[page.state];
  return renderPage({ language, brand: page.brand, title, paragraphs: [text] });
};
