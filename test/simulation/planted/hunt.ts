import type { Violation } from "../contract/evidence.ts";
import { oracle } from "../oracle/oracle.ts";
import { builtTemplates, planOf } from "../play.ts";
import { simulate } from "../simulate.ts";

/** A process that plays the seeds it is sent and answers what the oracle says of each. */

export type Prey = { readonly seed: number; readonly webhooks: number; readonly unswept: boolean };
export type Found = { readonly seed: number; readonly violations: readonly Violation[] };

const play = async ({ seed, webhooks, unswept }: Prey): Promise<Found> => {
  const plan = planOf(seed, webhooks);
  const { evidence } = await simulate({
    seed,
    plan,
    templates: builtTemplates(),
    isSwept: !unswept,
    calm: unswept ? ["skew"] : [],
  });
  return { seed, violations: oracle(evidence) };
};

process.on("message", (prey: Prey) => {
  void play(prey).then(
    (found) => process.send?.(found),
    (error: unknown) => {
      process.stderr.write(`seed ${prey.seed}: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
