import * as z from "zod";

const Resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const Template = z.object({ Resources: z.record(z.string(), Resource).default({}) });

type Resource = z.infer<typeof Resource>;

/** A price in US$ a month in us-east-1, read in November 2026, and how much of it a resource of the type takes. */
type Price = {
  readonly what: string;
  readonly type: string;
  readonly each: number;
  readonly source: string;
  readonly count: (resource: Resource, all: Readonly<Record<string, Resource>>) => number;
  /** How many of them AWS gives every account, whatever the stages. */
  readonly free?: number;
};

const hoursPerMonth = 730;

/** An event source of SQS polls with five readers, each of which asks again after 20 s; 0.40 per million requests. */
const pollsPerMonth = 5 * 3 * 60 * hoursPerMonth;
const perMillionRequests = 0.4;

/** Arm, per GB and second. */
const warmGigabyteSecond = 0.0000033334;
const doorGigabytes = 0.5;

const one = (): number => 1;

/** An alarm costs as many times its price as it looks at metrics. */
const Queries = z.array(z.object({ MetricStat: z.unknown().optional() }));
const metricsOf = ({ Properties }: Resource): number => {
  const queries = Queries.safeParse(Properties["Metrics"]);
  return queries.success ? queries.data.filter(({ MetricStat }) => MetricStat !== undefined).length : 1;
};

const Warm = z.object({
  FunctionName: z.object({ Ref: z.string() }),
  ProvisionedConcurrencyConfig: z.object({ ProvisionedConcurrentExecutions: z.number() }),
});
const Memory = z.object({ MemorySize: z.number() });
/** Executions kept warm, counted as those of a function of {@link doorGigabytes}. */
const warmOf = ({ Properties }: Resource, all: Readonly<Record<string, Resource>>): number => {
  const warm = Warm.safeParse(Properties);
  if (!warm.success) return 0;
  const { MemorySize } = Memory.parse(all[warm.data.FunctionName.Ref]?.Properties);
  return (warm.data.ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions * MemorySize) / 1024 / doorGigabytes;
};

const cloudWatch = "https://aws.amazon.com/cloudwatch/pricing/";

const prices: readonly Price[] = [
  { what: "alarm", type: "AWS::CloudWatch::Alarm", each: 0.1, source: cloudWatch, count: metricsOf, free: 10 },
  { what: "composite alarm", type: "AWS::CloudWatch::CompositeAlarm", each: 0.5, source: cloudWatch, count: one },
  { what: "dashboard", type: "AWS::CloudWatch::Dashboard", each: 3, source: cloudWatch, count: one, free: 3 },
  { what: "encryption key", type: "AWS::KMS::Key", each: 1, source: "https://aws.amazon.com/kms/pricing/", count: one },
  {
    what: "secret",
    type: "AWS::SecretsManager::Secret",
    each: 0.4,
    source: "https://aws.amazon.com/secrets-manager/pricing/",
    count: one,
  },
  {
    what: "queue that Lambda polls",
    type: "AWS::Lambda::EventSourceMapping",
    each: (pollsPerMonth / 1_000_000) * perMillionRequests,
    source: "https://aws.amazon.com/sqs/pricing/",
    count: one,
    free: 1_000_000 / pollsPerMonth,
  },
  {
    what: "execution kept warm",
    type: "AWS::Lambda::Alias",
    each: warmGigabyteSecond * doorGigabytes * 3600 * hoursPerMonth,
    source: "https://aws.amazon.com/lambda/pricing/",
    count: warmOf,
  },
];

/** One line of the bill; `each` and `together` in US$ a month, in cents. */
export type CostLine = {
  readonly what: string;
  readonly number: number;
  readonly each: number;
  readonly together: number;
  readonly source: string;
};

export type IdleCost = {
  readonly lines: readonly CostLine[];
  readonly total: number;
  /** What one stage in an account of its own is billed, since AWS gives every account a little of some of it. */
  readonly billed: number;
};

const inCents = (dollars: number): number => Math.round(dollars * 100) / 100;

/**
 * What the templates of a stage cost in a month in which nothing happens: everything in them that is paid for being there.
 * The rest is paid by use: the metrics that functions count (0.30 each, for the hours they count in), requests, what is
 * stored. `templates` are CloudFormation's, as `cdk synth` writes them.
 */
export const idleCost = (templates: readonly unknown[]): IdleCost => {
  const found = templates.map((template) => Template.parse(template).Resources);
  const counted = prices.map(({ type, count, ...price }) => {
    const number = found
      .flatMap((all) => Object.values(all).map((resource) => (resource.Type === type ? count(resource, all) : 0)))
      .reduce((sum, some) => sum + some, 0);
    const each = inCents(price.each);
    return { ...price, number, each, together: inCents(number * each) };
  });
  const sum = (amounts: readonly number[]): number => inCents(amounts.reduce((all, amount) => all + amount, 0));
  const total = sum(counted.map(({ together }) => together));
  const given = sum(counted.map(({ free = 0, number, each }) => Math.min(free, number) * each));
  return {
    lines: counted
      .filter(({ number }) => number > 0)
      .map(({ what, number, each, together, source }) => ({ what, number, each, together, source })),
    total,
    billed: inCents(total - given),
  };
};

/** The table of docs/deploy.md. */
export const costTable = ({ lines, total }: IdleCost): string =>
  [
    "| what | number | each | together |",
    "|---|---|---|---|",
    ...lines.map(
      ({ what, number, each, together, source }) =>
        `| [${what}](${source}) | ${number} | ${each.toFixed(2)} | ${together.toFixed(2)} |`,
    ),
    `| **together** | | | **${total.toFixed(2)}** |`,
  ].join("\n");
