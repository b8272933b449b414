import { knownAddress } from "../../shared/profile/known-address.ts";
import type { Person } from "../../shared/profile/person.ts";
import type { Channel, Who } from "../../shared/events/parts.ts";
import { start } from "../support/events.ts";
import { badReview, checkoutOf, orderOf, personWith } from "../support/people.ts";

const email = "nina@customer.example";
const phone = "+12125550199";

/** Two addresses have one hash only where they are the same, and a hash tells its channel. */
const hashOf = (channel: Channel, address: string): string => `${channel}:${[...address].reverse().join("")}`;

const nobody = personWith({ emails: [], phones: [] });
const checkoutBy = (who: Who): Partial<Person> => ({ checkouts: [checkoutOf({ token: "c-1", who })] });

describe("the address behind a hash", () => {
  const typed: Who = { contact: { email, phone } };
  const stated: Who = { customer: { id: "1", email, phone } };

  it.each<[string, Partial<Person>]>([
    ["the person's own", { emails: [email], phones: [phone] }],
    ["typed into a checkout", checkoutBy(typed)],
    ["that of a checkout's customer", checkoutBy(stated)],
    ["typed into an order", { orders: [{ ...orderOf("o-1", start), who: typed }] }],
    ["that of an order's customer", { orders: [{ ...orderOf("o-1", start), who: stated }] }],
    ["that of somebody who wrote a review", { reviews: [{ ...badReview(start), who: typed }] }],
    [
      "behind those that are not it, and those that tell none",
      {
        emails: ["ada@customer.example"],
        phones: ["+12125550147"],
        checkouts: [
          checkoutOf({ token: "c-0", who: {} }),
          checkoutOf({ token: "c-1", who: { customer: { id: "1" }, contact: {} } }),
          checkoutOf({ token: "c-2", who: { ...stated, contact: { email: "sister@other.example" } } }),
        ],
      },
    ],
  ])("is found where it is %s", (_where, person) => {
    expect(knownAddress({ ...nobody, ...person }, hashOf, "email", hashOf("email", email))).toBe(email);
    expect(knownAddress({ ...nobody, ...person }, hashOf, "text", hashOf("text", phone))).toBe(phone);
  });

  it("is the one of that channel: the hash of another channel is nobody's", () => {
    const person = { ...nobody, ...checkoutBy(typed), emails: [email], phones: [phone] };
    expect(knownAddress(person, hashOf, "email", hashOf("email", phone))).toBeUndefined();
    expect(knownAddress(person, hashOf, "text", hashOf("text", email))).toBeUndefined();
  });

  it.each<Channel>(["email", "text"])("is unknown where nothing known of the person has it (%s)", (channel) => {
    const person = personWith({ checkouts: [checkoutOf({ token: "c-1" }), checkoutOf({ token: "c-2", who: {} })] });
    expect(knownAddress(person, hashOf, channel, hashOf(channel, "somebody@else.example"))).toBeUndefined();
  });
});
