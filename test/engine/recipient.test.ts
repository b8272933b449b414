import { recipientOf } from "../../shared/engine/recipient.ts";
import type { Facts } from "../../shared/engine/facts.ts";
import type { Who } from "../../shared/events/parts.ts";
import { minutes, plus } from "../../shared/events/instant.ts";
import type { Consent } from "../../shared/profile/facts.ts";
import { start } from "../support/events.ts";
import { checkoutOf, factsWith, granted, hashOf, phone } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const own = "ada@customer.example";
const sister = "sister@other.example";
const later = plus(start, minutes(5));

type Scene = {
  readonly who: Who;
  readonly consents: readonly Consent[];
  readonly addresses?: Facts["addresses"];
  readonly channel?: "email" | "text";
  readonly kind?: "marketing" | "transactional";
  readonly emails?: readonly string[];
  readonly customer?: string;
};

const choose = ({
  who,
  consents,
  addresses = new Map(),
  channel = "email",
  kind = "marketing",
  emails = [own],
  customer,
}: Scene) => {
  const checkout = checkoutOf({ token: "c-1", who });
  const facts = factsWith(
    {
      emails,
      phones: [phone],
      consents,
      checkouts: [checkout],
      customer: customer === undefined ? undefined : { id: "1", updatedAt: start, email: customer },
    },
    { addresses },
  );
  const subject = { id: "c-1", createdAt: start, activityAt: start, who, productIds: [], refs: [] };
  return recipientOf(
    facts,
    settingsWith(),
    subject,
    { channel, kind, purpose: channel === "text" ? "cart-reminders" : "marketing" },
    later,
  );
};

const typedSister: Who = { customer: { id: "1", email: own }, contact: { email: sister } };
const stop = (address: string, at = start): Facts["addresses"] =>
  new Map([[hashOf("email", address), { stops: { marketing: at } }]]);
const suppress = (address: string): Facts["addresses"] =>
  new Map([[hashOf("email", address), { stops: {}, suppressed: { reason: "bounce", at: start } }]]);

describe("who gets a marketing message", () => {
  it.each<[string, Scene, string | undefined, boolean]>([
    [
      "the person's own consented address, not the one typed",
      { who: typedSister, customer: own, consents: [granted(own), granted(sister)] },
      own,
      true,
    ],
    [
      "the typed one when only its holder consented",
      { who: typedSister, customer: own, consents: [granted(sister)] },
      sister,
      true,
    ],
    [
      "the person's own, unconsented, when nobody consented",
      { who: typedSister, customer: own, consents: [] },
      own,
      false,
    ],
    [
      "a guest's address of an earlier checkout, when it alone consented",
      { who: { contact: { email: sister } }, emails: [sister, own], consents: [granted(own)] },
      own,
      true,
    ],
    [
      "the next consented address when the first is suppressed",
      { who: typedSister, customer: own, consents: [granted(own), granted(sister)], addresses: suppress(own) },
      sister,
      true,
    ],
    [
      "the suppressed one when there is no other, so that the gate can say so",
      { who: typedSister, customer: own, consents: [granted(own)], addresses: suppress(own) },
      own,
      true,
    ],
    [
      "nobody who said stop at the address",
      { who: { contact: { email: own } }, consents: [granted(own)], addresses: stop(own) },
      own,
      false,
    ],
    [
      "somebody who said yes again after the stop",
      { who: { contact: { email: own } }, consents: [granted(own, { at: later })], addresses: stop(own) },
      own,
      true,
    ],
    [
      "nobody at another address after a no at the person's own",
      { who: typedSister, customer: own, consents: [granted(own), granted(sister)], addresses: stop(own, later) },
      own,
      false,
    ],
    [
      "somebody who said yes at another address after that no",
      {
        who: typedSister,
        customer: own,
        consents: [granted(own), granted(sister, { at: later })],
        addresses: stop(own),
      },
      sister,
      true,
    ],
    ["nobody without an address", { who: {}, emails: [], consents: [] }, undefined, false],
  ])("is %s", (_what, scene, address, may) => {
    const recipient = choose(scene);
    expect(recipient?.address).toBe(address);
    expect(recipient?.consent.granted ?? false).toBe(may);
  });

  it("by text needs a consent to texts, whatever was said to mails", () => {
    expect(choose({ channel: "text", who: {}, consents: [granted(own)] })).toMatchObject({
      address: phone,
      consent: { granted: false, why: "never-asked" },
    });
    expect(choose({ channel: "text", who: {}, consents: [granted(phone)] })).toMatchObject({
      address: phone,
      consent: { granted: true },
    });
  });
});

describe("who gets a transactional message", () => {
  it("is the address of the subject, consented or not", () => {
    expect(choose({ kind: "transactional", who: typedSister, customer: own, consents: [granted(own)] })?.address).toBe(
      sister,
    );
  });

  it("is another one when that is suppressed", () => {
    expect(
      choose({ kind: "transactional", who: typedSister, customer: own, consents: [], addresses: suppress(sister) })
        ?.address,
    ).toBe(own);
  });
});
