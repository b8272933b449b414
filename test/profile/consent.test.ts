import fc from "fast-check";
import type { Instant } from "../../shared/events/instant.ts";
import { minutes, plus } from "../../shared/events/instant.ts";
import { consentAt, type ConsentQuestion } from "../../shared/profile/consent.ts";
import type { Consent } from "../../shared/profile/facts.ts";
import { parse } from "../sources/shopify/support.ts";
import { start } from "../support/events.ts";
import { checkoutOf, email, granted, hashOf, phone } from "../support/people.ts";

const later = (count: number): Instant => plus(start, minutes(count));
const mail: ConsentQuestion = {
  channel: "email",
  addressHash: hashOf("email", email),
  purpose: "marketing",
  marketingNamesCarts: false,
};
const carts: ConsentQuestion = {
  channel: "text",
  addressHash: hashOf("text", phone),
  purpose: "cart-reminders",
  marketingNamesCarts: false,
};
const yes = (count: number, changes: Partial<Consent> = {}) => granted(email, { at: later(count), ...changes });
const no = (count: number, changes: Partial<Consent> = {}) => yes(count, { state: "revoked", ...changes });

const ask = (consents: readonly Consent[], count = 60, question = mail) => {
  const { granted: may, why } = consentAt(consents, [], question, later(count));
  return [may, why];
};

describe("consent at an instant", () => {
  it.each<[string, readonly Consent[], number, boolean, string]>([
    ["nobody was asked", [], 60, false, "never-asked"],
    ["they said yes", [yes(1)], 60, true, "granted"],
    ["they said no after yes", [yes(1), no(2)], 60, false, "revoked"],
    ["they said yes after no", [no(1), yes(2)], 60, true, "granted"],
    ["they said both at one instant: an opt-out", [yes(1), no(1)], 60, false, "revoked"],
    ["the same, told the other way about", [no(1), yes(1)], 60, false, "revoked"],
    ["the yes comes later than the question", [yes(5)], 4, false, "never-asked"],
    ["it is asked for the very instant of the yes", [yes(5)], 5, true, "granted"],
    ["they took it back later than the question", [yes(1), no(5)], 4, true, "granted"],
    ["somebody else said yes", [yes(1, { addressHash: "another" })], 60, false, "never-asked"],
    ["they said yes to texts", [yes(1, { channel: "text" })], 60, false, "never-asked"],
    ["they said no to cart reminders only", [yes(1), no(2, { purpose: "cart-reminders" })], 60, true, "granted"],
  ])("when %s", (_what, consents, count, may, why) => {
    expect(ask(consents, count)).toEqual([may, why]);
  });

  it.each<[string, Consent, boolean, boolean]>([
    ["marketing, whose wording names no carts, does not", granted(phone), false, false],
    ["marketing, whose wording names carts, does", granted(phone), true, true],
    ["cart reminders themselves do", granted(phone, { purpose: "cart-reminders" }), false, true],
  ])("a yes to %s allow a text about a cart", (_what, consent, marketingNamesCarts, may) => {
    expect(ask([consent], 60, { ...carts, marketingNamesCarts })[0]).toBe(may);
  });

  it("a no to marketing is a no to cart reminders too", () => {
    const consents = [
      granted(phone, { purpose: "cart-reminders" }),
      granted(phone, { state: "revoked", at: later(1) }),
    ];
    expect(ask(consents, 60, carts)).toEqual([false, "revoked"]);
  });

  it("names the statement it rests on", () => {
    expect(consentAt([yes(1), yes(3)], [], mail, later(60)).statement).toEqual(yes(3));
  });

  it("does not depend on the order of the log", () => {
    const statement = fc
      .tuple(fc.boolean(), fc.integer({ min: 0, max: 5 }))
      .map(([state, count]) => (state ? yes(count) : no(count)));
    fc.assert(
      fc.property(
        fc
          .array(statement, { maxLength: 8 })
          .chain((log) => fc.tuple(fc.constant(log), fc.shuffledSubarray(log, { minLength: log.length }))),
        ([log, shuffled]) => {
          expect(ask(shuffled)).toEqual(ask(log));
        },
      ),
    );
  });
});

describe("a tick at checkout", () => {
  const ticked = yes(1, { source: "checkout:c-1" });
  const may = (box: boolean, consents: readonly Consent[] = [ticked]) =>
    consentAt(consents, [checkoutOf({ token: "c-1", ticked: { email: box, text: false } })], mail, later(60));

  it("counts as long as the checkout shows it, and is silence once it is gone", () => {
    expect(may(true)).toMatchObject({ granted: true });
    expect(may(false)).toEqual({ granted: false, why: "never-asked" });
  });

  it("that is gone takes back nothing that was said elsewhere", () => {
    expect(may(false, [ticked, yes(0)])).toMatchObject({ granted: true });
    expect(may(false, [ticked, no(0)])).toMatchObject({ why: "revoked" });
  });

  it("that was never made says nothing at all", () => {
    const body = {
      token: "c-1",
      email,
      buyer_accepts_marketing: false,
      created_at: start,
      updated_at: start,
      line_items: [],
      total_price: "1.00",
      currency: "USD",
    };
    expect(parse("checkouts/update", body)).toMatchObject({ events: [{ consents: [] }] });
  });
});

describe("a statement without an instant", () => {
  it("counts from when it was sent", () => {
    const body = {
      customer_id: 7,
      email_address: email,
      email_marketing_consent: { state: "unsubscribed", opt_in_level: null, consent_updated_at: null },
    };
    const parsed = parse("customers_email_marketing_consent/update", body);
    expect(parsed).toMatchObject({
      kind: "events",
      events: [{ consents: [{ state: "revoked", at: "2026-11-05T15:00:00.123Z" }] }],
    });
  });
});
