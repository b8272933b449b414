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
  /** `unconfirmed`: they said yes, and have yet to confirm it (double opt-in). */
  readonly why: "granted" | "revoked" | "never-asked" | "unconfirmed";
  /** The statement the answer rests on. */
  readonly statement?: Consent;
  /** The no that stands while a yes after it is unconfirmed. */
  readonly refusal?: Consent;
  /** This very purpose was refused, not marketing as a whole: holds for transactional messages of the purpose too. */
  readonly byItself?: boolean;
};

/** A tick counts only as long as the very checkout it was made in still shows it. */
const unticked = (consent: Consent, checkouts: readonly Checkout[]): boolean => {
  const checkout = checkouts.find(({ token }) => consent.source === `checkout:${token}`);
  return checkout !== undefined && !checkout.ticked[consent.channel];
};

/** The latest of some statements; of one instant a no comes first, so that a tie is an opt-out. */
const latestOf = (consents: readonly Consent[]): Consent | undefined =>
  [...consents].sort(
    (a, b) =>
      b.at.localeCompare(a.at) ||
      Number(b.state === "revoked") - Number(a.state === "revoked") ||
      a.source.localeCompare(b.source),
  )[0];

/** Whether a yes to marketing is one to a part of it: to all by email, by text not to carts unless its wording names them. */
const covers = ({ channel, purpose, marketingNamesCarts }: ConsentQuestion): boolean =>
  purpose !== "cart-reminders" || channel === "email" || marketingNamesCarts;

/**
 * What some statements come to. A no to marketing ends every part of it; a no to one part stands until that part is said
 * yes to by itself, whatever is said of marketing since.
 */
const answerOf = (statements: readonly Consent[], question: ConsentQuestion): ConsentAnswer => {
  const general = statements.filter(({ purpose }) => purpose === "marketing");
  const part = statements.filter(({ purpose }) => purpose !== "marketing" && purpose === question.purpose);
  const refusal = latestOf(general.filter(({ state }) => state === "revoked"));
  const own = latestOf(part);
  if (own?.state === "revoked") return { granted: false, why: "revoked", statement: own, byItself: true };
  const yes = (covers(question) ? [...part, ...general] : part).filter(
    ({ state, at }) => state === "granted" && (refusal === undefined || at > refusal.at),
  );
  const statement = latestOf(yes);
  if (statement !== undefined) return { granted: true, why: "granted", statement };
  return refusal === undefined
    ? { granted: false, why: "never-asked" }
    : { granted: false, why: "revoked", statement: refusal };
};

/**
 * What consent existed at an instant: the latest statement until then decides, a tie is an opt-out. Consent to text is
 * never implied by consent to e-mail (47 CFR 64.1200(f)(9) wants it for the very calls and texts). A yes that waits for its
 * confirmation counts for nothing, and takes nothing back that was said before.
 */
export const consentAt = (
  consents: readonly Consent[],
  checkouts: readonly Checkout[],
  question: ConsentQuestion,
  at: Instant,
): ConsentAnswer => {
  const statements = consents.filter(
    (consent) =>
      consent.channel === question.channel &&
      consent.addressHash === question.addressHash &&
      consent.at <= at &&
      !unticked(consent, checkouts),
  );
  const settled = answerOf(
    statements.filter(({ pending }) => pending !== true),
    question,
  );
  const hoped = answerOf(statements, question);
  if (settled.granted || !hoped.granted) return settled;
  const refusal = settled.statement && { refusal: settled.statement };
  return { ...settled, ...hoped, granted: false, why: "unconfirmed", ...refusal };
};

type Place = Pick<ConsentQuestion, "channel" | "addressHash" | "marketingNamesCarts">;

/** Every yes at an address that waits for its confirmation at an instant, the oldest first. */
export const pendingAt = (
  consents: readonly Consent[],
  checkouts: readonly Checkout[],
  { channel, addressHash, marketingNamesCarts }: Place,
  at: Instant,
): readonly Consent[] => {
  const here = consents.filter(
    (consent) => consent.channel === channel && consent.addressHash === addressHash && consent.at <= at,
  );
  const takenBack = ({ purpose, at: since }: Consent): boolean =>
    here.some((no) => no.state === "revoked" && ["marketing", purpose].includes(no.purpose) && no.at >= since);
  const waits = (yes: Consent): boolean => {
    const question = { channel, addressHash, purpose: yes.purpose, marketingNamesCarts };
    return consentAt(here, checkouts, question, at).why === "unconfirmed";
  };
  return here
    .filter((consent) => consent.pending === true && !unticked(consent, checkouts) && !takenBack(consent))
    .filter(waits)
    .sort((a, b) => a.at.localeCompare(b.at) || a.source.localeCompare(b.source));
};
