import { advance } from "../../shared/engine/advance.ts";
import { defineFlow, on } from "../../shared/engine/define-flow.ts";
import { enrol, hasten } from "../../shared/engine/enrol.ts";
import type { Facts } from "../../shared/engine/facts.ts";
import type { Run } from "../../shared/engine/run.ts";
import { dueAt, lastDeadline } from "../../shared/engine/timing.ts";
import { days, Duration, hours, type Instant, minutes, plus } from "../../shared/events/instant.ts";
import type { Delay } from "../../shared/settings/flow-settings.ts";
import { reminder1 } from "../../shared/flows/abandoned-checkout/templates/templates.ts";
import { checkoutUpdated, guest, start } from "../support/events.ts";
import { flowOf } from "../support/flows.ts";
import { at } from "../support/instants.ts";
import { checkoutOf, email, factsWith, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const settings = settingsWith({ quietHours: { email: { from: "00:00", to: "24:00" } } });
const where = (zone: string) => ({ currency: "USD", zone });
const due = (after: Delay, expiry: Instant | undefined, zone = "America/New_York"): Instant | undefined =>
  dueAt({ after, channel: "email" }, { activityAt: start, moments: { expiry } }, minutes(10), where(zone));

describe("a delay that hangs on a moment", () => {
  it.each<[string, Delay, string, string, string]>([
    // Clocks go back on 1 November 2026 and forward on 14 March 2027 in New York.
    [
      "30 days before",
      { before: days(30), of: "expiry" },
      "2026-11-30T00:00-05:00",
      "America/New_York",
      "2026-10-31T00:00-04:00",
    ],
    [
      "7 days before",
      { before: days(7), of: "expiry" },
      "2027-03-20T00:00-04:00",
      "America/New_York",
      "2027-03-13T00:00-05:00",
    ],
    [
      "a day after",
      { after: days(1), of: "expiry" },
      "2026-10-31T12:00-04:00",
      "America/New_York",
      "2026-11-01T12:00-05:00",
    ],
    [
      "hours, which are exact",
      { before: hours(24), of: "expiry" },
      "2026-11-01T12:00-05:00",
      "America/New_York",
      "2026-10-31T13:00-04:00",
    ],
    [
      "a day and hours",
      { before: Duration.parse("P1DT6H"), of: "expiry" },
      "2026-11-02T00:00-05:00",
      "America/New_York",
      "2026-10-31T18:00-04:00",
    ],
    [
      "a year's leap day",
      { before: days(1), of: "expiry" },
      "2028-03-01T00:00+13:00",
      "Pacific/Tongatapu",
      "2028-02-29T00:00+13:00",
    ],
    [
      "an hour the clocks skip",
      { before: days(1), of: "expiry" },
      "2027-03-15T02:30-04:00",
      "America/New_York",
      "2027-03-14T03:30-04:00",
    ],
    [
      "nothing before",
      { before: minutes(0), of: "expiry" },
      "2026-11-30T00:00-05:00",
      "America/New_York",
      "2026-11-30T00:00-05:00",
    ],
  ])("is reckoned on the store's calendar: %s", (_what, after, moment, zone, expected) => {
    expect(due(after, at(moment), zone)).toBe(at(expected));
  });

  it("is not held to the settling time, since a moment does not move with each activity", () => {
    expect(due({ before: days(1), of: "expiry" }, plus(start, days(1)))).toBe(start);
  });

  it("has no due time while the moment is not known", () => {
    expect(due({ before: days(1), of: "expiry" }, undefined)).toBeUndefined();
    expect(
      dueAt(
        { after: { before: days(1), of: "expiry" }, channel: "email" },
        { activityAt: start },
        minutes(10),
        where("UTC"),
      ),
    ).toBeUndefined();
  });

  it("leaves the last deadline open while one of a plan is not known", () => {
    const plan = (["one", "two"] as const).map((id, index) => ({
      id,
      channel: "email" as const,
      after: index === 0 ? hours(1) : { before: days(1), of: "expiry" },
      dies: hours(24),
    }));
    const last = (expiry: Instant | undefined) =>
      lastDeadline(plan, { activityAt: start, moments: { expiry } }, minutes(10), where("UTC"));
    expect(last(undefined)).toBeUndefined();
    expect(last(plus(start, days(10)))).toBe(plus(start, days(10)));
    expect(last(plus(start, hours(2)))).toBe(plus(start, hours(25)));
  });

  it("must hang on a moment that its flow names", () => {
    const after = { before: days(1), of: "birthday" };
    expect(() => flowOf("test", [{ id: "one", after }], { moments: ["expiry"] })).toThrow(
      "Step one of the flow test is reckoned from birthday, which is none of its moments.",
    );
  });
});

const expiring = (expiry: Instant | undefined, exit = false, maxAge = days(400)) =>
  flowOf(
    "test",
    [
      { id: "week", after: { before: days(7), of: "expiry" } },
      { id: "day", after: { before: days(1), of: "expiry" } },
    ],
    { moments: ["expiry"], known: () => ({ expiry }), exit: () => exit, maxAge },
  );

describe("a run whose moment nobody knows yet", () => {
  const facts: Facts = factsWith({ checkouts: [checkoutOf({ token: "c-1" })] });
  const look = (
    flow = expiring(undefined),
    now = start,
    changes: Partial<{ facts: Facts; settings: typeof settings }> = {},
  ) => advance({ flows: [flow], flow, run: runOf(flow, "c-1"), facts, settings, now, messages: new Map(), ...changes });

  it("sleeps seven days at a stretch, decides nothing and does not end", () => {
    expect(look()).toMatchObject({ next: { kind: "sleep", until: plus(start, days(7)) }, decisions: [], steps: {} });
  });

  it.each<[string, string, () => ReturnType<typeof look>]>([
    ["an exit of the flow", "over", () => look(expiring(undefined, true))],
    ["its age", "too-old", () => look(expiring(undefined, false, days(30)), plus(start, days(31)))],
    [
      "the store's uninstallation",
      "store-uninstalled",
      () => look(undefined, start, { facts: { ...facts, store: { uninstalledAt: start } } }),
    ],
    [
      "the flow switched off",
      "flow-off",
      () => look(undefined, start, { settings: settingsWith({ flows: { test: { enabled: false } } }) }),
    ],
  ])("ends by %s, and says so", (_what, reason, ask) => {
    const result = ask();
    expect(result.next).toEqual({ kind: "finish", reason });
    expect(result.decisions).toMatchObject([{ outcome: "exit", reason, step: "week", by: "wake" }]);
    expect(result.decisions[0]?.gates.map(({ gate }) => gate)).toEqual(["stopped", "exit", "age"]);
  });

  it("of which another step has a date ends by an exit before that date, and when it comes by what all gates say", () => {
    const over = flowOf("test", [{ id: "later", after: { before: days(1), of: "expiry" } }, { id: "now" }], {
      moments: ["expiry"],
      exit: () => true,
    });
    const early = look(over, plus(start, minutes(59)));
    expect(early).toMatchObject({ decisions: [{ step: "later" }], next: { kind: "finish", reason: "over" } });
    const due = look(over, plus(start, hours(1)));
    expect(due).toMatchObject({ decisions: [{ step: "now" }], next: { kind: "finish", reason: "over" } });
    expect(due.decisions[0]?.gates.map(({ gate }) => gate)).toContain("consent");
  });

  it("sleeps until its step is due once the moment is known, and follows the moment when it moves", () => {
    const expiry = plus(start, days(12));
    expect(look(expiring(expiry)).next).toEqual({ kind: "sleep", until: plus(start, days(5)) });
    expect(look(expiring(plus(start, days(300)))).next).toEqual({ kind: "sleep", until: plus(start, days(7)) });
    expect(look(expiring(expiry), plus(start, days(5))).send?.planned.id).toBe("week");
    const moved = look(expiring(plus(expiry, days(3))), plus(start, days(5)));
    expect(moved).toMatchObject({ send: undefined, next: { until: plus(start, days(8)) } });
  });

  it("goes on with what has a date while another step has none", () => {
    const flow = flowOf("test", [{ id: "now" }, { id: "later", after: { before: days(1), of: "expiry" } }], {
      moments: ["expiry"],
      known: () => ({}),
    });
    const sent = look(flow, plus(start, hours(1)));
    expect(sent.send?.planned.id).toBe("now");
    const steps = { now: { state: "skipped", reason: "x", at: start } } as const;
    const after = advance({
      flows: [flow],
      flow,
      run: runOf(flow, "c-1", { steps }),
      facts,
      settings,
      now: plus(start, days(2)),
      messages: new Map(),
    });
    expect(after.next).toEqual({ kind: "sleep", until: plus(start, days(9)) });
  });
});

describe("a moment that there is not", () => {
  const flowWith = (expiry: Instant | "none") =>
    flowOf("test", [{ id: "one" }, { id: "extra", after: { after: days(1), of: "expiry" } }], {
      moments: ["expiry"],
      known: () => ({ expiry }),
    });
  const end = (expiry: Instant | "none", now: Instant) => {
    const flow = flowWith(expiry);
    const run = runOf(flow, "c-1", { steps: { one: { state: "skipped", reason: "x", at: start } } });
    const facts = factsWith({ checkouts: [checkoutOf({ token: "c-1" })] });
    return advance({ flows: [flow], flow, run, facts, settings, now, messages: new Map() });
  };
  const later = plus(start, days(2));

  it("keeps no run from ending, and nothing is decided about its step", () => {
    expect(end("none", later)).toMatchObject({ decisions: [], next: { kind: "finish", reason: "completed" } });
  });

  it("is followed as soon as there is one", () => {
    expect(end(plus(start, days(1)), later).send?.planned.id).toBe("extra");
  });
});

describe("an event of such a flow", () => {
  const flowTelling = (expiry: Instant | undefined) =>
    flowOf("test", [{ id: "week", after: { before: days(7), of: "expiry" } }], {
      moments: ["expiry"],
      told: () => ({ expiry }),
    });
  const event = (when = start) => checkoutUpdated({ token: "c-1" }, { at: when, who: guest(email) });
  const open = (flow: ReturnType<typeof flowTelling>, now = start) =>
    enrol(flow, event(), "ada", settings, { draw: () => 0.5 }, now);

  it("that tells no moment has the run looked at as soon as it has settled, since the facts may know", () => {
    expect(open(flowTelling(undefined))).toMatchObject({ kind: "open", run: { nextWakeAt: plus(start, minutes(10)) } });
  });

  it("that tells it has the run looked at when it is due", () => {
    expect(open(flowTelling(plus(start, days(20))))).toMatchObject({ run: { nextWakeAt: plus(start, days(13)) } });
  });

  it("whose moment is over opens nothing; of one unknown the flow's greatest age decides", () => {
    expect(open(flowTelling(plus(start, days(1))), plus(start, days(5)))).toMatchObject({ reason: "trigger-too-old" });
    expect(open(flowTelling(undefined), plus(start, days(29))).kind).toBe("open");
    expect(open(flowTelling(undefined), plus(start, days(31)))).toMatchObject({ reason: "trigger-too-old" });
  });

  it.each<[string, Instant | undefined, Partial<Run>, Instant | undefined]>([
    ["makes the moment known: woken when it is due", plus(start, days(10)), {}, plus(start, days(3))],
    ["moves it forward, past due already: woken now", plus(start, days(2)), {}, plus(start, hours(1))],
    ["moves it back: left to the wake", plus(start, days(40)), {}, undefined],
    ["leaves it to the facts: woken once it has settled", undefined, {}, plus(start, minutes(70))],
    ["finds that wake arranged already", undefined, { nextWakeAt: plus(start, minutes(30)) }, undefined],
    ["is older than what is known", plus(start, days(10)), { activityAt: plus(start, hours(2)) }, undefined],
    [
      "comes when the step is behind the run",
      plus(start, days(10)),
      { steps: { week: { state: "skipped", reason: "x", at: start } } },
      undefined,
    ],
  ])("that %s", (_what, expiry, run, expected) => {
    const flow = flowTelling(expiry);
    const live = runOf(flow, "c-1", { nextWakeAt: plus(start, days(7)), ...run });
    const later = plus(start, hours(1));
    expect(hasten(live, flow, event(later), settings, later)).toBe(expected);
  });
});

describe("a flow of several triggers", () => {
  const never = (): undefined => undefined;
  const define = (...events: readonly ("order.updated" | "checkout.updated")[]) => {
    const [
      first = on("order.updated", ({ data, occurredAt }) => ({
        kind: "open",
        subject: data.id,
        activityAt: occurredAt,
      })),
      ...rest
    ] = events.map((name) =>
      name === "order.updated"
        ? on(name, ({ data, occurredAt }) => ({ kind: "open", subject: data.id, activityAt: occurredAt }))
        : on(name, ({ data }) => ({ kind: "none", reason: "only-a-checkout", subject: data.token })),
    );
    return defineFlow({
      id: "test",
      priority: 1,
      triggers: [first, ...rest],
      settle: minutes(10),
      maxAge: days(30),
      reentry: undefined,
      find: never,
      exits: [],
      steps: (step) => [
        step.email({
          id: "one",
          kind: "marketing",
          purpose: "marketing",
          after: hours(1),
          dies: hours(1),
          template: reminder1,
          params: () => reminder1.sample,
        }),
      ],
    });
  };

  it("asks the one that the event is for", () => {
    const flow = define("order.updated", "checkout.updated");
    const ask = (event: Parameters<typeof enrol>[1]) => enrol(flow, event, "ada", settings, { draw: () => 1 }, start);
    expect(ask(checkoutUpdated({ token: "c-1" }))).toMatchObject({ kind: "refused", reason: "only-a-checkout" });
  });

  it("has one for an event at the most", () => {
    expect(() => define("order.updated", "order.updated")).toThrow("Flow test has two triggers of one event");
  });
});
