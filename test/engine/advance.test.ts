import { advance, type AdvanceInput, type HandedOver } from "../../shared/engine/advance.ts";
import type { Run } from "../../shared/engine/run.ts";
import { days, type Duration, hours, type Instant, minutes, plus } from "../../shared/events/instant.ts";
import { messageId } from "../../shared/store/keys.ts";
import type { MessageStatus } from "../../shared/store/messages.ts";
import { flowOf, type StepSketch } from "../support/flows.ts";
import { start } from "../support/events.ts";
import { checkoutOf, factsWith, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const settings = settingsWith({
  quietHours: { email: { from: "00:00", to: "24:00" }, text: { from: "08:00", to: "21:00" } },
});
const flow = flowOf("test", [
  { id: "one", after: hours(1), dies: hours(24) },
  { id: "two", after: hours(24), dies: hours(24) },
]);
const checkouts = [checkoutOf({ token: "c-1" })];
const due = plus(start, hours(1));

const look = (run: Partial<Run> = {}, changes: Partial<AdvanceInput> = {}) =>
  advance({
    flows: [flow],
    flow,
    run: runOf(flow, "c-1", run),
    facts: factsWith({ checkouts }),
    settings,
    now: due,
    messages: new Map(),
    ...changes,
  });

const base = runOf(flow, "c-1");
const idOf = (step: string): string => messageId(base.id, step, "email");
const handed = (step: string, at: Instant = start): Run["steps"] => ({
  [step]: { state: "handed-over", message: idOf(step), at },
});
const stands = (step: string, status: MessageStatus): HandedOver => new Map([[idOf(step), { status, at: due }]]);

describe("a wake", () => {
  it("that comes early sleeps until the first step is due, and decides nothing", () => {
    const result = look({}, { now: plus(start, minutes(30)) });
    expect(result).toMatchObject({ next: { kind: "sleep", until: due }, decisions: [], send: undefined });
  });

  it("sends one message and is back when the next step is due", () => {
    const result = look();
    expect(result.send?.planned.id).toBe("one");
    expect(result.steps).toEqual({ one: { state: "handed-over", message: idOf("one"), at: due } });
    expect(result.next).toEqual({ kind: "sleep", until: plus(start, hours(24)) });
    expect(result.decisions).toMatchObject([{ by: "wake", step: "one", outcome: "send", at: due, ruleVersion: 5 }]);
  });

  it("looks again at once when a second step is due as well", () => {
    const both = flowOf("test", [
      { id: "one", after: hours(1) },
      { id: "note", channel: "text", after: hours(1) },
    ]);
    const result = look(runOf(both, "c-1"), { flow: both, flows: [both] });
    expect(result.send?.planned.id).toBe("one");
    expect(result.next).toEqual({ kind: "sleep", until: due });
    const late = plus(due, hours(2));
    expect(look(runOf(both, "c-1"), { flow: both, flows: [both], now: late }).next).toEqual({
      kind: "sleep",
      until: late,
    });
  });

  it("asks first about what fell due first, in whatever order the steps are planned", () => {
    const turned = flowOf("test", [
      { id: "late", after: hours(5) },
      { id: "early", after: hours(1) },
    ]);
    const result = look(runOf(turned, "c-1"), { flow: turned, flows: [turned], now: plus(start, hours(6)) });
    expect(result.send?.planned.id).toBe("early");
  });

  it("asks what became of the last message in a quarter of an hour, and ends only then", () => {
    const last = plus(start, hours(24));
    const steps = { one: { state: "sent", message: idOf("one"), at: due } } as const;
    const sending = look({ steps }, { now: last });
    expect(sending.next).toEqual({ kind: "sleep", until: plus(last, minutes(15)) });
    const open = look(
      { steps: { ...steps, ...handed("two", last) } },
      { now: plus(last, minutes(15)), messages: stands("two", "sending") },
    );
    expect(open).toMatchObject({ decisions: [], next: { kind: "sleep", until: plus(last, minutes(30)) } });
    const settled = look(
      { steps: { ...steps, ...handed("two", last) } },
      { now: plus(last, minutes(15)), messages: stands("two", "sent") },
    );
    expect(settled).toMatchObject({
      steps: { two: { state: "sent", at: due } },
      next: { kind: "finish", reason: "completed" },
    });
  });

  it.each(["sent", "failed", "unknown"] as const)("settles a step whose message is %s", (status) => {
    const { steps, send } = look({ steps: handed("one") }, { messages: stands("one", status) });
    expect(steps["one"]).toEqual({ state: status, message: idOf("one"), at: due });
    expect(send).toBeUndefined();
  });

  it.each(["claimed", "sending"] as const)("lets a step be whose message is %s", (status) => {
    expect(look({ steps: handed("one") }, { messages: stands("one", status) }).steps).toEqual(handed("one"));
  });

  it("takes a step up again whose message was withdrawn", () => {
    const result = look({ steps: handed("one") }, { messages: stands("one", "withdrawn") });
    expect(result.send?.planned.id).toBe("one");
    expect(result.steps["one"]).toMatchObject({ state: "handed-over", at: due });
  });

  it.each(["withdrawn", "sent"] as const)("leaves a step behind it as it is though its message is %s", (status) => {
    const skipped = { one: { state: "skipped", reason: "x", at: start } } as const;
    expect(look({ steps: skipped }, { messages: stands("one", status) })).toMatchObject({
      steps: skipped,
      send: undefined,
    });
  });

  it.each(["sent", "failed", "unknown", "sending"] as const)(
    "learns of a message that is %s though whoever handed it over died before writing so",
    (status) => {
      const result = look({}, { messages: stands("one", status) });
      expect(result).toMatchObject({ send: undefined, decisions: [] });
      expect(result.steps["one"]).toMatchObject({ state: status === "sending" ? "handed-over" : status });
    },
  );

  it.each(["claimed", "withdrawn"] as const)("asks all gates again about a message that is only %s", (status) => {
    expect(look({}, { messages: stands("one", status) }).decisions).toMatchObject([{ outcome: "send", step: "one" }]);
  });

  it("passes a step that is skipped and goes on to the next", () => {
    const result = look({}, { now: plus(start, hours(26)) });
    expect(result.steps["one"]).toEqual({ state: "skipped", reason: "past-deadline", at: plus(start, hours(26)) });
    expect(result.send?.planned.id).toBe("two");
    expect(result.decisions.map(({ step, outcome }) => [step, outcome])).toEqual([
      ["one", "skip"],
      ["two", "send"],
    ]);
  });

  it("ends when every step is skipped", () => {
    const result = look({}, { facts: factsWith({ checkouts, consents: [] }), now: plus(start, hours(24)) });
    expect(result.next).toEqual({ kind: "finish", reason: "completed" });
    expect(Object.values(result.steps)).toMatchObject([{ reason: "no-consent" }, { reason: "no-consent" }]);
  });

  it("ends at an exit, with its reason, and asks no further step", () => {
    const facts = factsWith({ checkouts }, { store: { uninstalledAt: start } });
    const result = look({}, { facts, now: plus(start, hours(24)) });
    expect(result.next).toEqual({ kind: "finish", reason: "store-uninstalled" });
    expect(result.decisions).toHaveLength(1);
  });

  it("asks about an exit only when a step is due", () => {
    const over = flowOf("test", [{ id: "one" }], { exit: () => true });
    const ask = (now: Instant) => look(runOf(over, "c-1"), { flow: over, flows: [over], now });
    expect(ask(plus(start, minutes(30)))).toMatchObject({ decisions: [], next: { kind: "sleep", until: due } });
    expect(ask(due).next).toEqual({ kind: "finish", reason: "over" });
  });

  it("sleeps until a deferred step may go", () => {
    const sends = [{ message: "other", channel: "email" as const, at: start }];
    expect(look({}, { facts: factsWith({ checkouts, sends }) }).next).toEqual({
      kind: "sleep",
      until: plus(start, hours(16)),
    });
  });

  it("follows later activity, and says what it reckoned from", () => {
    const moved = plus(start, minutes(40));
    const result = look(
      {},
      { facts: factsWith({ checkouts: [checkoutOf({ token: "c-1", createdAt: start, activityAt: moved })] }) },
    );
    expect(result).toMatchObject({
      activityAt: moved,
      decisions: [],
      next: { kind: "sleep", until: plus(moved, hours(1)) },
    });
  });

  it("never sleeps longer than seven days", () => {
    const slow = flowOf("test", [{ id: "one", after: days(20) }]);
    const result = look(runOf(slow, "c-1"), { flow: slow, flows: [slow] });
    expect(result.next).toEqual({ kind: "sleep", until: plus(due, days(7)) });
  });
});

describe("a run whose step asks for no slot under the cap", () => {
  const overdue = flowOf("rival", [{ id: "one", after: minutes(30), dies: hours(3) }], { priority: 20 });
  const runs = [runOf(overdue, "c-1", { id: "rival" })];

  it.each<[string, StepSketch, string]>([
    ["since it is left out", { id: "one", guard: "sold-out" }, "skip"],
    ["since it is transactional", { id: "one", kind: "transactional" }, "send"],
  ])("wakes no rival, %s", (_what, step, outcome) => {
    const own = flowOf("test", [step]);
    const result = look(runOf(own, "c-1"), { flow: own, flows: [own, overdue], facts: factsWith({ checkouts, runs }) });
    expect(result).toMatchObject({ decisions: [{ outcome }], wake: [] });
    expect(result.decisions[0]?.gates.find(({ gate }) => gate === "arbiter")).toMatchObject({ pass: true });
  });
});

describe("a run the code has moved on from", () => {
  it("ends when a step it still needs is gone, and says which", () => {
    const changed = flowOf("test", [{ id: "two", after: hours(24) }]);
    expect(look({}, { flow: changed, flows: [changed] }).next).toEqual({ kind: "finish", reason: "step-gone:one" });
  });

  it("goes on when the step that is gone is behind it", () => {
    const changed = flowOf("test", [{ id: "two", after: hours(24) }]);
    const steps = { one: { state: "sent", message: idOf("one"), at: due } } as const;
    const result = look({ steps }, { flow: changed, flows: [changed], now: plus(start, hours(24)) });
    expect(result.send?.planned.id).toBe("two");
  });

  it("keeps the delays it was opened with", () => {
    const faster = flowOf("test", [
      { id: "one", after: minutes(20) },
      { id: "two", after: hours(2) },
    ]);
    const result = look({}, { flow: faster, flows: [faster], now: plus(start, minutes(30)) });
    expect(result.next).toEqual({ kind: "sleep", until: due });
  });

  it("takes no step up that was added after it was opened", () => {
    const more = flowOf("test", [
      { id: "zero", after: minutes(10) },
      { id: "one", after: hours(1) },
      { id: "two", after: hours(24) },
    ]);
    expect(look({}, { flow: more, flows: [more] }).send?.planned.id).toBe("one");
  });
});

describe("a run whose subject nobody knows yet", () => {
  const unknown = factsWith({ checkouts: [] });

  it("waits for it", () => {
    expect(look({}, { facts: unknown })).toMatchObject({
      activityAt: start,
      decisions: [],
      wake: [],
      next: { kind: "sleep", until: plus(due, minutes(30)) },
    });
  });

  it.each([
    [minutes(0), minutes(1)],
    [minutes(9), minutes(1)],
    [minutes(10), minutes(30)],
  ])("is looked for anew %s after it began in %s, since its facts may be a moment late", (age, soon) => {
    const now = plus(start, age);
    expect(look({}, { facts: unknown, now }).next).toEqual({ kind: "sleep", until: plus(now, soon) });
  });

  it.each<[string, StepSketch, Duration]>([
    ["none of its messages could be sent any more", { id: "one", after: days(3), dies: hours(24) }, days(4)],
    [
      "it has lasted two days, where nobody knows when that would be",
      { id: "one", after: { before: days(1), of: "expiry" } },
      days(2),
    ],
  ])("is given up when %s", (_what, step, patience) => {
    const waiting = flowOf("test", [step], { moments: ["expiry"] });
    const ask = (now: Instant) =>
      look(runOf(waiting, "c-1"), { flow: waiting, flows: [waiting], facts: unknown, now }).next;
    const last = plus(start, patience);
    expect(ask(last).kind).toBe("sleep");
    expect(ask(plus(last, minutes(1)))).toEqual({ kind: "finish", reason: "subject-unknown" });
  });
});
