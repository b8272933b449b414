import { hunt } from "./hunting.ts";
import type { Planted } from "./planted.ts";
import { roughestFirst } from "./roughest.ts";

/** A bug must be caught within so many seeds. */
export const mostSeeds = 2_000;
/** Small enough to be quick, and large enough for people to cross each other's ways. */
const webhooks = 150;

export type Caught = { readonly milliseconds: number } & (
  | { readonly kind: "caught"; readonly seed: number; readonly played: number }
  | { readonly kind: "missed"; readonly played: number; readonly others: readonly string[] }
  /** The check says so without the bug as well, and so proves nothing. */
  | { readonly kind: "false-alarm"; readonly seed: number }
  | { readonly kind: "broken"; readonly reason: string }
);

/** Whether the same seed without the bug breaks the same rule. */
const isFalseAlarm = async ({ check, unswept = false }: Planted, control: string, seed: number): Promise<boolean> => {
  let isSeen = false;
  await hunt(control, {
    seeds: [seed],
    webhooks,
    unswept,
    onPlayed: ({ violations }) => (isSeen = violations.some((violation) => violation.check === check)),
  });
  return isSeen;
};

/** Plays seeds with the bug until its check sees it, then that seed without the bug, which must be in order. */
export const catchBug = async (
  planted: Planted,
  bundle: string,
  control: string,
  onPlayed: (count: number) => void = () => undefined,
  seeds: readonly number[] = roughestFirst(mostSeeds),
): Promise<Caught> => {
  const begun = performance.now();
  const { check, unswept = false } = planted;
  const others = new Set<string>();
  let played = 0;
  let seen: number | undefined;
  const took = (): { milliseconds: number } => ({ milliseconds: performance.now() - begun });
  try {
    await hunt(bundle, {
      seeds,
      webhooks,
      unswept,
      onPlayed: ({ seed, violations }) => {
        onPlayed((played += 1));
        for (const violation of violations) others.add(violation.check);
        if (violations.some((violation) => violation.check === check)) seen = seed;
        return seen !== undefined;
      },
    });
  } catch (error) {
    return { kind: "broken", reason: error instanceof Error ? error.message : String(error), ...took() };
  }
  if (seen === undefined) return { kind: "missed", played, others: [...others], ...took() };
  if (await isFalseAlarm(planted, control, seen)) return { kind: "false-alarm", seed: seen, ...took() };
  return { kind: "caught", seed: seen, played, ...took() };
};
