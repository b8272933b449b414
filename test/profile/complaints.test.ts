import { cases } from "../support/cases.ts";
import fc from "fast-check";
import type { Event, EventOf } from "../../shared/events/catalogue.ts";
import { days, type Duration, hours, type Instant, minutes, plus } from "../../shared/events/instant.ts";
import { complaintAbout, complaintsOf, openComplaint } from "../../shared/profile/complaints.ts";
import { type Fact, factOf } from "../../shared/profile/facts.ts";
import { ratingFact, resolutionFact } from "../../shared/profile/said-facts.ts";
import { foldPerson } from "../../shared/profile/fold.ts";
import type { Person } from "../../shared/profile/person.ts";
import { putFact } from "../../shared/store/people.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { reviewUpdated } from "../support/events.ts";
import { emailId, personAt, record } from "../support/history.ts";
import { at } from "../support/instants.ts";
import { badReview, personWith } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

/** A Thursday. */
const opened = at("2026-11-05T14:00-05:00");
const settings = settingsWith();
const who = { contact: { email: "ada@customer.example" } };
const id = "judgeme:1";

type Data = Partial<EventOf<"review.updated">["data"]>;
const told = (after: Duration, rating: number, data: Data = {}) =>
  reviewUpdated({ id, rating, createdAt: opened, ...data }, { at: plus(opened, after), who });
const resolved = (after: Duration): Fact => resolutionFact({ complaint: id, at: plus(opened, after), by: "link" });

const factsOf = (event: Event): readonly Fact[] =>
  [factOf(event), ratingFact(event)].filter((fact) => fact !== undefined);
const personOf = (events: readonly Event[], more: readonly Fact[] = []): Person =>
  foldPerson([{ profile: "ada", facts: [...events.flatMap(factsOf), ...more], runs: [], sends: [] }]);
const complaint = (events: readonly Event[], more: readonly Fact[] = [], by = settings) =>
  complaintAbout(personOf(events, more), by, id);

