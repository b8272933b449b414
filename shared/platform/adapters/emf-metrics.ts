import { Metrics as Emf, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Metrics } from "../ports.ts";

type Group = { readonly dimensions: Readonly<Record<string, string>>; readonly counts: Map<string, number> };

/** To standard output as it is: Lambda's `console` would put a prefix before the JSON that CloudWatch looks for. */
const toStdout = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Counts in CloudWatch's embedded metric format, namespace `Comeback`. Each is told for the stage alone, which is what
 * the alarms watch, and once more for its own dimensions where it has any. Nothing is written before `flush`, to be
 * called at the end of every invocation.
 */
export const createEmfMetrics = ({
  stage,
  write = toStdout,
}: {
  readonly stage: string;
  readonly write?: (line: string) => void;
}): Metrics & { readonly flush: () => void } => {
  const groups = new Map<string, Group>();

  const toLine = ({ dimensions, counts }: Group): string => {
    const emf = new Emf({ namespace: "Comeback" });
    // Powertools adds a dimension `service` of its own, which no alarm knows.
    emf.clearDefaultDimensions();
    emf.setDefaultDimensions({ stage });
    emf.addDimensions({});
    if (Object.keys(dimensions).length > 0) emf.addDimensions(dimensions);
    for (const [name, count] of counts) emf.addMetric(name, MetricUnit.Count, count);
    return JSON.stringify(emf.serializeMetrics());
  };

  return {
    count: (name, dimensions = {}, value = 1) => {
      const key = JSON.stringify(Object.entries(dimensions).sort());
      const group = groups.get(key) ?? { dimensions, counts: new Map<string, number>() };
      group.counts.set(name, (group.counts.get(name) ?? 0) + value);
      groups.set(key, group);
    },
    flush: () => {
      const lines = [...groups.values()].map(toLine);
      groups.clear();
      lines.forEach(write);
    },
  };
};
