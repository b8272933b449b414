import { cases } from "../support/cases.ts";
import fc from "fast-check";
import { nextAllowedDay, nextOpen } from "../../shared/engine/quiet-hours.ts";
import { nextWithinCap } from "../../shared/engine/frequency-cap.ts";
import { days, fromEpoch, hours, type Instant, minus, minutes, plus, toEpoch } from "../../shared/events/instant.ts";
import { start } from "../support/events.ts";
import { evaluate, flowOf, gateOf } from "../support/flows.ts";
import { at } from "../support/instants.ts";
import { checkoutOf, complaining, email, factsWith, granted, heldUntil, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const flow = flowOf("test", [
  { id: "mail", dies: hours(24) },
  { id: "text", channel: "text", dies: hours(47) },
]);
const run = runOf(flow, "c-1");
const due = plus(start, hours(1));
const checkouts = [checkoutOf({ token: "c-1" })];

describe("of several gates that refuse", () => {
  const paused = { paused: { at: start, reason: "sale" } };
  const heldOut = { ...run, heldOut: true };
  const open = complaining(start);

  it.each([
    ["an exit outranks a skip", { run: heldOut, facts: factsWith({ checkouts, consents: [] }) }, "exit", "holdout"],
    [
      "an exit outranks a wait before it",
      { run: heldOut, facts: factsWith({ checkouts }, { store: paused }) },
      "exit",
      "holdout",
    ],
    ["a skip outranks a wait", { run, facts: factsWith({ checkouts, consents: [], ...open }) }, "skip", "no-consent"],
    [
      "but nothing is decided against a step while its store stands still",
      { run, facts: factsWith({ checkouts, consents: [] }, { store: paused }) },
      "defer",
      "paused",
    ],
    [
      "not even at its very deadline",
      { run, now: plus(due, hours(24)), facts: factsWith({ checkouts, consents: [] }, { store: paused }) },
      "defer",
      "paused",
    ],
    [
      "until its deadline has passed",
      { run, now: plus(due, hours(25)), facts: factsWith({ checkouts }, { store: paused }) },
      "skip",
      "past-deadline",
    ],
    [
      "of two waits the first in order gives the reason",
      { run, facts: factsWith({ checkouts, ...open }, { store: paused }) },
      "defer",
      "paused",
    ],
  ])("%s", (_what, question, outcome, reason) => {
    expect(evaluate({ flow, now: due, step: "mail", ...question })).toMatchObject({ outcome, reason });
  });
});

describe("waiting for what nobody can tell", () => {
  it("looks a last time just after the deadline, and is dropped then", () => {
    const facts = factsWith({ checkouts, ...complaining(start) });
    const late = plus(due, hours(20));
    const evaluation = evaluate({ flow, run, facts, now: late, step: "mail" });
    expect(evaluation).toMatchObject({ outcome: "defer", until: plus(due, minutes(24 * 60 + 1)) });
    expect(evaluate({ flow, run, facts, now: plus(due, minutes(24 * 60 + 1)), step: "mail" })).toMatchObject({
      outcome: "skip",
      reason: "past-deadline",
    });
  });
});

describe("a message whose next allowed moment lies past its deadline", () => {
  it("is dropped at once, with that reason", () => {
    const sends = [{ message: "other", channel: "text" as const, at: minus(due, hours(23)) }];
    // The cap frees in an hour, but then it is a week that counts: one text in seven days.
    const evaluation = evaluate({ flow, run, facts: factsWith({ checkouts, sends }), now: due, step: "text" });
    expect(evaluation).toMatchObject({ outcome: "skip", reason: "past-deadline:frequency-cap" });
  });
});

describe("a message whose next allowed moment is its very deadline", () => {
  it("waits for it", () => {
    const facts = factsWith({ checkouts, ...heldUntil(plus(due, hours(24))) });
    const last = plus(due, hours(24));
    expect(evaluate({ flow, run, facts, now: due, step: "mail" })).toMatchObject({ outcome: "defer", until: last });
    expect(evaluate({ flow, run, facts, now: last, step: "mail" })).toMatchObject({ outcome: "send" });
  });
});

describe("a message that a rival goes before", () => {
  const ask = (next: Instant, person: Parameters<typeof factsWith>[0] = {}, now = due) =>
    evaluate({
      flow,
      run,
      facts: factsWith({ checkouts, ...person }),
      now,
      step: "mail",
      rival: { run: "r-2", flow: "recovery", next },
    });

  it.each([
    ["goes five minutes after it", due, plus(due, minutes(5))],
    ["waits for the morning where that is in the night", at("2026-11-05T21:58-05:00"), at("2026-11-06T07:00-05:00")],
    ["waits till its very deadline", plus(due, minutes(24 * 60 - 5)), plus(due, hours(24))],
    [
      "asks again in an hour where that is too late, since the rival may fall away",
      plus(due, hours(24)),
      plus(due, hours(1)),
    ],
  ])("%s", (_what, next, until) => {
    expect(ask(next)).toMatchObject({ outcome: "defer", reason: "arbiter", until });
  });

  it("is not given up for a rival that may fall away, though a complaint's hold makes it wait as well", () => {
    expect(ask(plus(due, days(3)), heldUntil(plus(due, hours(2))))).toMatchObject({
      outcome: "defer",
      reason: "complaint-hold",
      until: plus(due, hours(6)),
    });
  });

  it("looks a last time just after the deadline", () => {
    const late = plus(due, hours(23));
    expect(ask(plus(due, days(3)), {}, plus(late, minutes(30)))).toMatchObject({
      outcome: "defer",
      until: plus(due, minutes(24 * 60 + 1)),
    });
  });
});

describe("the cap", () => {
  const cap = { apart: hours(16), most: 4, within: hours(168) };
  const mail = (text: string) => ({ message: text, channel: "email" as const, at: at(text) });

  it("is rolling: 23:00 and 00:30 do not both pass", () => {
    const next = nextWithinCap(at("2026-11-06T00:30Z"), [mail("2026-11-05T23:00Z")], "email", cap, "own");
    expect(next).toBe(at("2026-11-06T15:00Z"));
  });

  it.each<[string, string[], string, string]>([
    ["nothing was sent", [], "2026-11-05T15:00Z", "2026-11-05T15:00Z"],
    ["the last is far enough", ["2026-11-04T23:00Z"], "2026-11-05T15:00Z", "2026-11-05T15:00Z"],
    [
      "the last is a millisecond too near",
      ["2026-11-04T23:00:00.001Z"],
      "2026-11-05T15:00Z",
      "2026-11-05T15:00:00.001Z",
    ],
    [
      "the last was written down first",
      ["2026-11-04T23:00Z", "2026-11-01T10:00Z"],
      "2026-11-05T10:00Z",
      "2026-11-05T15:00Z",
    ],
    [
      "four in a week are enough",
      ["2026-11-01T10:00Z", "2026-11-02T10:00Z", "2026-11-03T10:00Z", "2026-11-04T10:00Z"],
      "2026-11-05T15:00Z",
      "2026-11-08T10:00Z",
    ],
    [
      "three in a week are not",
      ["2026-11-02T10:00Z", "2026-11-03T10:00Z", "2026-11-04T10:00Z"],
      "2026-11-05T15:00Z",
      "2026-11-05T15:00Z",
    ],
  ])("when %s", (_what, sends, now, expected) => {
    expect(nextWithinCap(at(now), sends.map(mail), "email", cap, "own")).toBe(at(expected));
  });

  it("never counts the message's own entry", () => {
    expect(nextWithinCap(start, [{ message: "own", channel: "email", at: start }], "email", cap, "own")).toBe(start);
  });
});

describe("the next allowed moment", () => {
  const zone = "America/New_York";
  const minute = 60_000;
  const grid = fc
    .integer({ min: 0, max: 4 * 24 * 60 })
    .map((count) => fromEpoch(toEpoch(at("2026-10-30T00:00Z")) + count * minute));

  const worlds = fc.record({
    now: grid,
    sends: fc.array(fc.integer({ min: 1, max: 40 * 60 }), { maxLength: 3 }),
    hold: fc.option(fc.integer({ min: -600, max: 40 * 60 }), { nil: undefined }),
    blackout: fc.subarray(["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"]),
    window: fc.constantFrom(
      { from: "07:00", to: "22:00" },
      { from: "09:30", to: "11:00" },
      { from: "00:00", to: "24:00" },
    ),
    dies: fc.integer({ min: 1, max: 90 }),
  });

  it("satisfies every gate, is the first minute that does, and past the deadline the message is dropped now", () => {
    fc.assert(
      fc.property(worlds, ({ now, sends: ago, hold, blackout, window, dies }) => {
        const settings = settingsWith({ quietHours: { email: window }, exclusions: { blackoutDates: blackout } });
        const timed = flowOf("timed", [{ id: "mail", after: minutes(10), dies: hours(dies) }]);
        const activityAt = plus(now, minutes(0));
        const sends = ago.map((count, index) => ({
          message: `m-${index}`,
          channel: "email" as const,
          at: fromEpoch(toEpoch(now) - count * minute),
        }));
        const holdUntil = hold === undefined ? undefined : fromEpoch(toEpoch(now) + hold * minute);
        const facts = factsWith({
          checkouts: [checkoutOf({ token: "c-1", activityAt, createdAt: activityAt })],
          sends,
          ...(holdUntil === undefined ? {} : heldUntil(holdUntil)),
          consents: [granted(email, { at: at("2026-10-01T00:00Z") })],
        });
        const asked = (when: Instant) =>
          evaluate({ flow: timed, run: runOf(timed, "c-1"), facts, now: when, step: "mail", settings });
        const allowed = (when: Instant): boolean =>
          nextOpen(when, [zone], window) === when &&
          nextAllowedDay(when, [zone], blackout) === when &&
          nextWithinCap(when, sends, "email", settings.caps.email, "own") === when &&
          (holdUntil === undefined || holdUntil <= when);

        const evaluation = asked(now);
        const next = evaluation.outcome === "send" ? now : evaluation.until;
        if (evaluation.outcome === "skip") {
          expect(evaluation.reason).toMatch(/^past-deadline:/);
          for (let when = now; when <= evaluation.deadline; when = plus(when, minutes(1)))
            expect(allowed(when)).toBe(false);
          return;
        }
        if (next === undefined) throw new Error("a deferred message has a next moment");
        expect(next <= evaluation.deadline).toBe(true);
        expect(asked(next).outcome).toBe("send");
        expect(allowed(next)).toBe(true);
        for (let when = now; when < next; when = plus(when, minutes(1))) expect(allowed(when)).toBe(false);
      }),
      cases(60),
    );
  });

  it("asks in every zone the reader may be in", () => {
    const somewhere = checkoutOf({ token: "c-1", place: { country: "US" } });
    const facts = factsWith({ checkouts: [somewhere], phones: [] });
    // 09:00 in New York is 04:00 in Honolulu.
    const evaluation = evaluate({ flow, run, facts, now: at("2026-11-05T16:30Z"), step: "mail" });
    expect(evaluation).toMatchObject({ outcome: "defer", reason: "quiet-hours", until: at("2026-11-05T17:00Z") });
    expect(gateOf(evaluation, "quiet-hours").inputs["zones"]).toContain("Pacific/Honolulu");
  });
});