describe("a complaint", () => {
  it("is a review of few stars, open for five working days, and holds promotions for seven days more", () => {
    expect(complaint([told(minutes(0), 1)])).toMatchObject({
      id,
      rating: 1,
      urgent: true,
      openedAt: opened,
      closesAt: at("2026-11-12T14:00-05:00"),
      closedBy: "window",
      holdUntil: at("2026-11-19T14:00-05:00"),
    });
  });

  it.each([
    [1, true],
    [2, true],
    [3, false],
  ])("of %i stars is urgent: %s", (rating, urgent) => {
    expect(complaint([told(minutes(0), rating)])).toMatchObject({ rating, urgent });
  });

  it.each([4, 5])("is none of %i stars", (rating) => {
    expect(complaint([told(minutes(0), rating)])).toBeUndefined();
  });

  it("is as urgent as its lowest rating was", () => {
    expect(complaint([told(minutes(0), 3), told(hours(1), 1), told(hours(2), 3)])).toMatchObject({
      rating: 1,
      urgent: true,
      openedAt: opened,
    });
  });

  it.each([
    [[1, 1], undefined],
    [[3, 3], undefined],
    [[3, 1], plus(opened, hours(1))],
    [[1, 3], undefined],
    [[3, 2], plus(opened, hours(1))],
    [[3, 2, 1], plus(opened, hours(1))],
    [[3, 1, 2], plus(opened, hours(1))],
    [[3, 2, 1, 2], plus(opened, hours(1))],
  ])("of the ratings %j, an hour apart, became worse at %s", (ratings, worsenedAt) => {
    expect(complaint(ratings.map((rating, index) => told(hours(index), rating)))?.worsenedAt).toBe(worsenedAt);
  });

  it.each([
    [minutes(0), undefined],
    [minutes(29), undefined],
    [minutes(30), "customer"],
    [days(2), "customer"],
    [days(8), "window"],
  ])("raised after %s is closed by %s", (after, by) => {
    const events = after === minutes(0) ? [told(minutes(0), 5)] : [told(minutes(0), 1), told(after, 5)];
    expect(complaint(events)?.closedBy).toBe(by);
  });

  it.each<[string, readonly (readonly [Duration, number])[], Duration]>([
    [
      "again after it was lowered",
      [
        [minutes(0), 5],
        [days(1), 1],
        [days(2), 5],
      ],
      days(2),
    ],
    [
      "and told again",
      [
        [minutes(0), 1],
        [days(1), 5],
        [days(2), 5],
      ],
      days(1),
    ],
    [
      "to another rating than before it was lowered",
      [
        [minutes(0), 4],
        [days(1), 1],
        [days(3), 5],
      ],
      days(3),
    ],
    [
      "after a few stars more that were too few",
      [
        [minutes(0), 1],
        [hours(1), 3],
        [days(2), 5],
      ],
      days(2),
    ],
    [
      "for good only the second time",
      [
        [minutes(0), 1],
        [hours(1), 4],
        [hours(2), 3],
        [days(2), 5],
      ],
      days(2),
    ],
    [
      "at the instant it was last low",
      [
        [minutes(0), 1],
        [hours(1), 3],
        [hours(1), 4],
        [days(2), 5],
      ],
      hours(1),
    ],
    [
      "at that instant, and told again",
      [
        [minutes(0), 1],
        [hours(1), 3],
        [hours(1), 5],
        [days(2), 5],
      ],
      hours(1),
    ],
  ])("raised %s is closed by the customer then", (_how, tellings, after) => {
    const first = tellings.find(([, rating]) => rating <= 3)?.[0] ?? minutes(0);
    expect(complaint(tellings.map(([when, rating]) => told(when, rating)))).toMatchObject({
      openedAt: plus(opened, first),
      closesAt: plus(opened, after),
      closedBy: "customer",
    });
  });

  it("that is better by its version but not by the clock is closed when it was last low", () => {
    const lastLow = plus(opened, hours(2));
    const review = {
      ...badReview(opened, id),
      rating: 5,
      ratings: [
        { rating: 1, since: opened, at: lastLow },
        { rating: 5, since: plus(opened, hours(1)), at: plus(opened, hours(1)) },
      ],
    };
    expect(complaintAbout(personWith({ reviews: [review] }), settings, id)).toMatchObject({
      closesAt: lastLow,
      closedBy: "customer",
    });
  });

  it("that was raised stays closed from then on, though its words are edited again", () => {
    const events = [told(minutes(0), 1), told(days(1), 4), told(days(2), 5), told(days(3), 5, { body: "again" })];
    expect(complaint(events)).toMatchObject({ closesAt: plus(opened, days(1)), closedBy: "customer" });
  });

  it("keeps its beginning when its words are edited, also after support has settled it", () => {
    const events = [told(minutes(0), 1), told(days(3), 1, { body: "more" })];
    expect(complaint(events)).toMatchObject({ openedAt: opened, closesAt: plus(opened, days(7)) });
    expect(complaint(events, [resolved(days(1))])).toMatchObject({ openedAt: opened, closesAt: plus(opened, days(1)) });
  });

  it("begins when a good review is lowered, however old it is", () => {
    const events = [told(minutes(0), 5), told(days(90), 2), told(days(91), 2, { body: "more" })];
    expect(complaint(events)?.openedAt).toBe(plus(opened, days(90)));
  });

  it.each([
    [days(30), true],
    [days(31), false],
  ])("that is first heard of %s after it was written is one: %s", (after, is) => {
    expect(complaint([told(after, 1)]) !== undefined).toBe(is);
    // What is heard later makes no news of it.
    expect(complaint([told(after, 1), told(days(33), 5)]) !== undefined).toBe(is);
  });

  it.each([
    [minutes(10), false],
    [hours(2), true],
  ])("whose review is deleted after %s is still one: %s", (after, is) => {
    expect(complaint([told(minutes(0), 1), told(after, 1, { deleted: true })]) !== undefined).toBe(is);
    expect(complaint([told(minutes(0), 1), told(after, 2, { deleted: true })]) !== undefined).toBe(is);
  });

  it("is settled by the first word of support, whatever comes later", () => {
    const person = [resolved(days(2)), resolved(days(1)), resolved(days(3))];
    expect(complaint([told(minutes(0), 1), told(days(4), 5)], person)).toMatchObject({
      closesAt: plus(opened, days(1)),
      closedBy: "support",
      holdUntil: plus(opened, days(8)),
    });
  });

  it("is found among others by its review", () => {
    const another = reviewUpdated({ id: "judgeme:0", createdAt: opened }, { at: opened, who });
    expect(complaint([another, told(minutes(0), 1)])?.id).toBe(id);
    expect(complaint([another])).toBeUndefined();
  });

  it("is not settled by a word about another one", () => {
    const other = resolutionFact({ complaint: "judgeme:2", at: plus(opened, days(1)), by: "link" });
    expect(complaint([told(minutes(0), 1)], [other])?.closedBy).toBe("window");
  });

  it("is what the store's settings call one", () => {
    const own = settingsWith({ reviews: { threshold: 4, urgent: 0, workingDays: 1, holdDays: 0 } });
    expect(complaint([told(minutes(0), 4)], [], own)).toMatchObject({
      urgent: false,
      closesAt: plus(opened, days(1)),
      holdUntil: plus(opened, days(1)),
    });
  });
});

