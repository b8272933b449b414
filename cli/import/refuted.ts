import type { Event } from "../../shared/events/catalogue.ts";
import type { ConsentStatement } from "../../shared/events/parts.ts";
import { type IdentityContext, profileOf } from "../../shared/profile/identity.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import { readAddress } from "../../shared/store/addresses.ts";

type Place = Pick<ConsentStatement, "channel" | "address">;

/** Whether a no to marketing is known of an address: said by its holder there, or on any body about the person. */
const isRefused = async (context: IdentityContext, owner: string, { channel, address }: Place): Promise<boolean> => {
  const { table, store, keys } = context;
  const hash = keys.address(channel, address);
  const state = await readAddress(table, store, hash);
  if (state?.stops.marketing !== undefined || state?.said?.keyword === "stop") return true;
  const own = keys.person(channel === "email" ? "email" : "phone", address);
  const { person } = await readPerson(table, store, owner);
  const guest = person.members.includes(own) ? undefined : await readPerson(table, store, own);
  return [...person.consents, ...(guest?.person.consents ?? [])].some(
    (consent) => consent.addressHash === hash && consent.purpose === "marketing" && consent.state === "revoked",
  );
};

/**
 * An event without the yeses that have no date of their own and stand against a no that is known: the export of a shop
 * does not know who unsubscribed here. Tells how many there were.
 */
export const withoutRefuted = async (
  context: IdentityContext,
  event: Event,
): Promise<{ readonly event: Event; readonly refuted: number }> => {
  const owner = profileOf(context, event.who);
  if (owner === undefined) return { event, refuted: 0 };
  const consents: ConsentStatement[] = [];
  for (const consent of event.consents)
    if (consent.state === "revoked" || !(await isRefused(context, owner, consent))) consents.push(consent);
  return { event: { ...event, consents }, refuted: event.consents.length - consents.length };
};
