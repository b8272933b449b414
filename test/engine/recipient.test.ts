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
const number = "+12125550199";
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
const suppress = (address: string, reason = "bounce", at = start): Facts["addresses"] =>
  new Map([[hashOf("email", address), { stops: {}, suppressed: { reason, at } }]]);

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
      "the customer's address as the store has it now, which the subject need not name",
      { who: { contact: { email: sister } }, customer: own, emails: [], consents: [granted(own)] },
      own,
      true,
    ],
    [
      "the customer's address as the subject names it, where the store has none",
      { who: typedSister, emails: [], consents: [granted(own)] },
      own,
      true,
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
      "nobody who said yes at another address just when they said that no",
      { who: typedSister, customer: own, consents: [granted(own), granted(sister)], addresses: stop(own) },
      own,
      false,
    ],
    [
      "nobody at their own address after a no at another, which is the one to show why",
      { who: typedSister, customer: own, consents: [granted(own), granted(sister)], addresses: stop(sister, later) },
      sister,
      false,
    ],
    [
      "nobody at another address after a complaint about a mail to the person's own",
      {
        who: typedSister,
        customer: own,
        consents: [granted(own), granted(sister)],
        addresses: suppress(own, "complaint", later),
      },
      own,
      true,
    ],
    [
      "somebody who said yes at another address after that complaint",
      {
        who: typedSister,
        customer: own,
        consents: [granted(own), granted(sister, { at: later })],
        addresses: suppress(own, "complaint"),
      },
      sister,
      true,
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

describe("a yes at one address that waits for its confirmation", () => {
  const yes = granted(own, { at: plus(start, minutes(1)) });
  const waiting = granted(sister, { at: plus(start, minutes(4)), pending: true });
  const ask = (consents: readonly Consent[]) =>
    choose({ who: { contact: { email: sister } }, consents, emails: [own, sister] });

  it("takes nothing back that was said at another", () => {
    expect(ask([yes, waiting])).toMatchObject({ address: own, consent: { granted: true } });
  });

  it("lifts no refusal there either, which counts at the other as well", () => {
    const no = granted(sister, { at: plus(start, minutes(2)), state: "revoked" });
    expect(ask([yes, no, waiting])).toMatchObject({ address: sister, consent: { granted: false, why: "unconfirmed" } });
    const yesSince = granted(own, { at: plus(start, minutes(3)) });
    expect(ask([yesSince, no, waiting])).toMatchObject({ address: own, consent: { granted: true } });
  });
});

describe("somebody who refused cart reminders at one of two numbers", () => {
  const who: Who = { contact: { phone: number } };

  it("has refused them at the other as well, which a transactional one minds too", () => {
    const consents = [granted(phone, { purpose: "cart-reminders", state: "revoked" })];
    expect(choose({ channel: "text", kind: "transactional", who, consents: [] })?.refused).toBe(false);
    expect(choose({ channel: "text", kind: "transactional", who, consents })).toMatchObject({
      address: number,
      refused: true,
    });
  });

  it("gets none at the other by a yes that is older than their latest no", () => {
    const addresses: Facts["addresses"] = new Map([[hashOf("text", phone), { stops: { "cart-reminders": start } }]]);
    const consents = [granted(number, { at: plus(start, minutes(3)) })];
    expect(choose({ channel: "text", who, consents, addresses })?.address).toBe(number);
    const no = granted(phone, { state: "revoked", at: plus(start, minutes(4)) });
    expect(choose({ channel: "text", who, consents: [...consents, no], addresses })).toMatchObject({
      address: phone,
      consent: { granted: false, statement: no },
    });
  });
});

describe("who gets a transactional message", () => {
  it("is the number typed into the subject before any other of theirs", () => {
    const who: Who = { contact: { phone: number } };
    expect(choose({ channel: "text", kind: "transactional", who, consents: [] })?.address).toBe(number);
  });

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
