import { consentOf } from "../../shared/engine/recipient.ts";
import { type Instant, minutes, plus } from "../../shared/events/instant.ts";
import type { Purpose } from "../../shared/events/parts.ts";
import type { Consent } from "../../shared/profile/facts.ts";
import type { ConsentAnswer } from "../../shared/profile/consent.ts";
import type { AddressState } from "../../shared/store/addresses.ts";
import { start } from "../support/events.ts";
import { factsWith, granted, hashOf, phone } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const hash = hashOf("text", phone);
const at = (minute: number): Instant => plus(start, minutes(minute));
const yes = (purpose: Purpose, minute: number): Consent => granted(phone, { purpose, at: at(minute) });
const no = (purpose: Purpose, minute: number): Consent => ({ ...yes(purpose, minute), state: "revoked" });

const answer = (purpose: Purpose, stops: AddressState["stops"], consents: readonly Consent[]): ConsentAnswer =>
  consentOf(
    factsWith({ consents }, { addresses: new Map([[hash, { stops }]]) }),
    settingsWith(),
    hash,
    { channel: "text", purpose },
    at(9),
  );

const granting = (statement: Consent): ConsentAnswer => ({ granted: true, why: "granted", statement });
const refused: ConsentAnswer = { granted: false, why: "revoked" };
const refusedByItself: ConsentAnswer = { ...refused, byItself: true };

describe("a stop said at the address itself, to one part", () => {
  const stop = { "cart-reminders": at(3) };

  it.each<[string, readonly Consent[], ConsentAnswer]>([
    ["stands where nothing else was said", [], refusedByItself],
    ["stands against a later yes to marketing", [yes("marketing", 4)], refusedByItself],
    ["stands against an earlier yes to the part", [yes("cart-reminders", 2)], refusedByItself],
    ["stands against a yes to the part of the same instant", [yes("cart-reminders", 3)], refusedByItself],
    ["is lifted by a later yes to the part", [yes("cart-reminders", 4)], granting(yes("cart-reminders", 4))],
    [
      "gives way to a later no to the part",
      [no("cart-reminders", 4)],
      { ...refusedByItself, statement: no("cart-reminders", 4) },
    ],
    [
      "keeps the date of a later no to marketing",
      [no("marketing", 4)],
      { ...refusedByItself, statement: no("marketing", 4) },
    ],
  ])("%s", (_what, consents, expected) => {
    expect(answer("cart-reminders", stop, consents)).toEqual(expected);
  });

  it("is none to marketing", () => {
    expect(answer("marketing", stop, [yes("marketing", 2)])).toEqual(granting(yes("marketing", 2)));
  });
});

describe("a stop said at the address itself, to marketing", () => {
  const stop = { marketing: at(3) };

  it.each<[string, Purpose, readonly Consent[], ConsentAnswer]>([
    ["ends an earlier yes", "marketing", [yes("marketing", 2)], refused],
    ["ends a yes of the same instant", "marketing", [yes("marketing", 3)], refused],
    ["is lifted by a later yes", "marketing", [yes("marketing", 4)], granting(yes("marketing", 4))],
    ["ends an earlier yes to a part", "cart-reminders", [yes("cart-reminders", 2)], refused],
    [
      "is lifted for a part by a later yes to it",
      "cart-reminders",
      [yes("cart-reminders", 4)],
      granting(yes("cart-reminders", 4)),
    ],
    ["leaves a part refused by itself that was so", "cart-reminders", [no("cart-reminders", 2)], refusedByItself],
    ["takes nothing from whom nobody has asked", "cart-reminders", [], { granted: false, why: "never-asked" }],
  ])("%s", (_what, purpose, consents, expected) => {
    expect(answer(purpose, stop, consents)).toEqual(expected);
  });
});
