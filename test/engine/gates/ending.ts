import { days, hours, minus, minutes, plus } from "../../../shared/events/instant.ts";
import { start } from "../../support/events.ts";
import { flowOf } from "../../support/flows.ts";
import { at } from "../../support/instants.ts";
import { checkoutOf } from "../../support/people.ts";
import { settingsWith } from "../../support/settings.ts";
import { due, facts, type Pass, type Refusal, run } from "./asking.ts";

/** Of the gates in shared/engine/gates/ending.ts. */
export const refusals: readonly Refusal[] = [
  {
    what: "the store was uninstalled",
    gate: "stopped",
    question: { facts: facts({}, { store: { uninstalledAt: start } }) },
    outcome: "exit",
    reason: "store-uninstalled",
    inputs: { uninstalledAt: start },
  },
  {
    what: "the store is paused for an hour: asked again in 15 minutes",
    gate: "stopped",
    question: { facts: facts({}, { store: { paused: { at: start, reason: "sale" } } }) },
    outcome: "defer",
    reason: "paused",
    until: plus(due, minutes(15)),
    inputs: { storePaused: "sale", everythingPaused: null },
  },
  ...[
    { since: minus(due, minutes(3)), again: minutes(15) },
    { since: minus(due, hours(4)), again: hours(1) },
    { since: minus(due, days(30)), again: hours(3) },
    { since: plus(due, hours(2)), again: minutes(15) },
  ].map(({ since, again }) => ({
    what: `the store is paused since ${since}: asked again after a quarter of that time, within limits`,
    gate: "stopped" as const,
    question: { facts: facts({}, { store: { paused: { at: since, reason: "sale" } } }) },
    outcome: "defer" as const,
    reason: "paused",
    until: plus(due, again),
    inputs: {},
  })),
  {
    what: "everything is paused",
    gate: "stopped",
    question: { facts: facts({}, { everything: { paused: { at: start, reason: "incident" } } }) },
    outcome: "defer",
    reason: "paused",
    until: plus(due, minutes(15)),
    inputs: { storePaused: null, everythingPaused: "incident" },
  },
  {
    what: "the flow is switched off",
    gate: "exit",
    question: { settings: settingsWith({ flows: { test: { enabled: false } } }) },
    outcome: "exit",
    reason: "flow-off",
    inputs: { holds: "flow-off" },
  },
  {
    what: "an exit of the flow holds",
    gate: "exit",
    question: { flow: flowOf("test", [{ id: "mail" }], { exit: () => true }) },
    outcome: "exit",
    reason: "over",
    inputs: { holds: "over", exits: "flow-off over" },
  },
  {
    what: "the subject is too old",
    gate: "age",
    question: {
      facts: facts({
        checkouts: [checkoutOf({ token: "c-1", createdAt: at("2026-10-01T00:00Z"), activityAt: start })],
      }),
    },
    outcome: "exit",
    reason: "too-old",
    inputs: { createdAt: at("2026-10-01T00:00Z"), maxAge: "P30D" },
  },
  {
    what: "the run is held out",
    gate: "holdout",
    question: { run: { ...run, heldOut: true } },
    outcome: "exit",
    reason: "holdout",
    inputs: { heldOut: true },
  },
];

export const passes: readonly Pass[] = [
  {
    what: "to the very end of its thirtieth day",
    gate: "age",
    question: {
      facts: facts({ checkouts: [checkoutOf({ token: "c-1", createdAt: minus(due, days(30)), activityAt: start })] }),
    },
  },
];
