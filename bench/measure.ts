/** The middle of some figures: one that a busy machine spoils does not move it. */
export const median = (figures: readonly number[]): number => {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  const lower = sorted.length % 2 === 0 ? sorted[middle - 1] : upper;
  if (upper === undefined || lower === undefined) throw new RangeError("There is no median of nothing.");
  return (lower + upper) / 2;
};

/** What a thing costs beside what it is measured against, each in milliseconds. */
export type Comparison = {
  readonly base: number;
  readonly subject: number;
  /** The median of each round's own ratio, so that what slows the machine down slows both sides of it. */
  readonly ratio: number;
};

/**
 * Measures two things in turns, A B A B, the first round thrown away as warm-up. Each function does its work once and
 * tells how many milliseconds it took.
 */
export const compare = async (
  rounds: number,
  base: () => Promise<number> | number,
  subject: () => Promise<number> | number,
): Promise<Comparison> => {
  const bases: number[] = [];
  const subjects: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const pair = [await base(), await subject()] as const;
    if (round === 0) continue;
    bases.push(pair[0]);
    subjects.push(pair[1]);
  }
  const ratios = subjects.map((subject, round) => subject / (bases[round] ?? NaN));
  return { base: median(bases), subject: median(subjects), ratio: median(ratios) };
};
