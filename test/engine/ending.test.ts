import type { Facts } from "../../shared/engine/facts.ts";
import { askEnding } from "../../shared/engine/gates/ending.ts";
import { days, hours, type Instant, minus, minutes, plus } from "../../shared/events/instant.ts";
import { start } from "../support/events.ts";
import { evaluate, flowOf, gateOf } from "../support/flows.ts";
import { checkoutOf, factsWith, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const steps = [{ id: "mail" }, { id: "notice", kind: "transactional" }] as const;
const flow = flowOf("test", steps);
const over = flowOf("test", steps, { exit: () => true });
const run = runOf(flow, "c-1");
const due = plus(start, hours(1));
const checkouts = [checkoutOf({ token: "c-1" })];
const sale = { paused: { at: start, reason: "sale" } };

describe("the end of a run of which nothing is due", () => {
  const ask = (facts: Facts, now: Instant, about = flow) => {
    const settings = settingsWith();
    const bound = about.bind({ run, facts, settings, now });
    if (bound === undefined) throw new Error("the checkout is known");
    return askEnding({ flow: about, bound, facts, settings, now });
  };
  const stopped = { uninstalledAt: null, storePaused: null, everythingPaused: null, marketingPaused: null };
  const exits = { exits: "flow-off over", holds: null };
  const age = { createdAt: start, maxAge: "P30D" };
  const old = plus(start, days(31));

  it.each<[string, () => ReturnType<typeof ask>, string | undefined, object[]]>([
    [
      "is not near while nothing speaks for it",
      () => ask(factsWith({ checkouts }), due),
      undefined,
      [
        { gate: "stopped", pass: true, inputs: stopped },
        { gate: "exit", pass: true, inputs: exits },
        { gate: "age", pass: true, inputs: age },
      ],
    ],
    [
      "is not brought about by a pause, though the gate does not pass",
      () => ask(factsWith({ checkouts }, { store: sale }), due),
      undefined,
      [
        { gate: "stopped", pass: false, inputs: { ...stopped, storePaused: "sale" } },
        { gate: "exit", pass: true, inputs: exits },
        { gate: "age", pass: true, inputs: age },
      ],
    ],
    [
      "is brought about by an exit, even during a pause",
      () => ask(factsWith({ checkouts }, { store: sale }), due, over),
      "over",
      [
        { gate: "stopped", pass: false, inputs: { ...stopped, storePaused: "sale" } },
        { gate: "exit", pass: false, inputs: { ...exits, holds: "over" } },
        { gate: "age", pass: true, inputs: age },
      ],
    ],
    [
      "is brought about by age",
      () => ask(factsWith({ checkouts }), old),
      "too-old",
      [
        { gate: "stopped", pass: true, inputs: stopped },
        { gate: "exit", pass: true, inputs: exits },
        { gate: "age", pass: false, inputs: age },
      ],
    ],
    [
      "has the first of several reasons",
      () => ask(factsWith({ checkouts }, { store: { uninstalledAt: start } }), old, over),
      "store-uninstalled",
      [
        { gate: "stopped", pass: false, inputs: { ...stopped, uninstalledAt: start } },
        { gate: "exit", pass: false, inputs: { ...exits, holds: "over" } },
        { gate: "age", pass: false, inputs: age },
      ],
    ],
  ])("%s", (_what, said, reason, gates) => {
    expect(said()).toEqual({ gates, reason });
  });
});

describe("a store whose marketing alone stands still", () => {
  const ask = (step: string, store: Facts["store"]) =>
    evaluate({ flow, run, facts: factsWith({ checkouts }, { store }), now: due, step });
  const held = (since: Instant) => ({ marketingPaused: { at: since, reason: "complaints" } });
  const inputs = { uninstalledAt: null, storePaused: null, everythingPaused: null, marketingPaused: "complaints" };

  it.each([
    [minus(due, minutes(3)), minutes(15)],
    [minus(due, hours(4)), hours(1)],
  ])("asks again after a quarter of the time since %s, within limits: in %s", (since, again) => {
    const evaluation = ask("mail", held(since));
    expect(evaluation).toMatchObject({ outcome: "defer", reason: "marketing-paused", until: plus(due, again) });
    expect(gateOf(evaluation, "stopped")).toEqual({ gate: "stopped", pass: false, inputs });
  });

  it("lets pass what is no marketing", () => {
    const evaluation = ask("notice", held(start));
    expect(evaluation).toMatchObject({ outcome: "send" });
    expect(gateOf(evaluation, "stopped")).toEqual({ gate: "stopped", pass: true, inputs });
  });

  it("waits as one that is paused as a whole, where it is that too", () => {
    expect(ask("mail", { ...held(start), ...sale })).toMatchObject({ outcome: "defer", reason: "paused" });
  });
});
