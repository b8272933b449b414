import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import type { Trouble } from "./conditions.ts";
import type { Violation } from "./contract/evidence.ts";
import type { Plan } from "./contract/plan.ts";
import type { FaultPlan } from "./faults.ts";
import { oracle } from "./oracle/oracle.ts";
import { Stream } from "./random.ts";
import { type History, shrink } from "./shrink.ts";
import { simulate, type Simulated, startsAt } from "./simulate.ts";
import { workload } from "./workload/workload.ts";

let templates: CompiledTemplates | undefined;

/** The templates of the last build. */
const builtTemplates = (): CompiledTemplates =>
  (templates ??= CompiledTemplates.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, "../../dist/templates.json"), "utf8")),
  ));

export type Part = {
  readonly acts?: ReadonlySet<string> | undefined;
  readonly calm?: readonly Trouble[];
  readonly faults?: ReadonlySet<string> | undefined;
};

export type Played = Omit<Simulated, "evidence"> & {
  readonly evidence: Simulated["evidence"];
  readonly violations: readonly Violation[];
};

/** Plays a plan, or a part of it, and has it judged. */
export const playPlan = async (seed: number, plan: Plan, { acts, calm = [], faults }: Part = {}): Promise<Played> => {
  const faultPlan: FaultPlan = { kind: "random", ...(faults && { keeps: (name: string) => faults.has(name) }) };
  const simulated = await simulate({
    seed,
    plan,
    templates: builtTemplates(),
    faultPlan,
    calm,
    ...(acts && { keeps: (id: string) => acts.has(id) }),
  });
  return { ...simulated, violations: oracle(simulated.evidence) };
};

export const planOf = (seed: number, webhooks: number): Plan => workload(new Stream(seed), { webhooks, startsAt });

/** Shrinks the history of a seed that breaks a rule. */
export const shrinkSeed = async (
  seed: number,
  plan: Plan,
  played: Played,
  check: string,
  isLate: () => boolean,
): Promise<History> => {
  const whole: History = { acts: played.evidence.acts.map(({ act }) => act), calm: [], faults: played.evidence.faults };
  return shrink(
    whole,
    check,
    async (part) => {
      const { evidence, violations } = await playPlan(seed, plan, part);
      return { violations, acts: evidence.acts.map(({ act }) => act), faults: evidence.faults };
    },
    isLate,
  );
};

export { builtTemplates };
