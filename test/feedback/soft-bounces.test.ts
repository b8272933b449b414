import fc from "fast-check";
import { type Instant, minutes, plus } from "../../shared/events/instant.ts";
import {
  type MailOutcome,
  mostSoftBounces,
  type SoftBounces,
  suppressedBy,
  takeOutcome,
} from "../../shared/feedback/soft-bounces.ts";
import { start } from "../support/events.ts";

const at = (minute: number): Instant => plus(start, minutes(minute));
const bounce = (minute: number, id = `b${minute}`): MailOutcome => ({ kind: "soft-bounce", id, at: at(minute) });
const delivery = (minute: number): MailOutcome => ({ kind: "delivery", at: at(minute) });
const take = (outcomes: readonly MailOutcome[]): SoftBounces =>
  outcomes.reduce<SoftBounces>(takeOutcome, { bounces: [] });
const suppresses = (...outcomes: readonly MailOutcome[]): boolean => suppressedBy(take(outcomes)) !== undefined;

/** The rule in its own words: enough different bounces after the last delivery. */
const byRule = (outcomes: readonly MailOutcome[]): boolean => {
  const delivered = outcomes.filter(({ kind }) => kind === "delivery").map((one) => one.at);
  const last = delivered.sort().at(-1) ?? "";
  const since = outcomes.flatMap((one) => (one.kind === "soft-bounce" && one.at > last ? [one.id] : []));
  return new Set(since).size >= mostSoftBounces;
};

test("five in a row suppress, at the moment of the fifth", () => {
  const row = [1, 2, 3, 4, 5].map((minute) => bounce(minute));
  expect(suppresses(...row.slice(0, 4))).toBe(false);
  expect(suppressedBy(take(row))).toBe(at(5));
});

test("one told five times is one", () => {
  expect(suppresses(...[1, 2, 3, 4, 5].map(() => bounce(1)))).toBe(false);
});

test("five of one moment are five", () => {
  expect(suppresses(...["a", "b", "c", "d", "e"].map((id) => bounce(1, id)))).toBe(true);
});

test("a delivery between them begins the row anew, also when it is told last", () => {
  const row = [1, 2, 3, 5, 6].map((minute) => bounce(minute));
  expect(suppresses(...row, delivery(4))).toBe(false);
  expect(suppresses(delivery(4), ...row)).toBe(false);
  expect(suppresses(...row, delivery(4), ...[7, 8, 9].map((minute) => bounce(minute)))).toBe(true);
});

test("what says nothing new leaves the very same state", () => {
  const known = take([delivery(3), bounce(4)]);
  for (const outcome of [delivery(3), delivery(2), bounce(4), bounce(1)])
    expect(takeOutcome(known, outcome)).toBe(known);
});

const outcomes = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 12 }).map(delivery),
    fc
      .tuple(fc.integer({ min: 0, max: 12 }), fc.constantFrom("x", "y"))
      .map(([minute, word]) => bounce(minute, `${word}${minute}`)),
  ),
  { maxLength: 25 },
);

test("in any order and however often they are told, outcomes end in the same state, which is the rule's", () => {
  fc.assert(
    fc.property(
      outcomes.chain((told) =>
        fc.tuple(fc.constant(told), fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2 })),
      ),
      ([told, shuffled]) => {
        expect(take(shuffled)).toEqual(take(told));
        expect(suppresses(...shuffled)).toBe(byRule(told));
      },
    ),
    { numRuns: 500 },
  );
});
