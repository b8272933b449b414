import { days, earliest, elapsed, type Instant, latest, minutes, plus, toMilliseconds } from "../events/instant.ts";
import type { Settings } from "../settings/settings.ts";
import type { MessageStatus } from "../store/messages.ts";
import { messageId } from "../store/keys.ts";
import { findRival } from "./arbiter.ts";
import type { Decision } from "./decision.ts";
import type { BoundFlow, Flow } from "./flow.ts";
import { decisionOf, type Evaluation, evaluateStep, type StepInput } from "./evaluate.ts";
import type { Facts } from "./facts.ts";
import { askEnding } from "./gates/ending.ts";
import type { PlannedStep, Run, StepState } from "./run.ts";
import { dueAt, isUnawaited, lastDeadline } from "./timing.ts";

type Known = { readonly status: MessageStatus; readonly at: Instant };
/** By message id, how each message of the run stands by now. */
export type HandedOver = ReadonlyMap<string, Known>;

export type AdvanceInput = {
  readonly flows: readonly Flow[];
  readonly flow: Flow;
  readonly run: Run;
  readonly facts: Facts;
  readonly settings: Settings;
  readonly now: Instant;
  readonly messages: HandedOver;
};

/** What is to be done: a message to claim, runs to wake, and when to look again, or why never. */
export type Advance = {
  readonly steps: Run["steps"];
  readonly activityAt: Instant;
  readonly decisions: readonly Decision[];
  readonly send: { readonly planned: PlannedStep; readonly evaluation: Evaluation } | undefined;
  readonly wake: readonly string[];
  readonly next:
    { readonly kind: "sleep"; readonly until: Instant } | { readonly kind: "finish"; readonly reason: string };
};

/** No sleep is longer than this: the date a run waits for may move. */
const longestSleep = days(7);
/** How long facts may take that say when anything is due. */
const patience = days(2);
/** How soon to look for a subject that the facts do not know yet: what has just come is there within moments. */
const lookSoon = { every: minutes(1), until: minutes(10), afterwards: minutes(30) };
/** How soon to ask what became of a message that was handed over. */
const settleCheck = minutes(15);

/** A step as its message stands by now; undefined when it is still to come. */
const settleStep = (step: StepState | undefined, message: string, known: Known | undefined): StepState | undefined => {
  if (known === undefined || (step !== undefined && step.state !== "handed-over")) return step;
  switch (known.status) {
    case "withdrawn":
      return undefined;
    case "sent":
    case "failed":
    case "unknown":
      return { state: known.status, message, at: known.at };
    case "sending":
      return step ?? { state: "handed-over", message, at: known.at };
    case "claimed":
      return step;
  }
};

/**
 * Steps as their messages stand by now; one that was withdrawn is still to come. A wake may have died after it handed a
 * message over and before it wrote so: what became of that message counts all the same.
 */
const settleSteps = (run: Run, messages: HandedOver): Run["steps"] => {
  const planned = run.plan.flatMap(({ id, channel }): [string, StepState][] => {
    const message = messageId(run.id, id, channel);
    const settled = settleStep(run.steps[id], message, messages.get(message));
    return settled === undefined ? [] : [[id, settled]];
  });
  return Object.fromEntries(planned);
};

const sleepUntil = (now: Instant, moments: readonly Instant[]): Advance["next"] => ({
  kind: "sleep",
  until: latest(now, earliest(plus(now, longestSleep), ...moments)),
});

const quiet = (run: Run, steps: Run["steps"], next: Advance["next"]): Advance => ({
  steps,
  activityAt: run.activityAt,
  decisions: [],
  send: undefined,
  wake: [],
  next,
});

/** The facts know nothing of the subject yet: wait for them as long as any of its messages could still be sent. */
const awaitSubject = ({ flow, run, settings, now }: AdvanceInput, steps: Run["steps"]): Advance => {
  const last = lastDeadline(run.plan, run, flow.settle, settings) ?? plus(run.openedAt, patience);
  if (now > last) return quiet(run, steps, { kind: "finish", reason: "subject-unknown" });
  const young = elapsed(run.openedAt, now) < toMilliseconds(lookSoon.until);
  return quiet(run, steps, sleepUntil(now, [plus(now, young ? lookSoon.every : lookSoon.afterwards)]));
};

