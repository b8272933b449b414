import type { Ports } from "../../shared/platform/all-ports.ts";
import type { Instant } from "../../shared/events/instant.ts";
import type { ConsentStatement, Purpose } from "../../shared/events/parts.ts";
import type { Consent } from "../../shared/profile/facts.ts";
import { consentFact } from "../../shared/profile/said-facts.ts";
import { type AddressState, sayKeyword } from "../../shared/store/addresses.ts";
import { putFirstFact } from "../../shared/store/people.ts";
import type { Texter } from "./texter.ts";

type Said = { readonly text: string; readonly at: Instant };

const keepStatement = async (
  { table }: Pick<Ports, "table">,
  { store, person, hash }: Texter,
  said: Said,
  word: Pick<ConsentStatement, "purpose" | "state" | "wording">,
): Promise<void> => {
  const statement: ConsentStatement = {
    ...word,
    channel: "text",
    address: hash,
    at: said.at,
    source: `text:${said.text}`,
    method: "text-reply",
    // The number itself said it: nothing is left to confirm.
    ...(word.state === "granted" && { confirmed: true }),
  };
  await putFirstFact(table, store.settings.id, person.id, consentFact(statement, hash, { version: said.at, who: {} }));
};

const isYes = ({ state, pending }: Consent): boolean => state === "granted" && pending !== true;

/** Whether a stop is news: none was in force, or something was consented to since. */
const stopChanges =
  (consents: readonly Consent[]) =>
  (known: AddressState | undefined): boolean =>
    known?.said?.keyword !== "stop" ||
    consents.some((consent) => isYes(consent) && consent.at > (known.said?.at ?? ""));

/**
 * The holder of a number wants no more texts: at once, and for every purpose. It is kept at the number, and as a statement
 * with the person where one is known (nobody is made up for it). True when it is to be confirmed.
 */
export const takeStop = async (ports: Pick<Ports, "table">, texter: Texter, said: Said): Promise<boolean> => {
  const { store, hash, consents } = texter;
  const saying = { ...said, keyword: "stop" } as const;
  const inForce = await sayKeyword(ports.table, store.settings.id, hash, saying, stopChanges(consents));
  if (inForce.text !== said.text) return false;
  if (consents.length > 0) await keepStatement(ports, texter, said, { purpose: "marketing", state: "revoked" });
  return inForce.confirm;
};

const latestOf = (consents: readonly Consent[]): Consent | undefined =>
  consents.toSorted((a, b) => b.at.localeCompare(a.at) || a.state.localeCompare(b.state)).at(0);

/** What was consented to at this number before: a part that was refused by itself stays refused. */
const consentedBefore = (consents: readonly Consent[], at: Instant): readonly Consent[] => {
  const earlier = consents.filter((consent) => consent.at < at && consent.pending !== true);
  const purposes = new Set<Purpose>(earlier.map(({ purpose }) => purpose));
  return [...purposes].flatMap((purpose) => {
    const own = earlier.filter((consent) => consent.purpose === purpose);
    const yes = latestOf(own.filter(isYes));
    const refused = purpose !== "marketing" && latestOf(own)?.state === "revoked";
    return yes === undefined || refused ? [] : [yes];
  });
};

const isStopped = (consents: readonly Consent[], address: AddressState | undefined): boolean =>
  Object.keys(address?.stops ?? {}).length > 0 ||
  latestOf(consents.filter(({ purpose }) => purpose === "marketing"))?.state === "revoked";

/**
 * The holder of a number wants texts again. Every stop is taken back, so that what was consented to before counts again;
 * where that is known, each consent is stated anew in its own words. A number that never consented gains nothing by it.
 * True when it is to be confirmed.
 */
export const takeStart = async (ports: Pick<Ports, "table">, texter: Texter, said: Said): Promise<boolean> => {
  const { store, hash, consents } = texter;
  const before = consentedBefore(consents, said.at);
  const saying = { ...said, keyword: "start" } as const;
  const inForce = await sayKeyword(
    ports.table,
    store.settings.id,
    hash,
    saying,
    (known) => before.length > 0 && isStopped(consents, known),
  );
  if (inForce.text !== said.text || !inForce.confirm) return false;
  for (const { purpose, wording } of before)
    await keepStatement(ports, texter, said, { purpose, state: "granted", ...(wording !== undefined && { wording }) });
  return true;
};
