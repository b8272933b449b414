import { drawConditions } from "../conditions.ts";
import { mix, Stream } from "../random.ts";
import { startsAt } from "../simulate.ts";

/** How much goes wrong in the world of a seed, each kind of trouble measured by the worst of its kind. */
const roughness = (seed: number): number => {
  const { faults, twice, late, jumps, skew, toldTwice, slow } = drawConditions(
    new Stream(mix(seed, 17)),
    startsAt,
    startsAt,
  );
  return 2 * (faults / 1000) + twice / 0.1 + late / 0.05 + jumps / 0.1 + skew / 2_000 + toldTwice / 0.3 + slow / 0.2;
};

/** The first so many seeds, those in whose worlds the most goes wrong first: most mistakes show there soonest. */
export const roughestFirst = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + 1)
    .map((seed) => ({ seed, roughness: roughness(seed) }))
    .sort((a, b) => b.roughness - a.roughness || a.seed - b.seed)
    .map(({ seed }) => seed);
