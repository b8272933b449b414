import { troubles } from "./conditions.ts";
import type { Violation } from "./contract/evidence.ts";
import type { FaultKind } from "./contract/faults.ts";
import type { Scenario } from "./contract/plan.ts";
import type { Port } from "./faults.ts";
import { oracle } from "./oracle/oracle.ts";
import { builtTemplates } from "./play.ts";
import { simulate, type Simulated } from "./simulate.ts";
import type { BrokenCall } from "./worker.ts";

/** Scenarios have one seed each: all their chance lies in which call is broken. */
const seed = 6;
const horizonDays = 60;

/** Plays a scenario without trouble but for one call, counted from 1, that is broken in one way; of call 0, none is. */
export const playBroken = async (
  { plan }: Scenario,
  call: number,
  fault: FaultKind,
  onCall?: (port: Port) => void,
): Promise<Simulated & { readonly violations: readonly Violation[] }> => {
  const simulated = await simulate({
    seed,
    plan,
    templates: builtTemplates(),
    calm: troubles,
    faultPlan: { kind: "at", call, fault },
    horizonDays,
    ...(onCall && { onCall }),
  });
  return { ...simulated, violations: oracle(simulated.evidence) };
};

/** One run in which nothing breaks, and one for each port call of a scenario and each way in which it can break. */
export const brokenCallsOf = async (scenario: Scenario): Promise<readonly BrokenCall[]> => {
  const ports: Port[] = [];
  await playBroken(scenario, 0, "throttle", (port) => void ports.push(port));
  const broken = (call: number, port: string, fault: FaultKind): BrokenCall => ({
    ...{ kind: "broken-call", scenario: scenario.name, call, port, fault },
  });
  const all = ports.flatMap(({ name, kinds }, index) => kinds.map((fault) => broken(index + 1, name, fault)));
  return [broken(0, "", "throttle"), ...all];
};
