/** Everything random comes from here. The same seed gives the same numbers. */
export type Random = {
  /** From 0 (inclusive) to 1. */
  readonly next: () => number;
  /** A whole number from `from` to `to`, both inclusive. */
  readonly between: (from: number, to: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly [T, ...T[]]) => T;
  /** Another stream, that depends on this one's seed and the name alone: what is drawn of one never moves another. */
  readonly fork: (name: string) => Random;
};
