import type { BoundStep, Flow } from "../../shared/engine/flow.ts";
import { type Evaluation, evaluateStep } from "../../shared/engine/evaluate.ts";
import { dueAt } from "../../shared/engine/timing.ts";
import type { Facts } from "../../shared/engine/facts.ts";
import type { Run } from "../../shared/engine/run.ts";
import type { Instant } from "../../shared/events/instant.ts";
import type { ReadPerson } from "../../shared/profile/read-person.ts";
import type { Keys } from "../../shared/store/keys.ts";
import type { Message } from "../../shared/store/messages.ts";
import type { StoreRead } from "../../shared/store/stores.ts";

/** Everything that is read again before a message goes out. */
export type Reading = {
  readonly store: StoreRead;
  readonly keys: Keys;
  readonly read: ReadPerson;
  readonly facts: Facts;
  readonly now: Instant;
};

/** A message whose step is still there, and what its gates say of it now. */
export type Evaluated = {
  readonly kind: "judged";
  readonly run: Run;
  readonly step: BoundStep;
  readonly evaluation: Evaluation;
};

export type Judged = { readonly kind: "gone"; readonly outcome: "exit" | "defer"; readonly reason: string } | Evaluated;

/** The message's step with all gates asked again; its own slot under the cap does not count against it. */
export const judge = (flows: readonly Flow[], message: Message, { read, facts, store, now }: Reading): Judged => {
  const run = read.person.runs.find(({ id }) => id === message.run);
  const flow = flows.find(({ id }) => id === message.flow);
  const planned = run?.plan.find(({ id }) => id === message.step);
  if (run === undefined || flow === undefined || planned === undefined)
    return { kind: "gone", outcome: "exit", reason: "run-gone" };
  if (run.finished !== undefined)
    return { kind: "gone", outcome: "exit", reason: `run-finished:${run.finished.reason}` };
  const { settings } = store;
  const bound = flow.bind({ run, facts, settings, now });
  const step = bound?.step(planned.id);
  if (bound === undefined || step === undefined) return { kind: "gone", outcome: "exit", reason: "step-gone" };
  const due = dueAt(planned, bound.subject, flow.settle, settings);
  if (due === undefined) return { kind: "gone", outcome: "defer", reason: "no-date" };
  const evaluation = evaluateStep({ flow, bound, planned, step, due, run, facts, settings, now, rival: undefined });
  if (evaluation.outcome === "send" && evaluation.due > now) {
    const early = { ...evaluation, outcome: "defer" as const, reason: "not-due", until: evaluation.due };
    return { kind: "judged", run, step, evaluation: early };
  }
  return { kind: "judged", run, step, evaluation };
};
