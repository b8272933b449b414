import type { createHandlers } from "../test/simulation/functions.ts";
import type { Handler } from "../test/simulation/invocation.ts";
import { builtTemplates, planOf } from "../test/simulation/play.ts";
import { simulate } from "../test/simulation/simulate.ts";
import { compare, type Comparison } from "./measure.ts";

const rounds = 5;
/** As many as a history of the recorded run has (docs/reliability.md). */
const webhooks = 9000;

/** Milliseconds of one core per webhook. */
export type SimulationResult = Comparison & { readonly webhooksARound: number; readonly portCallsARound: number };

const accepts = (): Handler => () => Promise.resolve({ statusCode: 200 });
const takes = (): Handler => (input) => {
  const records = typeof input === "object" && input !== null && "Records" in input ? input.Records : [];
  return Promise.resolve(Array.isArray(records) ? records.map(() => ({ status: "fulfilled" })) : []);
};

/** Functions that do nothing: requests are written, signed and sent, and answered at once. */
const empty: typeof createHandlers = {
  "receive-webhook": accepts,
  "public-pages": accepts,
  "update-profile": takes,
  "update-catalogue": takes,
  enroll: takes,
  "advance-run": takes,
  "send-message": takes,
  "run-chore": takes,
  sweep: takes,
};

/** The time this process has had a core for, so that others on the machine count less. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Plays the same arrivals through the product's functions, and through functions that do nothing. */
export const measureSimulation = async (): Promise<SimulationResult> => {
  const seed = 5;
  let webhooksARound = 0;
  let portCallsARound = 0;
  const play = async (functions?: typeof createHandlers): Promise<number> => {
    const plan = planOf(seed, webhooks);
    const before = cpu();
    const played = await simulate({ seed, plan, templates: builtTemplates(), ...(functions && { functions }) });
    if (functions === undefined) {
      webhooksARound = played.webhooks;
      portCallsARound = played.portCalls;
    }
    return (cpu() - before) / played.webhooks;
  };
  const comparison = await compare(
    rounds,
    () => play(empty),
    () => play(),
  );
  return { ...comparison, webhooksARound, portCallsARound };
};
