import type { Check } from "./check.ts";

/**
 * How many calls of ports so many acts may cost at most. A webhook costs about thirty, and a run that waits for months some
 * hundred; what goes on without end would cost any number.
 */
export const mostCalls = (acts: number): number => 50_000 + 100 * acts;

export const effortIsBounded: Check = {
  name: "effort-is-bounded",
  look: ({ evidence: { portCalls, acts } }) =>
    portCalls <= mostCalls(acts.length)
      ? []
      : [`${acts.length} acts cost at least ${portCalls} calls of ports, and may cost ${mostCalls(acts.length)}`],
};
