import { planOf, playPlan } from "./play.ts";

/** A process that plays the seeds it is sent, one at a time, and answers each with its result. */

export type Task = { readonly seed: number; readonly webhooks: number };
export type Result = {
  readonly seed: number;
  readonly webhooks: number;
  readonly faults: number;
  readonly portCalls: number;
  readonly messages: number;
  readonly unknown: number;
  readonly trace: string;
  readonly violations: readonly { readonly check: string; readonly detail: string }[];
};

export const playSeed = async ({ seed, webhooks }: Task): Promise<Result> => {
  const played = await playPlan(seed, planOf(seed, webhooks));
  const { evidence, violations, trace, portCalls } = played;
  const messages = evidence.stores.flatMap((store) => store.messages);
  return {
    seed,
    webhooks: played.webhooks,
    faults: evidence.faults.length,
    portCalls,
    messages: messages.length,
    unknown: messages.filter(({ status }) => status === "unknown").length,
    trace,
    violations,
  };
};

if (process.send !== undefined)
  process.on("message", (task: Task) => {
    void playSeed(task).then(
      (result) => process.send?.(result),
      (error: unknown) => {
        process.stderr.write(`seed ${task.seed}: ${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  });
