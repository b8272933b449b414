import fc from "fast-check";
import type { Instant } from "../../shared/events/instant.ts";
import { minus, minutes, plus } from "../../shared/events/instant.ts";
import { type Checkout, Purpose } from "../../shared/events/parts.ts";
import { consentAt, type ConsentAnswer, type ConsentQuestion, pendingAt } from "../../shared/profile/consent.ts";
import { Consent } from "../../shared/profile/facts.ts";
import { keptStatement } from "../../shared/profile/keep-consent.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { says, start } from "../support/events.ts";
import { checkoutOf, email, granted, hashOf, phone } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const later = (count: number): Instant => plus(start, minutes(count));
const yes = (count: number, purpose: Consent["purpose"] = "marketing", changes: Partial<Consent> = {}) =>
  granted(email, { at: later(count), purpose, ...changes });
const no = (count: number, purpose: Consent["purpose"] = "marketing", changes: Partial<Consent> = {}) =>
  yes(count, purpose, { state: "revoked", ...changes });
const pending = (count: number, changes: Partial<Consent> = {}) =>
  yes(count, "marketing", { pending: true, ...changes });
const about = (purpose: Consent["purpose"], changes: Partial<ConsentQuestion> = {}): ConsentQuestion => ({
  channel: "email",
  addressHash: hashOf("email", email),
  purpose,
  marketingNamesCarts: false,
  ...changes,
});
const ask = (consents: readonly Consent[], purpose: Consent["purpose"], count = 60) =>
  consentAt(consents, [], about(purpose), later(count)).why;

describe("consent to a part of marketing", () => {
  it.each<[string, readonly Consent[], Record<string, string>]>([
    [
      "a yes to marketing covers every part by email",
      [yes(1)],
      { marketing: "granted", offers: "granted", "cart-reminders": "granted", points: "granted", surveys: "granted" },
    ],
    [
      "a no to marketing ends every part",
      [yes(1), yes(2, "points"), no(3)],
      { marketing: "revoked", offers: "revoked", "cart-reminders": "revoked", points: "revoked" },
    ],
    ["a no to one part is none to the others", [yes(1), no(2, "points")], { points: "revoked", offers: "granted" }],
    [
      "a no to one part outlives a later yes to marketing",
      [yes(1), no(2, "points"), yes(3)],
      { points: "revoked", marketing: "granted" },
    ],
    ["it ends with a yes to that part", [yes(1), no(2, "points"), yes(3, "points")], { points: "granted" }],
    [
      "a yes to one part alone is one to nothing else",
      [yes(1, "points")],
      { points: "granted", offers: "never-asked" },
    ],
    [
      "a yes to a part after a no to marketing counts",
      [no(1), yes(2, "points")],
      { points: "granted", offers: "revoked" },
    ],
    [
      "a yes to a part before a no and a new yes to marketing does not need to be said again",
      [yes(1, "points"), no(2), yes(3)],
      { points: "granted" },
    ],
    [
      "yes and no to a part at one instant: an opt-out",
      [yes(1), yes(2, "points"), no(2, "points")],
      { points: "revoked" },
    ],
    ["a no to all and a yes to a part at one instant: an opt-out", [no(2), yes(2, "points")], { points: "revoked" }],
  ])("%s", (_what, consents, expected) => {
    const answers = Object.keys(expected).map((purpose) => [purpose, ask(consents, Purpose.parse(purpose))]);
    expect(Object.fromEntries(answers)).toEqual(expected);
  });

  it.each<[string, Consent["purpose"], readonly Consent[], ConsentAnswer]>([
    [
      "refused by itself",
      "surveys",
      [yes(1), no(2, "surveys")],
      { granted: false, why: "revoked", statement: no(2, "surveys"), byItself: true },
    ],
    ["that fell with all the rest", "surveys", [yes(1), no(2)], { granted: false, why: "revoked", statement: no(2) }],
    ["that is all of it", "marketing", [yes(1), no(2)], { granted: false, why: "revoked", statement: no(2) }],
    [
      "refused by itself, whose new yes waits to be confirmed",
      "surveys",
      [no(2, "surveys"), yes(3, "surveys", { pending: true })],
      {
        granted: false,
        why: "unconfirmed",
        statement: yes(3, "surveys", { pending: true }),
        refusal: no(2, "surveys"),
        byItself: true,
      },
    ],
  ])("tells a part %s", (_what, purpose, consents, answer) => {
    expect(consentAt(consents, [], about(purpose), later(9))).toEqual(answer);
  });

  it.each([
    ["a", "b"],
    ["b", "a"],
  ])("is refused where a yes of source %s and a no of source %s are of one instant", (from, other) => {
    const both = [yes(2, "points", { source: from }), no(2, "points", { source: other })];
    expect(ask([yes(1), ...both], "points")).toBe("revoked");
    expect(ask([yes(1), ...both.reverse()], "points")).toBe("revoked");
  });

  it("by text covers points, and carts only where its wording names them", () => {
    const text = (purpose: Consent["purpose"], marketingNamesCarts: boolean): string =>
      consentAt(
        [granted(phone)],
        [],
        about(purpose, { channel: "text", addressHash: hashOf("text", phone), marketingNamesCarts }),
        later(1),
      ).why;
    expect([text("points", false), text("cart-reminders", false), text("cart-reminders", true)]).toEqual([
      "granted",
      "never-asked",
      "granted",
    ]);
  });

  const statement = fc
    .tuple(fc.boolean(), fc.integer({ min: 0, max: 5 }), fc.constantFrom(...Purpose.options), fc.boolean())
    .map(([state, count, purpose, waits]) =>
      state ? yes(count, purpose, waits ? { pending: true } : {}) : no(count, purpose),
    );
  const log = fc.array(statement, { maxLength: 8 });
  const purposes = fc.constantFrom(...Purpose.options);

  it("does not depend on the order of the log", () => {
    const shuffled = log.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, purposes, ([all, other], purpose) => {
        expect(ask(other, purpose)).toBe(ask(all, purpose));
      }),
    );
  });

  it("is never had once everything was refused at the same instant or later", () => {
    fc.assert(
      fc.property(log, purposes, (all, purpose) => {
        expect(ask([...all, no(5)], purpose)).toBe("revoked");
      }),
    );
  });

  it("never comes from a yes that waits", () => {
    fc.assert(
      fc.property(log, purposes, (all, purpose) => {
        const only = all.map((one) => (one.state === "granted" ? { ...one, pending: true } : one));
        expect(ask(only, purpose)).not.toBe("granted");
      }),
    );
  });
});

