import type { StoreHabits } from "../engine/facts.ts";
import type { Gap } from "./gap.ts";

/** What many gaps come to. */
export type Tally = {
  readonly habits: StoreHabits;
  /** By number of days, how many people came back after so many; what is beyond {@link longest} counts as that. */
  readonly histogram: Readonly<Record<string, number>>;
  /** By first product, what was bought second after it, the most frequent first. */
  readonly after: ReadonlyMap<string, readonly string[]>;
};

/** Whoever stayed away for longer shows no habit; it keeps the histogram small. */
const longest = 730;
const mostSeconds = 20;
const mostFirsts = 500;
const mostAfter = 5;

type Counts = Map<string, number>;

const count = (counts: Counts, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/** The most frequent first; of two as frequent the one that sorts first, so that the same gaps give the same answer. */
const ranked = (counts: Counts, most: number): readonly string[] =>
  [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([key]) => key);

/** The middle of a histogram; of an even number halfway between the two in the middle, rounded to a whole day. */
const medianOf = (byDay: readonly (readonly [days: number, people: number])[], samples: number): number | undefined => {
  const nth = (position: number): number | undefined => {
    let passed = 0;
    return byDay.find(([, people]) => (passed += people) > position)?.[0];
  };
  const lower = nth(Math.floor((samples - 1) / 2));
  const upper = nth(Math.floor(samples / 2));
  return lower === undefined || upper === undefined ? undefined : Math.round((lower + upper) / 2);
};

/** Counts gaps as they are read, one after the other, so that they need not be in memory together. */
export const createTally = (): { readonly add: (gap: Gap) => void; readonly result: () => Tally } => {
  const days = new Map<number, number>();
  const firsts: Counts = new Map();
  const seconds: Counts = new Map();
  const pairs = new Map<string, Counts>();
  let samples = 0;

  const add = ({ days: gap, first, second }: Gap): void => {
    samples += 1;
    const day = Math.min(gap, longest);
    days.set(day, (days.get(day) ?? 0) + 1);
    for (const product of second) count(seconds, product);
    const others = second.filter((product) => !first.includes(product));
    for (const product of first) {
      count(firsts, product);
      const after = pairs.get(product) ?? new Map<string, number>();
      pairs.set(product, after);
      for (const other of others) count(after, other);
    }
  };

  const result = (): Tally => {
    const byDay = [...days].sort(([a], [b]) => a - b);
    const after = ranked(firsts, mostFirsts).flatMap((product): [string, readonly string[]][] => {
      const products = ranked(pairs.get(product) ?? new Map<string, number>(), mostAfter);
      return products.length === 0 ? [] : [[product, products]];
    });
    return {
      habits: { gapDays: medianOf(byDay, samples), samples, bestSeconds: ranked(seconds, mostSeconds) },
      histogram: Object.fromEntries(byDay),
      after: new Map(after),
    };
  };
  return { add, result };
};
