import { earliest, type Instant, minutes, plus } from "../events/instant.ts";
import type { Settings } from "../settings/settings.ts";
import { messageId } from "../store/keys.ts";
import { type Decision, type GateName, gateNames, ruleVersion } from "./decision.ts";
import type { BoundFlow, BoundStep, Flow } from "./flow.ts";
import type { Facts } from "./facts.ts";
import { localeFor } from "../messaging/locale.ts";
import { askGate, type Asked } from "./gates/ask-gate.ts";
import type { GateContext, Verdict } from "./gates/gate.ts";
import { zonesFor } from "./gates/hours.ts";
import { type Recipient, recipientOf } from "./recipient.ts";
import type { PlannedStep, Run } from "./run.ts";

export type StepInput = {
  readonly flow: Flow;
  readonly bound: BoundFlow;
  readonly planned: PlannedStep;
  readonly step: BoundStep;
  /** As {@link dueAt} has it. */
  readonly due: Instant;
  readonly run: Run;
  readonly facts: Facts;
  readonly settings: Settings;
  readonly now: Instant;
  readonly rival: GateContext["rival"];
};

/** What the gates together say of one step now. */
export type Evaluation = {
  readonly outcome: Decision["outcome"];
  readonly reason: string;
  /** When a deferred step is to be looked at again. */
  readonly until: Instant | undefined;
  readonly gates: Decision["gates"];
  readonly due: Instant;
  readonly deadline: Instant;
  readonly message: string;
  readonly recipient: Recipient | undefined;
  readonly zones: readonly string[];
  /** The language the reader has chosen, else the one the subject, or else the customer, speaks. */
  readonly locale: string | undefined;
};

type Wait = Extract<Verdict, { kind: "wait" }>;

/**
 * The earliest instant that satisfies all time gates together: each may move it, until none does. Undefined when one
 * cannot tell, or they never agree.
 */
const nextAllowed = (now: Instant, waits: readonly Wait["next"][]): Instant | undefined => {
  let at = now;
  for (let round = 0; round < 50; round += 1) {
    let moved = at;
    for (const wait of waits) {
      const next = wait(moved);
      if (next === undefined) return undefined;
      moved = next;
    }
    if (moved === at) return at;
    at = moved;
  }
  return undefined;
};

const settleWaits = (
  now: Instant,
  deadline: Instant,
  failed: readonly Wait[],
  timed: readonly Wait["next"][],
): Pick<Evaluation, "outcome" | "reason" | "until"> => {
  const [first] = failed;
  if (first === undefined) return { outcome: "send", reason: "all-gates-pass", until: undefined };
  const allowed = nextAllowed(now, [...failed.map(({ next }) => next), ...timed]);
  const tooLate = allowed !== undefined && allowed > deadline;
  const mayEndSooner = failed.some((wait) => wait.mayEndSooner === true);
  if (tooLate && !mayEndSooner) return { outcome: "skip", reason: `past-deadline:${first.reason}`, until: undefined };
  // Where nobody can tell when this ends: ask again, the last time just after the deadline, when the deadline gate decides.
  const next = (tooLate ? undefined : allowed) ?? plus(now, first.recheck);
  return { outcome: "defer", reason: first.reason, until: earliest(next, plus(deadline, minutes(1))) };
};

/** Time gates that pass now may not pass later: all of them bound the next allowed moment. */
const timeGates: readonly GateName[] = ["quiet-hours", "frequency-cap"];

const isWait = (verdict: Verdict | undefined): verdict is Wait => verdict?.kind === "wait";

const timedWaits = (context: GateContext): readonly Wait["next"][] =>
  timeGates.map((gate) => (at) => {
    const { verdict } = askGate(gate, { ...context, now: at });
    return isWait(verdict) ? verdict.next(at) : at;
  });

/**
 * Asks every gate about one step, in order, whether or not an earlier one has refused, so that the decision tells all.
 * An exit outranks a skip, a skip outranks a wait; of several of one kind the first in order gives the reason. But while
 * a store stands still nothing is decided against a step that can still wait.
 */
export const evaluateStep = (input: StepInput): Evaluation => {
  const { flow, bound, planned, step, due, run, facts, settings, now, rival } = input;
  const deadline = plus(due, planned.dies);
  const { channel, purpose, kind } = step;
  const recipient =
    channel === "support" ? undefined : recipientOf(facts, settings, bound.subject, { channel, purpose, kind }, now);
  const zones = zonesFor(facts, bound, recipient, step.channel, settings.zone);
  const message = messageId(run.id, step.id, step.channel);
  const context: GateContext = {
    flow,
    bound,
    step,
    run,
    facts,
    settings,
    now,
    due,
    deadline,
    recipient,
    zones,
    message,
    rival,
  };
  const asked: readonly Asked[] = gateNames.map((gate) => askGate(gate, context));
  const gates = asked.map(({ result }) => result);
  const verdicts = asked.map(({ verdict }) => verdict);
  const standsStill = verdicts[gateNames.indexOf("stopped")]?.kind === "wait" && now <= deadline;
  const final =
    verdicts.find((verdict) => verdict?.kind === "exit") ??
    (standsStill ? undefined : verdicts.find((verdict) => verdict?.kind === "skip"));
  const settled =
    final !== undefined
      ? {
          outcome: final.kind === "exit" ? ("exit" as const) : ("skip" as const),
          reason: final.reason,
          until: undefined,
        }
      : settleWaits(now, deadline, verdicts.filter(isWait), timedWaits(context));
  const locale = localeFor(bound.subject.locale, facts.person.preferences?.language);
  return { ...settled, gates, due, deadline, message, recipient, zones, locale };
};

/** The record of an evaluation. */
export const decisionOf = (
  evaluation: Pick<Evaluation, "outcome" | "reason" | "until" | "gates">,
  step: string,
  by: Decision["by"],
  at: Instant,
): Decision => ({
  at,
  step,
  by,
  outcome: evaluation.outcome,
  reason: evaluation.reason,
  ...(evaluation.until === undefined ? {} : { until: evaluation.until }),
  gates: [...evaluation.gates],
  ruleVersion,
});
