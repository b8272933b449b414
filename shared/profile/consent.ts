import type { Instant } from "../events/instant.ts";
import type { Channel, Checkout, Purpose } from "../events/parts.ts";
import type { Consent } from "./facts.ts";

export type ConsentQuestion = {
  readonly channel: Channel;
  readonly addressHash: string;
  readonly purpose: Purpose;
  /** Whether a grant for marketing by text names cart reminders (the store attests its wording). */
  readonly marketingNamesCarts: boolean;
};

export type ConsentAnswer = {
  readonly granted: boolean;
  readonly why: "granted" | "revoked" | "never-asked";
  /** The statement the answer rests on. */
  readonly statement?: Consent;
};

const speaksTo = (consent: Consent, question: ConsentQuestion): boolean => {
  if (consent.channel !== question.channel || consent.addressHash !== question.addressHash) return false;
  if (consent.purpose === question.purpose) return true;
  if (consent.state === "revoked") return consent.purpose === "marketing";
  return consent.purpose === "marketing" && question.purpose === "cart-reminders" && question.marketingNamesCarts;
};

/** A tick counts only as long as the very checkout it was made in still shows it. */
const unticked = (consent: Consent, checkouts: readonly Checkout[]): boolean => {
  const checkout = checkouts.find(({ token }) => consent.source === `checkout:${token}`);
  return checkout !== undefined && !checkout.ticked[consent.channel];
};

/**
 * What consent existed at an instant: the latest statement until then decides, a tie is an opt-out. Consent to text is
 * never implied by consent to e-mail (47 CFR 64.1200(f)(9) wants it for the very calls and texts).
 */
export const consentAt = (
  consents: readonly Consent[],
  checkouts: readonly Checkout[],
  question: ConsentQuestion,
  at: Instant,
): ConsentAnswer => {
  const statements = consents.filter(
    (consent) => speaksTo(consent, question) && consent.at <= at && !unticked(consent, checkouts),
  );
  const [latest] = statements.sort(
    (a, b) => b.at.localeCompare(a.at) || Number(b.state === "revoked") - Number(a.state === "revoked"),
  );
  if (latest === undefined) return { granted: false, why: "never-asked" };
  return { granted: latest.state === "granted", why: latest.state, statement: latest };
};
