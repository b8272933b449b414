import { enumerate } from "./enumerate.ts";
import { planOf, playPlan } from "./play.ts";
import { scenarios } from "./workload/scenarios.ts";

const webhooks = 100;
/** Whole histories take seconds on a busy machine. */
const patience = 120_000;

describe("the simulation", () => {
  it(
    "is the same run for the same seed, and another for another",
    async () => {
      const traceOf = async (seed: number): Promise<string> => (await playPlan(seed, planOf(seed, webhooks))).trace;
      const [first, again, other] = [await traceOf(3), await traceOf(3), await traceOf(4)];
      expect(again).toBe(first);
      expect(other).not.toBe(first);
    },
    patience,
  );

  it(
    "keeps every promise in a few histories full of faults",
    async () => {
      let faults = 0;
      for (let seed = 101; seed <= 108; seed += 1) {
        const { violations, evidence } = await playPlan(seed, planOf(seed, webhooks));
        faults += evidence.faults.length;
        expect({ seed, violations }).toEqual({ seed, violations: [] });
      }
      expect(faults).toBeGreaterThan(30);
    },
    patience,
  );

  it(
    "keeps every promise wherever the first calls of a scenario break",
    async () => {
      const [scenario] = scenarios;
      let runs = 0;
      for await (const { violations, call, kind } of scenario === undefined ? [] : enumerate(scenario)) {
        expect({ call, kind, violations }).toEqual({ call, kind, violations: [] });
        if ((runs += 1) > 40) break;
      }
      expect(runs).toBe(41);
    },
    patience,
  );
});
