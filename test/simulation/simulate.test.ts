import { brokenCallsOf, playBroken } from "./enumerate.ts";
import { planOf, playPlan } from "./play.ts";
import { scenarios } from "./workload/scenarios.ts";

const webhooks = 100;
/** Whole histories take seconds on a busy machine. */
const patience = 120_000;

/** Seeds of about a thousand webhooks that found a mistake: docs/reliability.md names each. */
const onceBroken = [113, 185, 283, 341, 355, 600, 665, 769, 975];

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

  it.each(onceBroken)(
    "keeps every promise in the history of seed %i, in which one was broken once",
    async (seed) => {
      expect((await playPlan(seed, planOf(seed, 1000))).violations).toEqual([]);
    },
    patience,
  );

  it(
    "keeps every promise wherever the first calls of a scenario break",
    async () => {
      const [scenario] = scenarios;
      if (scenario === undefined) throw new Error("There is no scenario.");
      const broken = await brokenCallsOf(scenario);
      expect(broken.length).toBeGreaterThan(500);
      for (const { call, fault } of broken.slice(0, 41)) {
        const { violations } = await playBroken(scenario, call, fault);
        expect({ call, fault, violations }).toEqual({ call, fault, violations: [] });
      }
    },
    patience,
  );
});
