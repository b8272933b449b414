import { readFileSync } from "node:fs";
import { join } from "node:path";
import { costTable, idleCost } from "../../infra/idle-cost.ts";
import { root, synthesise } from "./support/synthesise.ts";

const costOf = (context: Record<string, string> = {}) =>
  idleCost(Object.values(synthesise(context)).map((template) => template.toJSON()));
const document = readFileSync(join(root, "docs/deploy.md"), "utf8");
const idle = costOf();

/** US$ a month. Whoever adds an alarm, a key or a queue changes this number, and the table of docs/deploy.md with it. */
const named = 12.36;

test("a stage in which nothing happens costs the named number a month, in prod too", () => {
  expect(idle.total).toBe(named);
  expect(costOf({ stage: "prod", senderDomain: "shop.example" }).total).toBe(named);
});

test("docs/deploy.md has the table of what it is made of", () => {
  expect(document).toContain(costTable(idle));
  expect(document).toContain(`billed about ${idle.billed.toFixed(2)}`);
});

test.each([
  { option: "kmsKey: create", context: { kmsKey: "create" }, adds: -1 },
  {
    option: "kmsKey: an ARN",
    context: { kmsKey: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" },
    adds: -2,
  },
  { option: "provisionedConcurrency: 1", context: { provisionedConcurrency: "1" }, adds: 8.76 },
  {
    option: "apiDomain",
    context: {
      apiDomain: "links.shop.example",
      apiCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
    },
    adds: 0,
  },
  { option: "senderDomain", context: { senderDomain: "shop.example" }, adds: 0 },
  { option: "smsOrigination", context: { smsOrigination: "SHOP" }, adds: 0 },
])("$option adds $adds, as docs/deploy.md says", ({ option, context, adds }) => {
  expect(costOf(context).total - idle.total).toBeCloseTo(adds, 2);
  const [name = ""] = option.split(":");
  if (adds !== 0) expect(document).toMatch(new RegExp(`\`${name}[^|\n]*\\| ${adds.toFixed(2).replace("-", "−")} \\|`));
});

describe("what is counted", () => {
  const alarm = (Properties: object) => ({ Type: "AWS::CloudWatch::Alarm", Properties });
  const statistic = { MetricStat: { Stat: "Sum" } };

  test("an alarm over several metrics costs as much as one for each", () => {
    const Resources = { one: alarm({ MetricName: "Errors" }), two: alarm({ Metrics: [statistic, statistic, {}] }) };
    expect(idleCost([{ Resources }]).lines).toEqual([expect.objectContaining({ number: 3, each: 0.1, together: 0.3 })]);
  });

  test("what is paid by use costs nothing", () => {
    expect(idleCost([{ Resources: { table: { Type: "AWS::DynamoDB::Table" } } }, {}])).toEqual({
      lines: [],
      total: 0,
      billed: 0,
    });
  });

  test("ten alarms are every account's for nothing", () => {
    const Resources = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`a${index}`, alarm({})]));
    expect(idleCost([{ Resources }])).toMatchObject({ total: 1.2, billed: 0.2 });
  });
});
