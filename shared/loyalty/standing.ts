import { ascending } from "../events/ascending.ts";
import type { Instant } from "../events/instant.ts";
import type { Contribution } from "./contributions.ts";

/** What a member's standing is changed by: something coming, something taken off it, or it leaving the window. */
export type Change = {
  readonly at: Instant;
  readonly kind: "come" | "lose" | "leave";
  readonly cause: string;
  /** Which contribution it is about. */
  readonly of: number;
  readonly worth: bigint;
};

const rank: Readonly<Record<Change["kind"], number>> = { come: 0, lose: 1, leave: 2 };

/** What one cause does at one instant to several contributions stays in the order of these. */
const inOrder = (a: Change, b: Change): number =>
  ascending(a.at, b.at) || rank[a.kind] - rank[b.kind] || ascending(a.cause, b.cause);

/** All that changes a standing, in order of time, what leaves the window later included. */
export const changesOf = (
  contributions: readonly Contribution[],
  leaving: (at: Instant) => Instant | undefined,
): readonly Change[] => {
  const changes = contributions.flatMap(({ id, at, worth, losses }, of): Change[] => {
    const kept: readonly Change[] = [
      { at, kind: "come", cause: id, of, worth },
      ...losses.map((loss): Change => ({ at: loss.at, kind: "lose", cause: loss.cause, of, worth: loss.worth })),
    ];
    const left = leaving(at);
    return left === undefined ? [...kept] : [...kept, { at: left, kind: "leave", cause: id, of, worth: 0n }];
  });
  return changes.sort(inOrder);
};

/** A sum to which changes are told in order of time; what has left the window can lose nothing more. */
export const createStanding = (): { readonly tell: (change: Change) => bigint } => {
  const worth = new Map<number, bigint>();
  let sum = 0n;
  return {
    tell: (change) => {
      const before = worth.get(change.of) ?? 0n;
      const kept = before > change.worth ? before - change.worth : 0n;
      const after = change.kind === "come" ? change.worth : change.kind === "lose" ? kept : 0n;
      worth.set(change.of, after);
      sum += after - before;
      return sum;
    },
  };
};
