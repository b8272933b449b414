import { days, minus, minutes, plus } from "../../shared/events/instant.ts";
import type { Purpose } from "../../shared/events/parts.ts";
import type { Consent } from "../../shared/profile/facts.ts";
import type { Person } from "../../shared/profile/person.ts";
import {
  type Choices,
  choicesOf,
  parts,
  pausedUntil,
  type Reader,
  saidBy,
  toldBy,
} from "../../shared/profile/preference-centre.ts";
import type { Preferences } from "../../shared/profile/preferences.ts";
import { start } from "../support/events.ts";
import { email, granted, hashOf, personWith, phone } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const now = plus(start, days(100));
/** An older address and an older number of the reader's. */
const [olderEmail, olderPhone] = ["ada.old@customer.example", "+12125550148"];
const [first, second] = [hashOf("email", email), hashOf("email", olderEmail)];
const [number, otherNumber] = [hashOf("text", phone), hashOf("text", olderPhone)];

const yes = (address: string, purpose: Purpose = "marketing", changes: Partial<Consent> = {}): Consent =>
  granted(address, { purpose, ...changes });
const no = (address: string, purpose: Purpose = "marketing"): Consent =>
  yes(address, purpose, { state: "revoked", at: plus(start, minutes(1)) });
const pending = (address: string): Consent => yes(address, "marketing", { pending: true });

const topics = ["garden", "kitchen", "attic"].map((id) => ({ id, name: id }));
const readerWith = (person: Partial<Person> = {}, changes: Partial<Reader> = {}): Reader => ({
  person: personWith({ consents: [], ...person }),
  addresses: new Map(),
  settings: settingsWith({ preferences: { topics } }),
  emailHashes: [first, second],
  textHashes: [number, otherNumber],
  now,
  ...changes,
});
const saying = (...consents: Consent[]): Reader => readerWith({ consents });
const telling = (told: Partial<Preferences>): Reader =>
  readerWith({ preferences: { topics: [], at: start, revision: 1, ...told } });

describe("what somebody has chosen", () => {
  it.each<[string, readonly Consent[], boolean, boolean]>([
    ["nobody was asked", [], false, false],
    ["they said yes to emails", [yes(email)], true, false],
    ["they said yes to texts", [yes(phone)], false, true],
    ["they have yet to confirm their yes", [pending(email), pending(phone)], true, true],
    ["they said yes at an older address or number", [yes(olderEmail), yes(olderPhone)], true, true],
    ["they said no after yes", [yes(email), no(email), yes(phone), no(phone)], false, false],
  ])("shows when %s what they get", (_when, consents, byEmail, byText) => {
    expect(choicesOf(saying(...consents))).toMatchObject({ email: byEmail, text: byText });
  });

  it("shows as ended what was stopped at the address itself", () => {
    const addresses = new Map([[first, { stops: { marketing: plus(start, minutes(1)) } }]]);
    expect(choicesOf(readerWith({ consents: [yes(email)] }, { addresses })).email).toBe(false);
  });

  it("has no word of texts where no number is known", () => {
    expect(choicesOf(readerWith({ consents: [yes(email)] }, { textHashes: [] })).text).toBeUndefined();
  });

  it.each<[string, readonly Consent[], readonly string[]]>([
    ["none where nothing was said", [], parts],
    ["none where marketing as a whole was refused", [yes(email), no(email)], parts],
    [
      "the one refused at the address of the link",
      [yes(email), no(email, "points")],
      ["offers", "cart-reminders", "surveys"],
    ],
    ["the one refused at an older number alone", [no(olderPhone, "surveys")], ["offers", "cart-reminders", "points"]],
  ])("leaves out, of the parts, %s", (_what, consents, left) => {
    expect([...choicesOf(saying(...consents)).parts]).toEqual(left);
  });

  it("shows what they told of themselves, and nothing of somebody who told nothing", () => {
    const told = { topics: ["garden"], birthday: { month: 2, day: 29 }, language: "de" } as const;
    const here = telling({ ...told, topics: ["garden"], pausedUntil: plus(now, days(1)) });
    expect(choicesOf(here)).toMatchObject({ ...told, topics: new Set(["garden"]), paused: true });
    const silent = { topics: new Set(), birthday: undefined, paused: false, language: undefined };
    expect(choicesOf(readerWith())).toMatchObject(silent);
  });
});

describe("a pause", () => {
  it.each([
    ["is none where none was asked for", undefined, undefined],
    ["lasts while its end lies ahead", plus(now, minutes(1)), plus(now, minutes(1))],
    ["is over at its end", now, undefined],
    ["is over after its end", minus(now, minutes(1)), undefined],
  ])("%s", (_what, until, expected) => {
    expect(pausedUntil(telling(until === undefined ? {} : { pausedUntil: until }))).toBe(expected);
  });

  it("is none of somebody who told nothing", () => {
    expect(pausedUntil(readerWith())).toBeUndefined();
  });
});

