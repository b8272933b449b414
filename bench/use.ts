import type { CountsReport } from "../local/counts.ts";

/** What was asked of the table: calls, and the capacity units that the engine reports for them. */
export type Use = {
  readonly reads: number;
  readonly readUnits: number;
  readonly writes: number;
  readonly writeUnits: number;
};

const readOperations = ["GetItem", "BatchGetItem", "Query"];
const writeOperations = ["PutItem", "DeleteItem", "UpdateItem"];

/** All use since the counter began. */
export const useOf = (report: CountsReport): Use => {
  const sum = (operations: readonly string[], part: "calls" | "units"): number =>
    operations.reduce((total, operation) => total + (report["store"]?.[operation]?.[part] ?? 0), 0);
  return {
    reads: sum(readOperations, "calls"),
    readUnits: sum(readOperations, "units"),
    writes: sum(writeOperations, "calls"),
    writeUnits: sum(writeOperations, "units"),
  };
};

/** What came between two states of the counter. */
export const subtractUse = (later: Use, earlier: Use): Use => ({
  reads: later.reads - earlier.reads,
  readUnits: later.readUnits - earlier.readUnits,
  writes: later.writes - earlier.writes,
  writeUnits: later.writeUnits - earlier.writeUnits,
});
