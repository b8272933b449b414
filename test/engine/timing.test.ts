import { dueAt, isUnawaited } from "../../shared/engine/timing.ts";
import { days, type Duration, hours, minutes, plus } from "../../shared/events/instant.ts";
import type { Money } from "../../shared/events/money.ts";
import type { StepChannel } from "../../shared/events/parts.ts";
import { start } from "../support/events.ts";

const store = { currency: "USD", zone: "America/New_York" };

describe("a delay that depends on what the subject is worth", () => {
  const after = { worth: "200", then: hours(1), otherwise: hours(4) };
  const dollars = (amount: string): Money => ({ amount, currency: "USD" });

  it.each<[string, Money | undefined, Duration]>([
    ["is the one for more, from that worth on", dollars("200.00"), hours(1)],
    ["is the one for more, compared as numbers", dollars("1000"), hours(1)],
    ["is the other just below it", dollars("199.99"), hours(4)],
    ["is the other for any worth in another currency", { amount: "500", currency: "EUR" }, hours(4)],
    ["is the other where nobody knows the worth", undefined, hours(4)],
  ])("%s", (_what, worth, expected) => {
    const due = dueAt({ after, channel: "email" }, { activityAt: start, worth }, minutes(10), store);
    expect(due).toBe(plus(start, expected));
  });
});

describe("the settling time", () => {
  it.each<[string, StepChannel, Duration, Duration]>([
    ["holds back what is due sooner", "email", minutes(5), minutes(10)],
    ["is no matter to what is due later", "text", minutes(15), minutes(15)],
    ["does not hold back what support is told", "support", minutes(5), minutes(5)],
  ])("%s", (_what, channel, after, expected) => {
    expect(dueAt({ after, channel }, { activityAt: start }, minutes(10), store)).toBe(plus(start, expected));
  });
});

describe("a step that hangs on a moment", () => {
  const after = { after: days(1), of: "expiry" };

  it("has no due time and is awaited by nobody where there is no such moment", () => {
    const moments = { expiry: "none" } as const;
    expect(dueAt({ after, channel: "email" }, { activityAt: start, moments }, minutes(10), store)).toBeUndefined();
    expect(isUnawaited({ after }, { moments })).toBe(true);
  });

  it("is awaited while the moment may be or become known", () => {
    expect(isUnawaited({ after }, { moments: { expiry: start } })).toBe(false);
    expect(isUnawaited({ after }, { moments: { expiry: undefined } })).toBe(false);
    expect(isUnawaited({ after }, {})).toBe(false);
  });
});
