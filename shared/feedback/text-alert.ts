import type { Instant } from "../events/instant.ts";

export type TextAlert = {
  readonly brand: string;
  readonly from: string;
  readonly at: Instant;
  readonly body: string;
  readonly mayMeanStop: boolean;
  /** The page that ends texts to this number. */
  readonly stopUrl: string;
};

/**
 * What support is told of a text that is no keyword. Whoever reads it decides whether it asks for an end of the texts: a
 * request in any wording counts, and is to be honoured within ten business days (47 CFR 64.1200(a)(10)).
 */
export const alertOfText = (alert: TextAlert): { readonly subject: string; readonly text: string } => ({
  subject: alert.mayMeanStop
    ? `${alert.brand}: a customer may want no more texts`
    : `${alert.brand}: a text from a customer`,
  text: [
    `From ${alert.from}, at ${alert.at}:`,
    "",
    alert.body,
    "",
    "Nothing was answered by itself.",
    alert.mayMeanStop
      ? "It may be a request to get no more texts. If it is one, open this link and confirm it, within ten business days at the latest:"
      : "If they want no more texts, open this link and confirm it:",
    alert.stopUrl,
    "",
  ].join("\n"),
});
