import type { Found } from "./hunt.ts";
import { hunt } from "./hunting.ts";
import type { Planted } from "./planted.ts";
import { roughestFirst } from "./roughest.ts";

/** A bug must be caught within so many seeds. */
export const mostSeeds = 2_000;
/** Small enough to be quick, and large enough for people to cross each other's ways. */
const webhooks = 150;

export type Caught = { readonly milliseconds: number; readonly played: number } & (
  | { readonly kind: "caught"; readonly seed: number }
  /** What other checks said meanwhile. */
  | { readonly kind: "missed"; readonly others: readonly string[] }
  | { readonly kind: "broken"; readonly reason: string }
);

export type CatchOptions = {
  /** The bundle with the bug, and the one without any. */
  readonly bundle: string;
  readonly control: string;
  readonly seeds?: readonly number[];
  readonly onPlayed?: (count: number) => void;
};

/**
 * Plays seeds with the bug until its check sees it. A seed in which the check sees something without the bug as well proves
 * nothing, and the hunt goes on.
 */
export const catchBug = async (
  { check, unswept = false }: Planted,
  { bundle, control, seeds = roughestFirst(mostSeeds), onPlayed = () => undefined }: CatchOptions,
): Promise<Caught> => {
  const begun = performance.now();
  const others = new Set<string>();
  let played = 0;
  const took = () => ({ played, milliseconds: performance.now() - begun });
  const isSeen = ({ violations }: Found): boolean => violations.some((violation) => violation.check === check);
  const firstOf = async (from: string, left: readonly number[], note: (found: Found) => void) => {
    let seen: number | undefined;
    const told = (found: Found): boolean => {
      note(found);
      if (isSeen(found)) seen = found.seed;
      return seen !== undefined;
    };
    await hunt(from, { seeds: left, webhooks, unswept, onPlayed: told });
    return seen;
  };
  try {
    for (let left = seeds; ;) {
      const seed = await firstOf(bundle, left, ({ violations }) => {
        onPlayed((played += 1));
        for (const violation of violations) others.add(violation.check);
      });
      if (seed === undefined) return { kind: "missed", others: [...others], ...took() };
      if ((await firstOf(control, [seed], () => undefined)) === undefined) return { kind: "caught", seed, ...took() };
      left = left.slice(left.indexOf(seed) + 1);
    }
  } catch (error) {
    return { kind: "broken", reason: error instanceof Error ? error.message : String(error), ...took() };
  }
};
