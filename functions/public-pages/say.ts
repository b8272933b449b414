import { type Instant, latest } from "../../shared/events/instant.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { takeBackIfErased } from "../../shared/privacy/take-back.ts";
import { consentFact, type KeptStatement } from "../../shared/profile/said-facts.ts";
import type { ReadPerson } from "../../shared/profile/read-person.ts";
import { stopAddress } from "../../shared/store/addresses.ts";
import { putFirstFact } from "../../shared/store/people.ts";

/** A statement about an address of which no more than the hash is known. */
export type SaidHere = Omit<KeptStatement, "address"> & { readonly addressHash: string };

/** Whether nothing is known of somebody any more: they were erased, and nothing of them may come back. */
export const isGone = ({ root, others }: ReadPerson): boolean =>
  [root, ...others].every(({ facts }) => facts.length === 0);

/**
 * A no is said after every yes that is known of the address, also where the clock of the machine that takes it is behind
 * the one by which that yes was dated.
 */
const saidAt = ({ person }: ReadPerson, { state, channel, addressHash }: SaidHere, now: Instant): Instant => {
  const yes = person.consents.filter(
    (known) => known.state === "granted" && known.channel === channel && known.addressHash === addressHash,
  );
  return state === "revoked" ? latest(now, ...yes.map(({ at }) => at)) : now;
};

/**
 * Keeps what somebody says on a page of ours: a no at the address itself first, which holds whoever's it is, then every
 * statement in the log of the person. Of somebody who was erased only the stop is kept.
 */
export const keepSaid = async (
  { table }: Pick<Ports, "table">,
  store: string,
  read: ReadPerson,
  said: readonly SaidHere[],
  now: Instant,
): Promise<void> => {
  const dated = said.map((one) => ({ ...one, at: saidAt(read, one, now) }));
  for (const { state, addressHash, purpose, at } of dated)
    if (state === "revoked") await stopAddress(table, store, addressHash, purpose, at);
  if (isGone(read)) return;
  for (const { addressHash, ...statement } of dated) {
    const fact = consentFact({ ...statement, address: addressHash }, addressHash, { version: now, who: {} });
    await putFirstFact(table, store, read.person.id, fact);
    await takeBackIfErased(table, store, read, fact);
  }
};