describe("a yes that waits for its confirmation", () => {
  it.each<[string, readonly Consent[], string, number]>([
    ["waits", [pending(1)], "unconfirmed", 1],
    ["is granted once it is confirmed", [pending(1), yes(2, "marketing", { confirmed: true })], "granted", 0],
    ["takes back no yes there was", [yes(0), pending(1)], "granted", 0],
    ["is ended by a no", [pending(1), no(2)], "revoked", 0],
    ["waits anew when it is said again after a no", [pending(1), no(2), pending(3)], "unconfirmed", 1],
    ["is one of several, told by several bodies", [pending(1), pending(1, { source: "order:1" })], "unconfirmed", 2],
  ])("%s", (_what, consents, why, waiting) => {
    expect(ask(consents, "marketing")).toBe(why);
    const place = { channel: "email" as const, addressHash: hashOf("email", email), marketingNamesCarts: true };
    expect(pendingAt(consents, [], place, later(60))).toHaveLength(waiting);
  });

  const waiting = (consents: readonly Consent[], checkouts: readonly Checkout[] = [], count = 9) =>
    pendingAt(consents, checkouts, about("marketing"), later(count));

  it("is silence once its box is empty", () => {
    const checkout = checkoutOf({ token: "c-1", ticked: { email: false, text: false } });
    const consents = [pending(1, { source: "checkout:c-1" })];
    expect(consentAt(consents, [checkout], about("marketing"), later(9)).why).toBe("never-asked");
    expect(waiting(consents, [checkout])).toEqual([]);
    expect(waiting([...consents, pending(2)], [checkout])).toEqual([pending(2)]);
  });

  it("is asked about from its very instant on", () => {
    expect(waiting([pending(3)], [], 2)).toEqual([]);
    expect(waiting([pending(3)], [], 3)).toEqual([pending(3)]);
    expect(waiting([pending(3), pending(4)], [], 3)).toEqual([pending(3)]);
  });

  it.each<[string, Partial<Consent>]>([
    ["by the other channel", { channel: "text" }],
    ["at another address", { addressHash: "another" }],
    ["by the other channel at another address", { channel: "text", addressHash: "another" }],
  ])("has nothing to do with what is said %s", (_where, elsewhere) => {
    expect(waiting([pending(1), pending(2, elsewhere)])).toEqual([pending(1)]);
    expect(waiting([pending(1), no(2, "marketing", elsewhere), pending(3)])).toEqual([pending(1), pending(3)]);
  });

  const points = (count: number) => yes(count, "points", { pending: true });

  it.each<[string, readonly Consent[], readonly Consent[]]>([
    ["before a no", [pending(1), no(2), pending(3)], [pending(3)]],
    ["at the instant of a no", [pending(1), no(1), pending(2)], [pending(2)]],
    ["to a part before a no to all of it", [points(1), no(2), points(3)], [points(3)]],
    ["to a part before a no to that part", [points(1), no(2, "points"), points(3)], [points(3)]],
    ["but not before a no to another part", [points(1), no(2, "surveys"), points(3)], [points(1), points(3)]],
  ])("is taken back %s", (_when, consents, left) => {
    expect(waiting(consents)).toEqual(left);
  });

  it("comes oldest first, and of one instant by where it was said", () => {
    const a = pending(2, { source: "a" });
    const b = pending(2, { source: "b" });
    expect(waiting([pending(3), b, a, pending(1, { source: "z" })])).toEqual([
      pending(1, { source: "z" }),
      a,
      b,
      pending(3),
    ]);
  });

  it.each([
    [true, 0],
    [false, 1],
  ])(
    "to cart reminders by text beside a yes to marketing: whose wording names carts %s",
    (marketingNamesCarts, left) => {
      const carts = granted(phone, { at: later(1), purpose: "cart-reminders", pending: true });
      const place = { channel: "text" as const, addressHash: hashOf("text", phone), marketingNamesCarts };
      expect(pendingAt([granted(phone), carts], [], place, later(9))).toHaveLength(left);
    },
  );
});

