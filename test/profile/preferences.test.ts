import { days, plus } from "../../shared/events/instant.ts";
import { Fact } from "../../shared/profile/facts.ts";
import { foldPerson } from "../../shared/profile/fold.ts";
import { Birthday, type Preferences, preferencesFact } from "../../shared/profile/preferences.ts";
import { start } from "../support/events.ts";

describe("a birthday", () => {
  it.each([
    [1, 31],
    [2, 29],
    [3, 31],
    [4, 30],
    [5, 31],
    [6, 30],
    [7, 31],
    [8, 31],
    [9, 30],
    [10, 31],
    [11, 30],
    [12, 31],
  ])("in month %i is no later than day %i", (month, last) => {
    for (const day of [1, last]) expect(Birthday.safeParse({ month, day }).success).toBe(true);
    for (const day of [0, last + 1]) expect(Birthday.safeParse({ month, day }).success).toBe(false);
  });

  it.each([0, 13])("is in no month %i", (month) => {
    expect(Birthday.safeParse({ month, day: 1 }).success).toBe(false);
  });

  it("says of a day that its month does not have which field is wrong", () => {
    const { error } = Birthday.safeParse({ month: 4, day: 31 });
    expect(error?.issues).toMatchObject([{ path: ["day"], message: "is no day of that month" }]);
  });
});

describe("what somebody told of themselves, as a fact", () => {
  const told = (changes: Partial<Preferences> = {}): Preferences => ({
    topics: ["garden"],
    language: "de",
    at: start,
    revision: 1,
    ...changes,
  });

  it("is one of its person, dated by its word, and names nobody else", () => {
    const fact = preferencesFact(told());
    expect(fact).toEqual({
      key: "PREFERENCES",
      version: `${start}#00000001`,
      at: start,
      who: {},
      links: "",
      type: "preferences",
      data: told(),
    });
    expect(Fact.parse(fact)).toEqual(fact);
    const person = foldPerson([{ profile: "ada", facts: [fact], runs: [], sends: [] }]);
    expect(person.preferences).toEqual(told());
  });

  it.each([
    ["a later one", { at: plus(start, days(1)) }, {}],
    ["of one instant the one said last", { revision: 2 }, {}],
    ["also the tenth of one instant", { revision: 10 }, { revision: 9 }],
  ])("goes before another: %s", (_what, later, earlier) => {
    expect(preferencesFact(told(later)).version > preferencesFact(told(earlier)).version).toBe(true);
  });
});
