import { troubles } from "./conditions.ts";
import type { FaultKind, Scenario, Violation } from "./contract.ts";
import type { Port } from "./faults.ts";
import { oracle } from "./oracle/oracle.ts";
import { builtTemplates } from "./play.ts";
import { simulate } from "./simulate.ts";

/** One broken call of a scenario, and what came of it. */
export type Enumerated = {
  readonly scenario: string;
  readonly call: number;
  readonly port: string;
  readonly kind: FaultKind;
  readonly violations: readonly Violation[];
};

/** Scenarios have one seed each: all their chance lies in which call is broken. */
const seed = 6;
const horizonDays = 60;

/** Plays a scenario without trouble but for one call, counted from 1, that is broken in one way. */
export const playBroken = async ({ plan }: Scenario, call: number, fault: FaultKind): Promise<readonly Violation[]> => {
  const faultPlan = { kind: "at", call, fault } as const;
  const { evidence } = await simulate({
    seed,
    plan,
    templates: builtTemplates(),
    calm: troubles,
    faultPlan,
    horizonDays,
  });
  return oracle(evidence);
};

/** Every port call of a scenario as it goes when nothing is broken, and whether even then a rule is. */
export const portsOf = async ({
  plan,
}: Scenario): Promise<{ ports: readonly Port[]; violations: readonly Violation[] }> => {
  const ports: Port[] = [];
  const faultPlan = { kind: "at", call: 0, fault: "throttle" } as const;
  const onCall = (port: Port): void => void ports.push(port);
  const { evidence } = await simulate({
    seed,
    plan,
    templates: builtTemplates(),
    calm: troubles,
    faultPlan,
    horizonDays,
    onCall,
  });
  return { ports, violations: oracle(evidence) };
};

/** One run per port call of a scenario per way in which it can break. */
export async function* enumerate(scenario: Scenario): AsyncGenerator<Enumerated> {
  const { ports, violations } = await portsOf(scenario);
  yield { scenario: scenario.name, call: 0, port: "", kind: "throttle", violations };
  for (const [index, { name: port, kinds }] of ports.entries())
    for (const kind of kinds) {
      const call = index + 1;
      yield { scenario: scenario.name, call, port, kind, violations: await playBroken(scenario, call, kind) };
    }
}