describe("how a statement is kept", () => {
  const single = settingsWith({ consent: { wording: { email: "News by email, please." } } });
  const double = { ...single, doubleOptInSince: { email: start } };
  const kept = (statement: ReturnType<typeof says>, settings: Settings = double) =>
    keptStatement(statement, later(9), settings);

  it.each<[string, ReturnType<typeof says>, Settings, boolean]>([
    ["a fresh yes waits", says("granted", email, start), double, true],
    ["a fresh yes counts where the store wants no confirmation", says("granted", email, start), single, false],
    ["an old yes that is told again counts", says("granted", email, minus(start, minutes(1))), double, false],
    ["a yes that its source confirmed counts", says("granted", email, start, { confirmed: true }), double, false],
    ["a no never waits", says("revoked", email, start), double, false],
    ["a yes by the other channel counts", says("granted", phone, start), double, false],
  ])("%s", (_what, statement, settings, waits) => {
    expect(kept(statement, settings).pending === true).toBe(waits);
  });

  it("with the store's wording where the sender has none, and never beside a no", () => {
    expect(kept(says("granted", email, start)).wording).toBe("News by email, please.");
    expect(kept(says("granted", email, start, { wording: "Theirs" })).wording).toBe("Theirs");
    const no = says("revoked", email, start);
    expect(kept(no)).toStrictEqual({ ...no, toldAt: later(9) });
  });

  it("is read though it was written before there was more to say of it", () => {
    const { channel, addressHash, purpose, state, at, source } = granted(email);
    expect(Consent.parse({ channel, addressHash, purpose, state, at, source })).toEqual(granted(email));
  });
});
