import { Metrics as Emf, MetricUnit } from "@aws-lambda-powertools/metrics";
import { unitOf } from "../metrics-catalogue.ts";
import type { MetricsTaker } from "../ports.ts";

type Dimensions = Readonly<Record<string, string>>;
type Group = {
  readonly dimensions: Dimensions;
  readonly counts: Map<string, number>;
  readonly measures: Map<string, number[]>;
};

const units = { Count: MetricUnit.Count, Seconds: MetricUnit.Seconds, Percent: MetricUnit.Percent };

/** Of one metric in one line: at the hundredth Powertools would write the line by itself. A batch has ten records at most. */
const mostValues = 99;

/** To standard output as it is: Lambda's `console` would put a prefix before the JSON that CloudWatch looks for. */
const toStdout = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Counts and measures in CloudWatch's embedded metric format, namespace `Comeback`. Each is told for the stage alone, which
 * is what the alarms watch, and once more for its own dimensions where it has any. Counts are added up, measured values
 * stay apart, fewer than a hundred of one metric a line
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 * Nothing is written before `flush`, to be called at the end of every invocation.
 */
export const createEmfMetrics = ({
  stage,
  write = toStdout,
}: {
  readonly stage: string;
  readonly write?: (line: string) => void;
}): MetricsTaker & { readonly flush: () => void } => {
  const groups = new Map<string, Group>();

  const groupOf = (dimensions: Dimensions): Group => {
    const key = JSON.stringify(Object.entries(dimensions).sort());
    const group = groups.get(key) ?? {
      dimensions,
      counts: new Map<string, number>(),
      measures: new Map<string, number[]>(),
    };
    groups.set(key, group);
    return group;
  };

  const toLine = ({ dimensions, counts, measures }: Group): string => {
    const emf = new Emf({ namespace: "Comeback" });
    // Powertools adds a dimension `service` of its own, which no alarm knows.
    emf.clearDefaultDimensions();
    emf.setDefaultDimensions({ stage });
    emf.addDimensions({});
    if (Object.keys(dimensions).length > 0) emf.addDimensions(dimensions);
    for (const [name, count] of counts) emf.addMetric(name, MetricUnit.Count, count);
    for (const [name, values] of measures)
      for (const value of values.slice(0, mostValues)) emf.addMetric(name, units[unitOf(name)], value);
    return JSON.stringify(emf.serializeMetrics());
  };

  return {
    count: (name, dimensions = {}, value = 1) => {
      const { counts } = groupOf(dimensions);
      counts.set(name, (counts.get(name) ?? 0) + value);
    },
    measure: (name, dimensions, value) => {
      const { measures } = groupOf(dimensions);
      measures.set(name, [...(measures.get(name) ?? []), value]);
    },
    flush: () => {
      const lines = [...groups.values()].map(toLine);
      groups.clear();
      lines.forEach(write);
    },
  };
};
