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

const mails = { alertMail: "ops@shop.example,night@shop.example", supportMail: "help@shop.example" };
const made = {
  ...{ apiDomain: "links.shop.example", apiHostedZoneId: "Z0123456789ABC" },
  apiCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
  ...{ provisionedConcurrency: "2", kmsKey: "create", smsOrigination: "+15555550100" },
};
const brought = {
  ...{ configurationSet: "newsletters", senderIdentity: "existing", senderDomain: "shop.example" },
  ...{
    kmsKey: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    publicUrl: "https://cdn.shop.example",
  },
};

test.each([
  { what: "dev", context: {} },
  { what: "prod with everybody told", context: { ...prod, ...mails } },
  { what: "prod with all that can be made", context: { ...prod, ...mails, ...made } },
  { what: "dev with all that can be brought along", context: brought },
])("cdk-nag's AwsSolutions and Serverless packs find nothing in $what", ({ context }) => {
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
  const found = acknowledgements(pipelineOf({ ...prod, ...mails, ...made }));
  expect(found.length).toBeGreaterThan(0);
  for (const [, reason] of found) expect(String(reason).split(" ").length).toBeGreaterThan(8);
});

test("no exception is made for a whole stack", () => {
  const { app, stacks } = pipelineOf();
  const wide = [app, ...Object.values(stacks)].flatMap(({ node }) => node.metadata);
  expect(wide.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)).toEqual([]);
});
