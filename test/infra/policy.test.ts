import { Validations } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { starInKeyPolicies } from "../../infra/constructs/stage-key.ts";
import { createResolver } from "./support/resolve.ts";
import { type Json, listOf, pipelineOf, resourcesOf, targetOf } from "./support/synthesise.ts";
import { variants } from "./support/variants.ts";

type Statement = { readonly in: string; readonly type: string; readonly statement: Json };

const policyOf: Readonly<Record<string, string>> = {
  "AWS::IAM::Policy": "PolicyDocument",
  "AWS::IAM::ManagedPolicy": "PolicyDocument",
  "AWS::SQS::QueuePolicy": "PolicyDocument",
  "AWS::SNS::TopicPolicy": "PolicyDocument",
  "AWS::S3::BucketPolicy": "PolicyDocument",
  "AWS::Logs::ResourcePolicy": "PolicyDocument",
  "AWS::KMS::Key": "KeyPolicy",
  "AWS::Events::EventBusPolicy": "Statement",
  "AWS::IAM::Role": "AssumeRolePolicyDocument",
};

const statementsIn = (template: Template): readonly Statement[] =>
  Object.entries(policyOf).flatMap(([type, property]) =>
    resourcesOf(template, type).flatMap((resource) => {
      const document: Json = resource[property];
      return listOf<Json>(document?.Statement ?? document ?? []).map((statement) => ({
        in: resource.id,
        type,
        statement,
      }));
    }),
  );

/** A resource of a statement as cdk-nag writes it. */
const asNag = (value: Json): string => {
  if (typeof value === "string") return value;
  if (value.Ref !== undefined) return `<${value.Ref}>`;
  if (value["Fn::GetAtt"] !== undefined) return `<${value["Fn::GetAtt"].join(".")}>`;
  if (value["Fn::Join"] !== undefined) return value["Fn::Join"][1].map(asNag).join("");
  return JSON.stringify(value);
};

const isDenyWithoutTls = ({ Effect, Principal, Condition }: Json): boolean =>
  Effect === "Deny" && (Principal?.AWS ?? Principal) === "*" && Condition?.Bool?.["aws:SecureTransport"] === "false";

