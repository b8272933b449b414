import type { Event } from "../../shared/events/catalogue.ts";
import { minutes, plus } from "../../shared/events/instant.ts";
import { type Click, type Fact, factOf } from "../../shared/profile/facts.ts";
import { foldPerson } from "../../shared/profile/fold.ts";
import type { Person } from "../../shared/profile/person.ts";
import { preferencesFact } from "../../shared/profile/preferences.ts";
import { clickFact, consentFact, ratingFact, sentTextFact, surveyFact } from "../../shared/profile/said-facts.ts";
import {
  checkoutUpdated,
  orderUpdated,
  pointsMoved,
  pointsStated,
  reviewUpdated,
  says,
  start,
} from "../support/events.ts";

const later = (count: number) => plus(start, minutes(count));
const factsOf = (...events: readonly Event[]): readonly Fact[] =>
  events.flatMap((event) => [factOf(event), ratingFact(event)]).filter((fact) => fact !== undefined);
const personOf = (facts: readonly Fact[]): Person => foldPerson([{ profile: "root", facts, runs: [], sends: [] }]);

const click = (message: string, link: string, minute: number): Click => ({
  message,
  flow: "abandoned-checkout",
  step: "one",
  channel: "email",
  link,
  sentAt: start,
  at: later(minute),
  by: "human",
});

describe("what a person has many of", () => {
  /** Each list as it is to be read; the earlier ones were heard of later. */
  it.each<[string, readonly Fact[], (person: Person) => readonly string[], readonly string[]]>([
    [
      "checkouts",
      factsOf(
        checkoutUpdated({ token: "c-2", createdAt: later(1) }, { at: later(9) }),
        checkoutUpdated({ token: "c-3", createdAt: later(1) }, { at: later(8) }),
        checkoutUpdated({ token: "c-1", createdAt: later(2) }, { at: later(7) }),
      ),
      ({ checkouts }) => checkouts.map(({ token }) => token),
      ["c-2", "c-3", "c-1"],
    ],
    [
      "orders",
      factsOf(
        orderUpdated({ id: "o-2", createdAt: later(1) }, { at: later(9) }),
        orderUpdated({ id: "o-3", createdAt: later(1) }, { at: later(8) }),
        orderUpdated({ id: "o-1", createdAt: later(2) }, { at: later(7) }),
      ),
      ({ orders }) => orders.map(({ id }) => id),
      ["o-2", "o-3", "o-1"],
    ],
    [
      "reviews",
      factsOf(
        reviewUpdated({ id: "app:2", createdAt: later(1) }, { at: later(9) }),
        reviewUpdated({ id: "app:3", createdAt: later(1) }, { at: later(8) }),
        reviewUpdated({ id: "app:1", createdAt: later(2) }, { at: later(7) }),
      ),
      ({ reviews }) => reviews.map(({ id }) => id),
      ["app:2", "app:3", "app:1"],
    ],
    [
      "moves of points",
      factsOf(
        pointsMoved({ id: "m-2", at: later(1) }, { at: later(9) }),
        pointsMoved({ id: "m-3", at: later(1) }, { at: later(8) }),
        pointsMoved({ id: "m-1", at: later(2) }, { at: later(7) }),
      ),
      ({ moves }) => moves.map(({ id }) => id),
      ["m-2", "m-3", "m-1"],
    ],
    [
      "clicks",
      [click("m-2", "l-2", 1), click("m-2", "l-3", 1), click("m-3", "l-1", 1), click("m-1", "l-1", 2)].map(clickFact),
      ({ clicks }) => clicks.map(({ message, link }) => `${message} ${link}`),
      ["m-2 l-2", "m-2 l-3", "m-3 l-1", "m-1 l-1"],
    ],
  ])("is told oldest first, and of the same instant by name: %s", (_what, facts, read, expected) => {
    expect(read(personOf(facts))).toEqual(expected);
    expect(read(personOf(facts.toReversed()))).toEqual(expected);
  });
});

describe("what was said of or by a person otherwise than by a body", () => {
  const preferences = { topics: ["kitchen"], at: start, revision: 1 };
  const answer = { complaint: "judgeme:1", score: 4, at: start };
  const text = { message: "m", flow: "win-back", step: "one", at: start };

  it.each<[string, Fact, Partial<Person>]>([
    ["a click", clickFact(click("m", "l", 1)), { clicks: [click("m", "l", 1)] }],
    ["a text that was sent", sentTextFact(text, later(1)), { sentTexts: [text] }],
    [
      "a consent",
      consentFact(says("granted", "ada@x.example", start), "hash", { version: "1", who: {} }),
      {
        consents: [
          {
            channel: "email",
            addressHash: "hash",
            purpose: "marketing",
            state: "granted",
            at: start,
            source: "shopify:customer",
          },
        ],
      },
    ],
    ["an answer to a survey", surveyFact(answer), { surveys: [answer] }],
    ["the word of the preference centre", preferencesFact(preferences), { preferences }],
  ])("is known: %s", (_what, fact, known) => {
    expect(personOf([fact])).toMatchObject(known);
  });

  it("is the latest word of the preference centre where there are two", () => {
    const words = [preferencesFact(preferences), preferencesFact({ ...preferences, topics: [], revision: 2 })];
    expect(personOf(words).preferences?.topics).toEqual([]);
    expect(personOf(words.toReversed()).preferences?.topics).toEqual([]);
  });
});

describe("the ratings of a review", () => {
  const told = (id: string, rating: number, minute: number) => reviewUpdated({ id, rating }, { at: later(minute) });

  it("are its own, each since it was first told so", () => {
    const { reviews } = personOf(
      factsOf(told("app:1", 2, 5), told("app:1", 2, 9), told("app:1", 4, 3), told("app:2", 2, 1), told("app:2", 4, 2)),
    );
    expect(reviews.map(({ id, ratings }) => [id, ratings])).toEqual([
      [
        "app:2",
        [
          { rating: 2, since: later(1), at: later(1) },
          { rating: 4, since: later(2), at: later(2) },
        ],
      ],
      [
        "app:1",
        [
          { rating: 4, since: later(3), at: later(3) },
          { rating: 2, since: later(5), at: later(9) },
        ],
      ],
    ]);
  });
});

describe("what the apps say of points", () => {
  const expiry = { expiresAt: later(9000), expiring: 4 };

  it("is one word each, though an app tells of an expiry in bodies of their own", () => {
    const { statements } = personOf(
      factsOf(
        pointsStated("smile", { balance: 10, ...expiry }, { at: later(1) }),
        pointsStated("loyaltylion", { balance: 7 }, { at: later(2) }),
        pointsStated("smile", { balance: 10 }, { at: later(3) }),
      ),
    );
    expect(statements).toMatchObject([
      { source: "loyaltylion", balance: 7 },
      { source: "smile", balance: 10, ...expiry },
    ]);
    expect(statements).toHaveLength(2);
  });

  it("is the latest expiry where the last word tells one", () => {
    const sooner = { expiresAt: later(8000), expiring: 2 };
    const { statements } = personOf(
      factsOf(
        pointsStated("smile", { balance: 10, ...expiry }, { at: later(1) }),
        pointsStated("smile", { balance: 10 }, { at: later(2) }),
        pointsStated("smile", { balance: 10, ...sooner }, { at: later(3) }),
      ),
    );
    expect(statements).toMatchObject([{ source: "smile", balance: 10, ...sooner }]);
  });
});
