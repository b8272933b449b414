/** How often one operation of a port was called since the start, and what it cost the store. */
export type Count = { readonly calls: number; readonly units?: number };
export type CountsReport = Readonly<Record<string, Readonly<Record<string, Count>>>>;

export type Counts = {
  readonly add: (port: string, operation: string) => void;
  /** Adds capacity units, as the store reported them. */
  readonly addUnits: (port: string, operation: string, units: number) => void;
  readonly report: () => CountsReport;
};

export const createCounts = (): Counts => {
  const ports = new Map<string, Map<string, { calls: number; units?: number }>>();
  const entry = (port: string, operation: string): { calls: number; units?: number } => {
    const operations = ports.get(port) ?? new Map<string, { calls: number; units?: number }>();
    const count = operations.get(operation) ?? { calls: 0 };
    ports.set(port, operations.set(operation, count));
    return count;
  };
  return {
    add: (port, operation) => {
      entry(port, operation).calls += 1;
    },
    addUnits: (port, operation, units) => {
      const count = entry(port, operation);
      count.units = (count.units ?? 0) + units;
    },
    report: () =>
      Object.fromEntries(
        [...ports].map(([port, operations]) => [
          port,
          Object.fromEntries([...operations].map(([operation, count]) => [operation, { ...count }])),
        ]),
      ),
  };
};
