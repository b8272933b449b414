import type { Instant } from "../../shared/events/instant.ts";
import type { ConsentStatement, Who } from "../../shared/events/parts.ts";
import { versionOf } from "../../shared/events/version.ts";
import type { PreferencesClaim } from "../../shared/messaging/reader-links.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import type { Person } from "../../shared/profile/person.ts";
import { hashId } from "../../shared/store/keys.ts";
import type { SaidHere } from "./say.ts";

type Yes = {
  readonly claim: PreferencesClaim;
  readonly person: Person;
  readonly number: string;
  readonly pending: readonly SaidHere[];
};

/** The person as the bus knows people, so that the run is opened with the profile that has the statements. */
const whoIs = ({ customer, emails, phones }: Person): Who =>
  customer === undefined ? { contact: { email: emails[0], phone: phones[0] } } : { customer: { id: customer.id } };

const statementIn = (number: string, { addressHash: _hash, pending: _pending, toldAt: _told, ...said }: SaidHere) =>
  ({ ...said, address: number }) satisfies ConsentStatement;

/** Tells the bus of a yes that has to be confirmed, as any other source would: its flow sends the question. */
export const askToConfirm = async (
  { bus }: Pick<Ports, "bus">,
  { claim, person, number, pending }: Yes,
  now: Instant,
): Promise<void> => {
  const consents = pending.map((said) => statementIn(number, said));
  const version = versionOf({
    changedAt: now,
    triggeredAt: now,
    topicRank: 1,
    body: JSON.stringify([claim.message, pending.map(({ addressHash, purpose }) => [addressHash, purpose])]),
    receivedAt: now,
  });
  const id = hashId("preferences", claim.store, version);
  await bus.put([
    {
      id,
      store: claim.store,
      source: "preferences",
      topic: "preferences",
      version,
      occurredAt: now,
      receivedAt: now,
      who: whoIs(person),
      consents,
      correlationId: id,
      type: "consent.stated",
      data: { id, statedAt: now },
    },
  ]);
};