describe.each(variants)("in $title", ({ context }) => {
  const { app: cdkApp, stacks } = pipelineOf(context);
  const templates = Object.values(stacks).map((stack) => Template.fromStack(stack));
  const { resolve } = createResolver(templates);
  const all = (type: string) => templates.flatMap((template) => resourcesOf(template, type));
  const statements = templates.flatMap(statementsIn);
  const allowing = statements.filter(({ statement }) => statement.Effect === "Allow");
  const named = (template: Template, value: Json): string => resolve(template, value);

  /** The reasons written beside the statements, by what they explain. */
  const reasons = new Map(
    cdkApp.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }): [string, unknown][] => Object.entries(data))
      .flatMap(([id, reason]) => {
        const [, resource] = /AwsSolutions-IAM5\[Resource::(.*)\]$/.exec(id) ?? [];
        return resource === undefined ? [] : [[resource, String(reason)] as const];
      }),
  );
  const alarmed = new Set(
    all("AWS::CloudWatch::Alarm").flatMap(({ MetricName, Dimensions = [] }) =>
      Dimensions.map(({ Value }: Json) => `${MetricName} ${Value}`),
    ),
  );

  test("no policy lets anybody do what a * stands for, but an account may administer its own keys", () => {
    const wide = allowing.filter(({ statement }) =>
      listOf<string>(statement.Action).some((action) => action.includes("*")),
    );
    for (const { type, statement } of wide) {
      expect(type).toBe("AWS::KMS::Key");
      expect(statement.Action).toBe("kms:*");
      expect(asNag(statement.Principal.AWS)).toBe("arn:<AWS::Partition>:iam::<AWS::AccountId>:root");
    }
    expect(starInKeyPolicies.action).toMatch(/(\S+ ){8}/);
    expect(allowing.some(({ statement }) => statement.NotAction !== undefined)).toBe(false);
  });

  test("each * among the resources of a policy has its reason written beside it, and no reason is left over", () => {
    const wild = allowing.flatMap(({ type, statement: { Resource, NotResource } }) =>
      [...listOf<Json>(Resource ?? []).map(asNag), ...listOf<Json>(NotResource ?? []).map((one) => `not-${asNag(one)}`)]
        .filter((resource) => resource.includes("*"))
        .map((resource) => ({ type, resource })),
    );
    const inKeys = wild.filter(({ type }) => type === "AWS::KMS::Key");
    expect(inKeys.every(({ resource }) => resource === "*")).toBe(true);
    expect(starInKeyPolicies.resource).toMatch(/(\S+ ){8}/);
    const others = new Set(wild.filter(({ type }) => type !== "AWS::KMS::Key").map(({ resource }) => resource));
    expect(others.size).toBeGreaterThan(3);
    expect([...others].sort()).toEqual([...reasons.keys()].sort());
    for (const reason of reasons.values()) expect(reason).toMatch(/(\S+ ){8}/);
  });

  test("of the bucket nobody may reach more than a folder", () => {
    const objects = allowing
      .filter(({ type }) => type === "AWS::IAM::Policy")
      .flatMap(({ statement: { Resource } }) => listOf<Json>(Resource ?? []).map(asNag))
      .filter((resource) => resource.includes(":s3:::"));
    expect(objects.length).toBeGreaterThan(0);
    for (const resource of objects) expect(resource).toMatch(/<AWS::Region>\/(rejected|exports)\/\*$/);
  });

  test("no role takes a policy of AWS's making, and none may be taken by everybody", () => {
    for (const { ManagedPolicyArns, AssumeRolePolicyDocument } of all("AWS::IAM::Role")) {
      expect(ManagedPolicyArns).toBeUndefined();
      for (const { Principal } of AssumeRolePolicyDocument.Statement)
        expect(Object.keys(Principal)).toEqual(["Service"]);
    }
  });

  test.each(["Queue", "Topic", "Bucket"])("every %s is encrypted, and takes TLS only", (what) => {
    const kinds: Readonly<Record<string, readonly [string, string, string]>> = {
      Queue: ["AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"],
      Topic: ["AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"],
      Bucket: ["AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket"],
    };
    const [type, policyType, property] = kinds[what] ?? ["", "", ""];
    const found = all(type);
    expect(found.length).toBeGreaterThan(0);
    for (const { id, KmsMasterKeyId, SqsManagedSseEnabled, BucketEncryption } of found) {
      expect(KmsMasterKeyId ?? SqsManagedSseEnabled ?? BucketEncryption).toBeTruthy();
      const [policy, ...more] = all(policyType).filter((one) => listOf<Json>(one[property]).map(targetOf).includes(id));
      expect(more).toEqual([]);
      const denied = policy?.["PolicyDocument"].Statement.filter(isDenyWithoutTls);
      expect(denied).toHaveLength(1);
      expect(listOf<Json>(denied[0].Resource).map(targetOf)).toContain(id);
    }
  });

  test("every log group forgets, and every function and the API's log to one", () => {
    const groups = all("AWS::Logs::LogGroup");
    for (const { RetentionInDays } of groups) expect(RetentionInDays).toBeLessThanOrEqual(30);
    const ids = groups.map(({ id }) => id);
    for (const { LoggingConfig } of all("AWS::Lambda::Function"))
      expect(ids).toContain(targetOf(LoggingConfig.LogGroup));
    for (const { AccessLogSettings } of all("AWS::ApiGatewayV2::Stage"))
      expect(ids).toContain(targetOf(AccessLogSettings.DestinationArn));
  });

  describe("whatever is handed on without anybody waiting for it", () => {
    const queues = new Map(all("AWS::SQS::Queue").map((queue) => [queue.id, queue]));
    /** A dead-letter queue, with the alarm that its first letter raises. */
    const expectDeadLetters = (arn: Json): void => {
      const queue = queues.get(targetOf(arn));
      expect(queue).toBeDefined();
      expect(alarmed).toContain(`ApproximateNumberOfMessagesVisible ${queue?.["QueueName"]}`);
    };

    test("by a rule has dead letters, and an alarm", () => {
      const rules = all("AWS::Events::Rule");
      expect(rules.length).toBeGreaterThan(8);
      for (const { Name, Targets } of rules) {
        for (const { DeadLetterConfig } of Targets) expectDeadLetters(DeadLetterConfig?.Arn);
        expect(alarmed).toContain(`FailedInvocations ${Name}`);
      }
    });

    test("by a queue to a function has dead letters, and an alarm when it waits too long", () => {
      const sources = all("AWS::Lambda::EventSourceMapping");
      expect(sources.length).toBeGreaterThan(4);
      for (const { EventSourceArn } of sources) {
        const queue = queues.get(targetOf(EventSourceArn));
        expectDeadLetters(queue?.["RedrivePolicy"].deadLetterTargetArn);
        expect(alarmed).toContain(`ApproximateAgeOfOldestMessage ${queue?.["QueueName"]}`);
      }
    });

    test("by a schedule, to a function that nobody waits for, has dead letters twice, and an alarm", () => {
      const schedules = all("AWS::Scheduler::Schedule");
      expect(schedules.length).toBeGreaterThan(0);
      for (const { Target } of schedules) {
        expectDeadLetters(Target.DeadLetterConfig?.Arn);
        const called = all("AWS::Lambda::Function").find(({ id }) => id === targetOf(Target.Arn));
        expectDeadLetters(called?.["DeadLetterConfig"]?.TargetArn);
        expect(alarmed).toContain(`Errors ${called?.["FunctionName"]}`);
      }
    });

    test("by a schedule that a function makes has dead letters, and an alarm when it is given up", () => {
      const told = all("AWS::Lambda::Function").filter(({ Environment }) => Environment.Variables.SCHEDULE_GROUP);
      expect(told.length).toBeGreaterThan(0);
      for (const { Environment } of told) {
        expectDeadLetters(Environment.Variables.WAKES_DEAD_ARN);
        expect(alarmed).toContain(`InvocationDroppedCount ${Environment.Variables.SCHEDULE_GROUP}`);
      }
    });

    test("by a topic has an alarm, and dead letters unless it goes to a mailbox", () => {
      for (const template of templates)
        for (const { Protocol, RedrivePolicy, TopicArn } of resourcesOf(template, "AWS::SNS::Subscription")) {
          const topic = named(template, TopicArn).replace(/^Topic /, "");
          // The alarm about alarms that cannot be delivered could not be delivered either.
          if (!topic.endsWith("-alerts")) expect(alarmed).toContain(`NumberOfNotificationsFailed ${topic}`);
          if (Protocol !== "email") expectDeadLetters(RedrivePolicy?.deadLetterTargetArn);
        }
    });

    test("reaches functions by nothing else: no other service may call one", () => {
      const callers = all("AWS::Lambda::Permission").map(({ Principal }) => Principal);
      expect(new Set(callers)).toEqual(new Set(["apigateway.amazonaws.com"]));
      expect(all("AWS::Lambda::EventInvokeConfig")).toEqual([]);
    });
  });

  test("no variable of a function holds a secret: it names things, or is the operator's own setting", () => {
    const settings = /^(STAGE|SCHEDULE_GROUP|CONFIGURATION_SET|PUBLIC_URL|SMS_ORIGINATION_NUMBER|SMS_SENDER_ID)$/;
    for (const { Environment } of all("AWS::Lambda::Function"))
      for (const [name, value] of Object.entries<Json>(Environment.Variables)) {
        expect(name).not.toMatch(/PASSWORD|TOKEN|PRIVATE|SECRET(?!_ID$)/);
        if (typeof value === "string") expect(name).toMatch(settings);
        expect(JSON.stringify(value)).not.toMatch(/\{\{resolve|SecretString|GenerateSecret/);
      }
  });
});