const evaluateWithRivals = (input: AdvanceInput, bound: BoundFlow, step: Omit<StepInput, "rival">) => {
  const alone = evaluateStep({ ...step, rival: undefined });
  if (alone.outcome !== "send" || step.step.kind !== "marketing") return { evaluation: alone, rival: undefined };
  const { flows, facts, settings, now } = input;
  const own = { ...step, rival: undefined };
  const rival = findRival({ flows, own, facts, settings, now });
  return { evaluation: rival === undefined ? alone : evaluateStep({ ...step, rival }), rival };
};

/**
 * Decides what a run does now: `(flow, run, facts, settings, now) -> effects`, pure. Steps that are due are asked in the
 * order in which they fell due; at most one message is sent at a time, and the run is looked at again at once after it.
 */
export const advance = (input: AdvanceInput): Advance => {
  const { flow, run, facts, settings, now, messages } = input;
  const steps = { ...settleSteps(run, messages) };
  const gone = run.plan.find(({ id }) => steps[id] === undefined && !flow.steps.some((step) => step.id === id));
  if (gone !== undefined) return quiet(run, steps, { kind: "finish", reason: `step-gone:${gone.id}` });
  const bound = flow.bind({ run: { ...run, steps }, facts, settings, now });
  if (bound === undefined) return awaitSubject(input, steps);

  const { activityAt } = bound.subject;
  const open = run.plan.filter((step) => steps[step.id] === undefined && !isUnawaited(step, bound.subject));
  const pending = open
    .flatMap((planned) => {
      const due = dueAt(planned, bound.subject, flow.settle, settings);
      return due === undefined ? [] : [{ planned, due }];
    })
    .sort((a, b) => a.due.localeCompare(b.due));
  const undated = pending.length < open.length;
  const decisions: Decision[] = [];
  const wake: string[] = [];
  const moments: Instant[] = [];
  const done = (next: Advance["next"], send?: Advance["send"]): Advance => ({
    steps,
    activityAt,
    decisions,
    send,
    wake,
    next,
  });

  /** Steps that are due as well are asked at once; the run does not end before its last message is settled. */
  const afterSending = (): Advance["next"] => {
    const rest = pending.filter(({ planned }) => steps[planned.id] === undefined).map(({ due }) => due);
    return sleepUntil(now, rest.length > 0 ? rest : [plus(now, settleCheck)]);
  };

  const nothingDue = pending.every(({ due }) => due > now);
  const [waiting] = open;
  if (nothingDue && undated && waiting !== undefined) {
    const { gates, reason } = askEnding({ flow, bound, facts, settings, now });
    if (reason !== undefined) {
      const ending = { outcome: "exit" as const, reason, until: undefined, gates };
      decisions.push(decisionOf(ending, waiting.id, "wake", now));
      return done({ kind: "finish", reason });
    }
  }
  for (const { planned, due } of pending) {
    const step = bound.step(planned.id);
    if (step === undefined) continue;
    if (due > now) {
      moments.push(due);
      continue;
    }
    const stepInput = { flow, bound, planned, step, due, run: { ...run, steps }, facts, settings, now };
    const { evaluation, rival } = evaluateWithRivals(input, bound, stepInput);
    decisions.push(decisionOf(evaluation, planned.id, "wake", now));
    if (rival?.overdue) wake.push(rival.run);
    switch (evaluation.outcome) {
      case "exit":
        return done({ kind: "finish", reason: evaluation.reason });
      case "send":
        steps[planned.id] = { state: "handed-over", message: evaluation.message, at: now };
        return done(afterSending(), { planned, evaluation });
      case "skip":
        steps[planned.id] = { state: "skipped", reason: evaluation.reason, at: now };
        break;
      case "defer":
        moments.push(evaluation.until ?? plus(now, settleCheck));
        break;
    }
  }
  if (moments.length > 0 || undated) return done(sleepUntil(now, moments));
  const unsettled = Object.values(steps).some(({ state }) => state === "handed-over");
  return done(unsettled ? sleepUntil(now, [plus(now, settleCheck)]) : { kind: "finish", reason: "completed" });
};