describe("what a choice says", () => {
  const without = (...refused: readonly string[]) => new Set(parts.filter((part) => !refused.includes(part)));
  const wanting = (reader: Reader, wanted: Partial<Choices>): readonly string[] =>
    saidBy(reader, { ...choicesOf(reader), ...wanted }).map(
      ({ channel, hash, purpose, state }) => `${channel} ${hash} ${purpose} ${state}`,
    );
  const everywhere = [yes(email), yes(olderEmail), yes(phone), yes(olderPhone)];

  it.each<[string, readonly Consent[], Partial<Choices>, readonly string[]]>([
    ["nothing when it is how things stand", everywhere, {}, []],
    ["nothing for boxes that were empty and stay so", [], {}, []],
    ["nothing of texts when it leaves them out", everywhere, { text: undefined }, []],
    ["yes at the address of the link alone", [], { email: true }, [`email ${first} marketing granted`]],
    ["yes at the number to write to first alone", [], { text: true }, [`text ${number} marketing granted`]],
    [
      "no at every address that was said yes to",
      everywhere,
      { email: false },
      [`email ${first} marketing revoked`, `email ${second} marketing revoked`],
    ],
    [
      "no at a number that was said yes to, and at no other",
      [yes(email), yes(olderPhone)],
      { text: false },
      [`text ${otherNumber} marketing revoked`],
    ],
    ["no to a yes that waits, too", [pending(email)], { email: false }, [`email ${first} marketing revoked`]],
    [
      "no to a part everywhere, whatever was said there",
      [yes(email)],
      { parts: without("points") },
      [
        `email ${first} points revoked`,
        `email ${second} points revoked`,
        `text ${number} points revoked`,
        `text ${otherNumber} points revoked`,
      ],
    ],
    [
      "yes to a part everywhere that marketing was said yes to",
      [...everywhere, no(email, "points")],
      { parts: without() },
      [
        `email ${first} points granted`,
        `email ${second} points granted`,
        `text ${number} points granted`,
        `text ${otherNumber} points granted`,
      ],
    ],
    [
      "yes to a part, but at no older address or number that was never said yes to",
      [no(email, "points")],
      { email: true, text: true, parts: without() },
      [
        `email ${first} marketing granted`,
        `text ${number} marketing granted`,
        `email ${first} points granted`,
        `text ${number} points granted`,
      ],
    ],
    [
      "yes to a part, but at no older address whose yes waits",
      [yes(email), pending(olderEmail), no(email, "points")],
      { parts: without() },
      [`email ${first} points granted`],
    ],
    [
      "yes to a part, but by no channel that is not wanted",
      [yes(email), yes(phone), no(email, "points")],
      { text: false, parts: without() },
      [`text ${number} marketing revoked`, `email ${first} points granted`],
    ],
    [
      "to each part what was chosen of it",
      [yes(email), no(email, "offers")],
      { text: undefined, parts: without("surveys") },
      [
        `email ${first} offers granted`,
        `email ${first} surveys revoked`,
        `email ${second} surveys revoked`,
        `text ${number} surveys revoked`,
        `text ${otherNumber} surveys revoked`,
      ],
    ],
  ])("is %s", (_what, consents, wanted, said) => {
    expect(wanting(saying(...consents), wanted)).toEqual(said);
  });
});

describe("what somebody tells by a choice", () => {
  const tells = (reader: Reader, wanted: Partial<Choices>) => toldBy(reader, { ...choicesOf(reader), ...wanted });
  const before: Omit<Preferences, "at" | "revision"> = {
    topics: ["garden"],
    birthday: { month: 5, day: 1 },
    language: "de",
    pausedUntil: plus(now, days(3)),
  };

  it("is nothing where nothing was told and nothing is, or where it is what was told before", () => {
    expect(tells(readerWith(), {})).toBeUndefined();
    expect(tells(telling({}), {})).toBeUndefined();
    expect(tells(telling(before), {})).toBeUndefined();
  });

  it.each<[string, Partial<Choices>, Partial<Preferences>]>([
    ["a birthday", { birthday: { month: 12, day: 31 } }, { birthday: { month: 12, day: 31 } }],
    ["a language", { language: "en" }, { language: "en" }],
    ["a pause, which lasts 30 days", { paused: true }, { pausedUntil: plus(now, days(30)) }],
    [
      "topics that are on offer, in order",
      { topics: new Set(["kitchen", "gone", "attic"]) },
      { topics: ["attic", "kitchen"] },
    ],
  ])("is %s, and the first word", (_what, wanted, told) => {
    expect(tells(readerWith(), wanted)).toStrictEqual({ topics: [], ...told, at: now, revision: 1 });
  });

  it.each<[string, Partial<Choices>, Omit<Preferences, "at" | "revision">]>([
    ["another language", { language: "en" }, { ...before, language: "en" }],
    ["no topic", { topics: new Set() }, { ...before, topics: [] }],
    ["no birthday", { birthday: undefined }, { topics: ["garden"], language: "de", pausedUntil: before.pausedUntil }],
    ["an end of the pause", { paused: false }, { topics: ["garden"], birthday: before.birthday, language: "de" }],
    [
      "whatever language they write in",
      { language: undefined },
      { topics: ["garden"], birthday: before.birthday, pausedUntil: before.pausedUntil },
    ],
  ])("is %s, and leaves the rest as it was, the end of a pause too", (_what, wanted, told) => {
    expect(tells(telling({ ...before, revision: 4 }), wanted)).toStrictEqual({ ...told, at: now, revision: 5 });
  });

  it("is a pause anew once the last one is over", () => {
    const over = telling({ pausedUntil: minus(now, days(1)) });
    expect(tells(over, { paused: true })?.pausedUntil).toBe(plus(now, days(30)));
  });
});
