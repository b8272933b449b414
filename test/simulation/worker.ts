import type { Violation } from "./contract/evidence.ts";
import type { FaultKind } from "./contract/faults.ts";
import { playBroken } from "./enumerate.ts";
import { planOf, playPlan } from "./play.ts";
import type { Simulated } from "./simulate.ts";
import { scenarios } from "./workload/scenarios.ts";

/** A process that plays what it is sent, one after the other, and answers each with its result. */

export type SeedTask = { readonly kind: "seed"; readonly seed: number; readonly webhooks: number };
export type BrokenCall = {
  readonly kind: "broken-call";
  readonly scenario: string;
  /** Counted from 1; 0 breaks nothing. */
  readonly call: number;
  readonly port: string;
  readonly fault: FaultKind;
};
export type Task = SeedTask | BrokenCall;

export type Result = {
  readonly seed: number;
  readonly webhooks: number;
  readonly faults: number;
  readonly portCalls: number;
  readonly messages: number;
  readonly unknown: number;
  readonly trace: string;
  readonly violations: readonly Violation[];
};

const play = async (task: Task): Promise<Simulated & { readonly violations: readonly Violation[] }> => {
  if (task.kind === "seed") return playPlan(task.seed, planOf(task.seed, task.webhooks));
  const scenario = scenarios.find(({ name }) => name === task.scenario);
  if (scenario === undefined) throw new Error(`There is no scenario ${task.scenario}.`);
  return playBroken(scenario, task.call, task.fault);
};

const resultOf = async (task: Task): Promise<Result> => {
  const { evidence, violations, trace, portCalls, webhooks } = await play(task);
  const messages = evidence.stores.flatMap((store) => store.messages);
  return {
    seed: task.kind === "seed" ? task.seed : task.call,
    webhooks,
    faults: evidence.faults.length,
    portCalls,
    messages: messages.length,
    unknown: messages.filter(({ status }) => status === "unknown").length,
    trace,
    violations,
  };
};

process.on("message", (task: Task) => {
  void resultOf(task).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${JSON.stringify(task)}: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
