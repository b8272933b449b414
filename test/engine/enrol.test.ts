import { enrol, hasten } from "../../shared/engine/enrol.ts";
import type { Run } from "../../shared/engine/run.ts";
import { hours, type Instant, minus, minutes, plus } from "../../shared/events/instant.ts";
import { abandonedCheckout as flow } from "../../shared/flows/abandoned-checkout/flow.ts";
import { runId } from "../../shared/store/keys.ts";
import { checkoutUpdated, guest, orderUpdated, start } from "../support/events.ts";
import { runOf } from "../support/people.ts";
import { keys } from "../support/history.ts";
import { settingsWith } from "../support/settings.ts";

const settings = settingsWith();
const told = (when: Instant = start, total = "60.00") =>
  checkoutUpdated({ token: "c-1", total }, { at: when, who: guest("ada@customer.example") });
const open = (
  changes: Partial<{
    event: Parameters<typeof enrol>[1];
    settings: typeof settings;
    now: Instant;
    draw: number;
    person: string;
  }> = {},
) =>
  enrol(
    flow,
    changes.event ?? told(),
    changes.person ?? "ada",
    changes.settings ?? settings,
    { draw: () => changes.draw ?? 0.5 },
    changes.now ?? start,
  );

describe("a trigger", () => {
  it("opens a run whose id does not depend on whose it is", () => {
    const one = open();
    const other = open({ person: "bea" });
    if (one.kind !== "open" || other.kind !== "open") throw new Error("not opened");
    expect(one.run.id).toBe(runId("demo", "abandoned-checkout", "c-1"));
    expect(other.run.id).toBe(one.run.id);
  });

  it("reckons due times from the activity, not from the receipt", () => {
    const result = open({ now: plus(start, minutes(50)) });
    expect(result).toMatchObject({ kind: "open", run: { nextWakeAt: plus(start, hours(1)), activityAt: start } });
  });

  it("past the last deadline of all opens nothing; at it, it still does", () => {
    expect(open({ now: plus(start, hours(72)) }).kind).toBe("open");
    expect(open({ now: plus(start, minutes(72 * 60 + 1)) })).toMatchObject({
      kind: "refused",
      reason: "trigger-too-old",
    });
  });

  it("of a flow that the store has turned off is refused, and says so", () => {
    const off = settingsWith({ flows: { "abandoned-checkout": { enabled: false } } });
    const run = runId("demo", "abandoned-checkout", "c-1");
    expect(open({ settings: off })).toEqual({ kind: "refused", run, reason: "flow-off" });
  });

  it("of a flow whose steps are all turned off is refused, and says so", () => {
    const steps = Object.fromEntries(flow.steps.map(({ id }) => [id, { enabled: false }]));
    const run = runId("demo", "abandoned-checkout", "c-1");
    expect(open({ settings: settingsWith({ flows: { "abandoned-checkout": { steps } } }) })).toEqual({
      kind: "refused",
      run,
      reason: "no-steps",
    });
  });

  it("wakes the run for whatever is due first, in whichever order the steps stand", () => {
    const steps = { "reminder-1": { after: "PT9H" }, "reminder-2": { after: "PT20M" }, "text-1": { after: "PT5H" } };
    const result = open({ settings: settingsWith({ flows: { "abandoned-checkout": { steps } } }) });
    expect(result).toMatchObject({ run: { nextWakeAt: plus(start, minutes(20)) } });
  });

  it("of another event is none of this flow's", () => {
    expect(open({ event: orderUpdated({ id: "o-1" }) })).toEqual({ kind: "none", reason: "other-event" });
  });

  it.each([
    [0.04, true],
    [0.05, false],
    [0.5, false],
  ])("is held out by its draw: %s of 5 %", (draw, heldOut) => {
    const result = open({ draw, settings: settingsWith({ holdout: 0.05 }) });
    expect(result).toMatchObject({ run: { heldOut } });
  });

  it("draws by flow and person, the same for ever, and about as many as it should", () => {
    const people = Array.from({ length: 4000 }, (_, n) => `person-${n}`);
    const held = (name: string) => people.filter((person) => keys.draw(name, person) < 0.05);
    expect(held("a")).toEqual(held("a"));
    expect(held("a")).not.toEqual(held("b"));
    expect(held("a").length / people.length).toBeGreaterThan(0.035);
    expect(held("a").length / people.length).toBeLessThan(0.065);
  });

  it("keeps the plan and the settings it was opened with", () => {
    const steps = { "reminder-2": { enabled: false }, "reminder-3": { after: "PT30H", dies: "PT2H" } };
    const result = open({ settings: { ...settingsWith({ flows: { "abandoned-checkout": { steps } } }), version: 7 } });
    if (result.kind !== "open") throw new Error("not opened");
    expect(result.run.settingsVersion).toBe(7);
    expect(result.run.plan.map(({ id }) => id)).toEqual(["text-1", "reminder-1", "reminder-3"]);
    expect(result.run.plan.at(-1)).toEqual({ id: "reminder-3", channel: "email", after: "PT30H", dies: "PT2H" });
  });
});

describe("later activity", () => {
  const noText: Run["steps"] = { "text-1": { state: "skipped", reason: "no-address", at: start } };
  const run = runOf(flow, "c-1", { nextWakeAt: plus(start, hours(4)), steps: noText });
  const ask = (event: ReturnType<typeof told>, changes: Partial<Run> = {}, now = event.occurredAt) =>
    hasten({ ...run, ...changes }, flow, event, settings, now);

  it.each<[string, () => ReturnType<typeof ask>, Instant | undefined]>([
    [
      "that makes the cart worth more brings the wake forward",
      () => ask(told(plus(start, minutes(30)), "250")),
      plus(start, minutes(90)),
    ],
    ["of the same instant may as well", () => ask(told(start, "250")), plus(start, hours(1))],
    ["that only puts it off is left to the wake", () => ask(told(plus(start, minutes(30)))), undefined],
    [
      "that is older than what the run was reckoned from is stale",
      () => ask(told(minus(start, minutes(1)), "250")),
      undefined,
    ],
    [
      "of a run that has ended is nothing to it",
      () => ask(told(start, "250"), { finished: { reason: "ordered", at: start } }),
      undefined,
    ],
    [
      "that would have been due before now wakes it now",
      () => ask(told(start, "250"), {}, plus(start, hours(2))),
      plus(start, hours(2)),
    ],
    [
      "that is due just when the run wakes anyway is left to the wake",
      () => ask(told(plus(start, hours(3)), "250")),
      undefined,
    ],
    [
      "of a run that waits for no wake is nothing to it",
      () => ask(told(start, "250"), { nextWakeAt: undefined }),
      undefined,
    ],
    ["of an emptied cart is left to the wake", () => ask(told(plus(start, minutes(1)), "0.00")), undefined],
  ])("%s", (_what, answer, expected) => {
    expect(answer()).toBe(expected);
  });
});
