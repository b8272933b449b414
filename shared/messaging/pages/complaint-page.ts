import type { Instant } from "../../events/instant.ts";
import { clip, formatMoment } from "../format.ts";
import { formTo, type Language, languageOf, renderPage } from "./layout.ts";

type Common = { readonly brand?: { readonly name: string } | undefined; readonly locale: string };

/** A page for support. Whoever gets hold of its address sees no name and no word of the review. */
export type ComplaintPage = Common &
  (
    | {
        readonly state: "open";
        readonly rating: number;
        readonly product: string | undefined;
        readonly openedAt: Instant;
        readonly zone: string;
        readonly postUrl: string;
      }
    | {
        readonly state: "closed";
        readonly by: "support" | "customer" | "window";
        readonly at: Instant;
        readonly zone: string;
      }
    | { readonly state: "done" | "none" | "invalid" }
  );

const texts = {
  en: {
    open: "Settle this complaint?",
    what: (rating: number, product: string | undefined, when: string) =>
      `${rating} of 5 stars${product === undefined ? "" : ` for ${product}`}, reported on ${when}.`,
    then: "Once it is settled, the customer is asked how it went, and promotions to them resume some days later.",
    action: "It is settled",
    closed: "This complaint is closed",
    by: {
      support: (when: string) => `It was settled by support on ${when}. There is nothing else to do.`,
      customer: (when: string) =>
        `The customer raised the rating on ${when}, which settles it. There is nothing else to do.`,
      window: (when: string) => `Its time ended on ${when}. There is nothing else to do.`,
    },
    done: ["The complaint is settled", "Thank you. The customer will be asked how it went."],
    none: ["There is nothing to settle", "This complaint was taken back, or the customer's data was erased."],
    invalid: ["This link does not work", "It may have been cut off on its way. Please open it from the alert again."],
  },
  de: {
    open: "Diese Beschwerde abschließen?",
    what: (rating: number, product: string | undefined, when: string) =>
      `${rating} von 5 Sternen${product === undefined ? "" : ` für „${product}“`}, gemeldet am ${when}.`,
    then: "Nach dem Abschluss wird nachgefragt, wie es gelaufen ist. Einige Tage später darf es wieder Werbung geben.",
    action: "Ist erledigt",
    closed: "Diese Beschwerde ist abgeschlossen",
    by: {
      support: (when: string) => `Der Kundendienst hat sie am ${when} abgeschlossen. Es ist nichts weiter zu tun.`,
      customer: (when: string) =>
        `Am ${when} wurde die Bewertung angehoben, damit hat sie sich erledigt. Es ist nichts weiter zu tun.`,
      window: (when: string) => `Ihre Frist ist am ${when} abgelaufen. Es ist nichts weiter zu tun.`,
    },
    done: ["Die Beschwerde ist abgeschlossen", "Vielen Dank. Wir fragen nach, wie es gelaufen ist."],
    none: ["Es gibt nichts abzuschließen", "Die Beschwerde wurde zurückgenommen, oder die Daten wurden gelöscht."],
    invalid: [
      "Dieser Link funktioniert nicht",
      "Vielleicht wurde er unterwegs abgeschnitten. Bitte öffnen Sie ihn noch einmal aus der Meldung.",
    ],
  },
} as const;

const partsOf = (page: ComplaintPage, language: Language) => {
  const copy = texts[language];
  switch (page.state) {
    case "open": {
      const { rating, product, openedAt, zone, postUrl } = page;
      const what = copy.what(rating, product && clip(product, 120), formatMoment(openedAt, language, zone));
      const form = formTo(postUrl, `<button type="submit">${copy.action}</button>`);
      return { title: copy.open, paragraphs: [what, copy.then], form };
    }
    case "closed":
      return { title: copy.closed, paragraphs: [copy.by[page.by](formatMoment(page.at, language, page.zone))] };
    case "done":
    case "none":
    case "invalid": {
      const [title, text] = copy[page.state];
      return { title, paragraphs: [text] };
    }
  }
};

/** The page on which support settles a complaint. Throws when `postUrl` is none. */
export const renderComplaintPage = (page: ComplaintPage): string => {
  const language = languageOf(page.locale);
  return renderPage({ language, brand: page.brand, ...partsOf(page, language) });
};