describe("the window of five working days", () => {
  it.each([
    ["a Monday", "2026-11-02T09:00-05:00", "2026-11-09T09:00-05:00"],
    ["a Friday", "2026-11-06T09:00-05:00", "2026-11-13T09:00-05:00"],
    ["a Saturday", "2026-11-07T09:00-05:00", "2026-11-13T09:00-05:00"],
    ["a Sunday", "2026-11-08T23:59-05:00", "2026-11-13T23:59-05:00"],
    ["before the clocks go back", "2026-10-29T14:00-04:00", "2026-11-05T14:00-05:00"],
    ["before the clocks go forward", "2027-03-11T14:00-05:00", "2027-03-18T14:00-04:00"],
    ["before a leap day", "2028-02-25T14:00-05:00", "2028-03-03T14:00-05:00"],
  ])("that opens on %s", (_when, from, to) => {
    const event = reviewUpdated({ id, createdAt: at(from) }, { at: at(from), who });
    expect(complaint([event])?.closesAt).toBe(at(to));
  });

  it("is counted where the store is", () => {
    // Friday noon in Honolulu is Saturday in Auckland.
    const from = at("2026-11-06T22:00Z");
    const event = reviewUpdated({ id, createdAt: from }, { at: from, who });
    const closes = (zone: string) => complaint([event], [], settingsWith({ zone }))?.closesAt;
    expect(closes("Pacific/Honolulu")).toBe(at("2026-11-13T22:00Z"));
    expect(closes("Pacific/Auckland")).toBe(at("2026-11-12T22:00Z"));
  });
});

describe("the hold", () => {
  const person = (...more: Fact[]) => personOf([told(minutes(0), 1)], more);
  const held = (when: Duration, whose = person()) => openComplaint(whose, settings, plus(opened, when));

  it("begins with the complaint, and its end is not known while it can be settled sooner", () => {
    expect(openComplaint(person(), settings, at("2026-11-05T13:59-05:00"))).toBeUndefined();
    expect(held(minutes(0))).toEqual({ id, since: opened, until: undefined });
    expect(held(hours(167))).toMatchObject({ until: undefined });
  });

  it("ends seven days after it is settled, to the minute", () => {
    const settled = person(resolved(hours(10)));
    const until = plus(opened, hours(10 + 7 * 24));
    expect(held(hours(9), settled)).toMatchObject({ until: undefined });
    expect(held(hours(10), settled)).toMatchObject({ until });
    expect(held(hours(10 + 7 * 24 - 1), settled)).toMatchObject({ until });
    expect(held(hours(10 + 7 * 24), settled)).toBeUndefined();
  });

  it("of several complaints lasts as long as the longest", () => {
    const second = reviewUpdated({ id: "judgeme:2", rating: 3, createdAt: opened }, { at: plus(opened, days(1)), who });
    const both = personOf([told(minutes(0), 1), second], [resolved(hours(1))]);
    expect(complaintsOf(both, settings)).toHaveLength(2);
    expect(openComplaint(both, settings, plus(opened, days(2)))).toMatchObject({ id: "judgeme:2", until: undefined });
  });
});

describe("the same complaints", () => {
  const telling = fc.record({
    minute: fc.integer({ min: 0, max: 20_000 }),
    rating: fc.integer({ min: 1, max: 5 }),
    deleted: fc.boolean(),
  });
  const history = fc.array(telling, { minLength: 1, maxLength: 8 });

  it("come of the same tellings in any order and any number, through the store", async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 3 }),
        fc.infiniteStream(fc.nat()),
        async (tellings, settledAfter, dice) => {
          const events = tellings.map(({ minute, rating, deleted }) =>
            told(minutes(minute), rating, deleted ? { deleted } : {}),
          );
          const words = settledAfter.map((minute) => resolved(minutes(minute)));
          const shuffled = [...events, ...events]
            .map((event) => ({ event, rank: dice.next().value ?? 0 }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ event }) => event);
          const ada = emailId(who.contact.email);
          const stored = async (order: readonly Event[], said: readonly Fact[]) => {
            const table = await record(order, createMemoryTable({ now: () => opened }));
            for (const fact of said) await putFact(table, "demo", ada, fact);
            return complaintsOf(await personAt(table, ada), settings);
          };
          expect(await stored(shuffled, [...words].reverse())).toEqual(await stored(events, words));
        },
      ),
      cases(60),
    );
  });

  it("are open before they close and hold until seven days after, within the longest there can be", () => {
    fc.assert(
      fc.property(history, fc.option(fc.integer({ min: 0, max: 20_000 })), (tellings, settledAfter) => {
        const events = tellings.map(({ minute, rating }) => told(minutes(minute), rating));
        const person = personOf(events, settledAfter === null ? [] : [resolved(minutes(settledAfter))]);
        for (const one of complaintsOf(person, settings)) {
          const longest: Instant = plus(one.openedAt, days(9));
          expect(one.openedAt <= one.closesAt && one.closesAt <= longest).toBe(true);
          expect(one.holdUntil).toBe(plus(one.closesAt, days(7)));
          expect(openComplaint(person, settings, one.openedAt)).toBeDefined();
          expect(openComplaint(person, settings, one.holdUntil)).toBeUndefined();
        }
      }),
    );
  });
});
