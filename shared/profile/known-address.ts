import type { Channel, Who } from "../events/parts.ts";
import type { Person } from "./person.ts";

const inWho = (channel: Channel, { customer, contact }: Who): readonly (string | undefined)[] =>
  channel === "email" ? [contact?.email, customer?.email] : [contact?.phone, customer?.phone];

/** The address behind a hash, as far as anything known of the person has it; undefined otherwise. */
export const knownAddress = (
  person: Person,
  hashOf: (channel: Channel, address: string) => string,
  channel: Channel,
  hash: string,
): string | undefined => {
  const own = channel === "email" ? person.emails : person.phones;
  const told = [...person.checkouts, ...person.orders, ...person.reviews].flatMap(({ who }) => inWho(channel, who));
  return [...own, ...told].find((address) => address !== undefined && hashOf(channel, address) === hash);
};
