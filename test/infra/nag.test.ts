import { Validations } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { pipelineOf, prod } from "./support/synthesise.ts";

type Pipeline = ReturnType<typeof pipelineOf>;

const findings = ({ app }: Pipeline): readonly string[] =>
  [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap((pack) =>
    pack.validateScope(app).violations.map(({ ruleName }) => ruleName),
  );

const acknowledgements = ({ app }: Pipeline) =>
  app.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }): [string, unknown][] => Object.entries(data));

test.each([
  { stage: "dev", context: { alertEmail: "ops@shop.example", supportMail: "help@shop.example" } },
  { stage: "prod", context: { ...prod, alertEmail: "ops@shop.example", supportMail: "help@shop.example" } },
])("cdk-nag's AwsSolutions and Serverless packs find nothing in $stage", ({ context }) => {
  expect(findings(pipelineOf(context))).toEqual([]);
});

test("cdk-nag finds a queue without encryption in transit and without dead letters, were there one", () => {
  const pipeline = pipelineOf();
  new Queue(pipeline.stacks.app, "Planted");
  expect(findings(pipeline)).toEqual(
    expect.arrayContaining(["AwsSolutions-SQS3", "AwsSolutions-SQS4", "Serverless-SQSRedrivePolicy"]),
  );
});

test("every exception from a rule says why", () => {
  const found = acknowledgements(pipelineOf());
  expect(found.length).toBeGreaterThan(0);
  for (const [, reason] of found) expect(String(reason).split(" ").length).toBeGreaterThan(8);
});

test("no exception is made for a whole stack", () => {
  const { app, stacks } = pipelineOf();
  const wide = [app, ...Object.values(stacks)].flatMap(({ node }) => node.metadata);
  expect(wide.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)).toEqual([]);
});
