import type { Instant } from "../events/instant.ts";
import type { Channel, Purpose } from "../events/parts.ts";
import { consentAt, type ConsentAnswer } from "../profile/consent.ts";
import type { Settings } from "../settings/settings.ts";
import type { Kind, Subject } from "./flow.ts";
import type { Facts } from "./facts.ts";

/** One address that might be written to, and what is known of it. */
export type Recipient = {
  readonly address: string;
  readonly hash: string;
  readonly consent: ConsentAnswer;
  readonly suppressed: string | undefined;
  /** Its holder, or the person at another of their addresses, has refused the very purpose of the message. */
  readonly refused: boolean;
};

type Asked = { readonly channel: Channel; readonly purpose: Purpose; readonly kind: Kind };

/**
 * Consent as the log has it, unless the holder of the address said stop at the address itself since. A stop of one purpose
 * is lifted by a yes to that purpose only.
 */
export const consentOf = (
  facts: Pick<Facts, "person" | "addresses">,
  settings: Settings,
  hash: string,
  asked: Pick<Asked, "channel" | "purpose">,
  now: Instant,
): ConsentAnswer => {
  const answer = consentAt(
    facts.person.consents,
    facts.person.checkouts,
    {
      channel: asked.channel,
      addressHash: hash,
      purpose: asked.purpose,
      marketingNamesCarts: settings.text.consentNamesCarts,
    },
    now,
  );
  const stops = facts.addresses.get(hash)?.stops;
  const { statement } = answer;
  const own = statement?.purpose === asked.purpose ? statement : undefined;
  const stopOfPart = asked.purpose === "marketing" ? undefined : stops?.[asked.purpose];
  const byItself = stopOfPart !== undefined && (own === undefined || stopOfPart >= own.at);
  // A no of the log that came later than the stop still has its date, which a yes elsewhere must be later than.
  const refusal = statement?.state === "revoked" ? { statement } : {};
  if (byItself) return { granted: false, why: "revoked", ...refusal, byItself };
  if (statement === undefined || stops?.marketing === undefined || stops.marketing < statement.at) return answer;
  return { granted: false, why: "revoked", ...(answer.byItself === true && { byItself: true }) };
};

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

/** Every address a message about this subject could go to, the most fitting first. */
export const addressesFor = (
  facts: Facts,
  subject: Subject,
  channel: Channel,
  kind: Asked["kind"],
): readonly string[] => {
  const key = channel === "email" ? "email" : "phone";
  const own = channel === "email" ? facts.person.emails : facts.person.phones;
  const typed = subject.who.contact?.[key];
  const customer = facts.person.customer?.[key] ?? subject.who.customer?.[key];
  return kind === "marketing" ? distinct([customer, typed, ...own]) : distinct([typed, customer, ...own]);
};

/** When somebody said no at an address, as far as they have not said yes there since. */
const refusalsAt = (facts: Facts, { hash, consent }: Recipient, purpose: Purpose): readonly Instant[] => {
  const known = facts.addresses.get(hash);
  const complaint = known?.suppressed?.reason === "complaint" ? known.suppressed.at : undefined;
  const refusal = consent.why === "unconfirmed" ? consent.refusal : consent.statement;
  const withheld = consent.granted ? [] : [refusal?.at, known?.stops.marketing, known?.stops[purpose]];
  return [complaint, ...withheld].filter((at) => at !== undefined);
};

/**
 * Who gets a message: for marketing the person's own consented address, else the one typed into the subject if its
 * holder consented there; a transactional message goes to the address of the subject. Somebody who said no at one
 * address is not written to at another, unless they said yes there since. Without any consent an address is answered
 * that shows the consent gate why; undefined when there is no address at all.
 */
export const recipientOf = (
  facts: Facts,
  settings: Settings,
  subject: Subject,
  asked: Asked,
  now: Instant,
): Recipient | undefined => {
  const known = addressesFor(facts, subject, asked.channel, asked.kind).map((address) => {
    const hash = facts.hashOf(asked.channel, address);
    const suppressed = facts.addresses.get(hash)?.suppressed?.reason;
    return { address, hash, consent: consentOf(facts, settings, hash, asked, now), suppressed };
  });
  const refused = known.some(({ consent }) => consent.byItself === true);
  const candidates = known.map((candidate): Recipient => ({ ...candidate, refused }));
  const refusals = candidates.flatMap((candidate) => refusalsAt(facts, candidate, asked.purpose));
  const outweighs = (at: Instant | undefined): boolean => refusals.every((refusal) => at !== undefined && at > refusal);
  const may = ({ consent }: Recipient): boolean =>
    (asked.kind === "transactional" && !refused) || (consent.granted && outweighs(consent.statement?.at));
  return (
    candidates.find((recipient) => may(recipient) && recipient.suppressed === undefined) ??
    candidates.find(may) ??
    candidates.find(({ consent }) => !consent.granted) ??
    candidates[0]
  );
};
