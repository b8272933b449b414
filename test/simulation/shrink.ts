import { type Trouble, troubles } from "./conditions.ts";
import type { Act } from "./contract/acts.ts";
import type { Violation } from "./contract/evidence.ts";
import type { Fault } from "./contract/faults.ts";

/** What of a seed's history still happens. */
export type History = {
  readonly acts: readonly Act[];
  readonly calm: readonly Trouble[];
  readonly faults: readonly Fault[];
};

/** Plays a part of a history; the violations it ends in, and what happened of it. */
export type Play = (part: {
  readonly acts: ReadonlySet<string>;
  readonly calm: readonly Trouble[];
  readonly faults: ReadonlySet<string> | undefined;
}) => Promise<{
  readonly violations: readonly Violation[];
  readonly acts: readonly Act[];
  readonly faults: readonly Fault[];
}>;

/**
 * The shortest history found that still breaks the same rule: first without whole kinds of trouble, then with half of the
 * acts, a quarter and so on (delta debugging), then the faults in the same way. Stops when `isLate` says so.
 */
export const shrink = async (whole: History, check: string, play: Play, isLate: () => boolean): Promise<History> => {
  let best = whole;
  const fails = async (acts: readonly Act[], calm: readonly Trouble[], faults: readonly Fault[] | undefined) => {
    const result = await play({
      acts: new Set(acts.map(({ id }) => id)),
      calm,
      faults: faults && new Set(faults.map(({ name }) => name)),
    });
    if (!result.violations.some((violation) => violation.check === check)) return false;
    best = { acts: result.acts, calm, faults: result.faults };
    return true;
  };

  /** Takes ever smaller pieces out of a list, as long as what is left still fails. */
  const reduce = async <T>(
    list: () => readonly T[],
    attempt: (left: readonly T[]) => Promise<boolean>,
  ): Promise<void> => {
    let pieces = 2;
    while (list().length > 0 && !isLate()) {
      const all = list();
      const size = Math.ceil(all.length / pieces);
      let found = false;
      for (let from = 0; from < all.length && !isLate() && !found; from += size)
        found = await attempt([...all.slice(0, from), ...all.slice(from + size)]);
      if (found) pieces = Math.max(2, pieces - 1);
      else if (size === 1) return;
      else pieces = Math.min(list().length, pieces * 2);
    }
  };

  for (const trouble of troubles) if (!isLate()) await fails(best.acts, [...best.calm, trouble], undefined);
  await reduce(
    () => best.acts,
    (acts) => fails(acts, best.calm, undefined),
  );
  await reduce(
    () => best.faults,
    (faults) => fails(best.acts, best.calm, faults),
  );
  return best;
};
