import { busSource, eventNames } from "../../shared/events/catalogue.ts";
import { names } from "../../infra/names.ts";
import { flows } from "../../shared/flows/registry.ts";
import { onceOnly } from "../../shared/platform/adapters/provider-client.ts";
import { queues, visibilitySeconds, type QueueName } from "../../shared/platform/queues.ts";
import { resourcesOf, synthesise, targetOf, type Json } from "./support/synthesise.ts";

const { app } = synthesise();
const all = resourcesOf(app, "AWS::SQS::Queue");
const rules = resourcesOf(app, "AWS::Events::Rule");
const nameOf = (id: string): string => all.find((queue) => queue.id === id)?.["QueueName"];
/** Every event but those that are replayed to be compared with. */
const unlessCompared = [{ exists: false }, { "anything-but": { prefix: "what-if-" } }];
const isDead = (name: string): boolean => name.endsWith("-dead");

test.each(all)("$QueueName is encrypted and takes nothing but TLS", ({ id, SqsManagedSseEnabled }) => {
  expect(SqsManagedSseEnabled).toBe(true);
  const policy = resourcesOf(app, "AWS::SQS::QueuePolicy").find(({ Queues }) => targetOf(Queues[0]) === id);
  expect(policy?.["PolicyDocument"].Statement).toContainEqual(
    expect.objectContaining({
      Effect: "Deny",
      Action: "sqs:*",
      Principal: { AWS: "*" },
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  );
});

test.each(all.filter(({ QueueName }) => isDead(QueueName)))("$QueueName keeps letters for 14 days", (queue) => {
  expect(queue["MessageRetentionPeriod"]).toBe(14 * 24 * 3600);
});

const live = Object.keys(queues) as QueueName[];

describe.each(live)("the queue %s", (name) => {
  const queue = all.find(({ QueueName }) => QueueName === `comeback-dev-${name}`);
  const source = resourcesOf(app, "AWS::Lambda::EventSourceMapping").find(
    ({ EventSourceArn }) => targetOf(EventSourceArn) === queue?.id,
  );
  const reader = resourcesOf(app, "AWS::Lambda::Function").find(({ id }) => id === targetOf(source?.["FunctionName"]));

  test("gives up into its own dead-letter queue, after as many receives as agreed", () => {
    expect(nameOf(targetOf(queue?.["RedrivePolicy"].deadLetterTargetArn))).toBe(`comeback-dev-${name}-dead`);
    expect(queue?.["RedrivePolicy"].maxReceiveCount).toBe(queues[name].maxReceives);
  });

  test("hides a message for six times its reader's time-out", () => {
    expect(reader?.["Timeout"]).toBe(queues[name].timeoutSeconds);
    expect(queue?.["VisibilityTimeout"]).toBe(visibilitySeconds(name));
    expect(queue?.["VisibilityTimeout"]).toBeGreaterThanOrEqual(6 * reader?.["Timeout"]);
  });

  test("hands over batches of which a part may fail", () => {
    expect(source).toMatchObject({
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      BatchSize: queues[name].batchSize,
    });
  });

  test("is read by a bounded number of executions", () => {
    expect(source?.["ScalingConfig"].MaximumConcurrency).toBeGreaterThanOrEqual(2);
    expect(source?.["ScalingConfig"].MaximumConcurrency).toBeLessThanOrEqual(20);
  });
});

test("a provider is given up on before the function is, and the function before its message comes back", () => {
  const { connectionTimeout, requestTimeout } = onceOnly({}).requestHandler;
  const { timeoutSeconds } = queues.outbox;
  expect(requestTimeout).toBeGreaterThan(0);
  expect((connectionTimeout + requestTimeout) / 1000).toBeLessThan(timeoutSeconds);
  expect(timeoutSeconds).toBeLessThanOrEqual(visibilitySeconds("outbox") / 6);
});

test("there is no other queue than these, their dead-letter queues, the sweep's, and where a replay is read", () => {
  const names = [...live, ...live.map((name) => `${name}-dead`), "sweep-dead", "replay", "replay-dead"].map(
    (name) => `comeback-dev-${name}`,
  );
  expect(all.map(({ QueueName }) => QueueName).sort()).toEqual(names.sort());
});

test("messages are sent one at a time, at the pace the settings allow", () => {
  const { app: faster } = synthesise({ sendConcurrency: "14" });
  const outbox = resourcesOf(faster, "AWS::SQS::Queue").find(({ QueueName }) => QueueName === "comeback-dev-outbox");
  const source = resourcesOf(faster, "AWS::Lambda::EventSourceMapping").find(
    ({ EventSourceArn }) => targetOf(EventSourceArn) === outbox?.id,
  );
  expect(source).toMatchObject({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 14 } });
});

test.each(rules)("what the rule $Name can't deliver for a day goes to the dead letters of its queue", ({ Targets }) => {
  expect(Targets).toHaveLength(1);
  const [target] = Targets;
  expect(nameOf(targetOf(target.DeadLetterConfig.Arn))).toBe(`${nameOf(targetOf(target.Arn))}-dead`);
  expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
});

test.each(rules)("the rule $Name may put events into its queue and its dead letters", ({ id, Targets: [target] }) => {
  for (const arn of [target.Arn, target.DeadLetterConfig.Arn]) {
    const policy = resourcesOf(app, "AWS::SQS::QueuePolicy").find(
      ({ Queues }) => targetOf(Queues[0]) === targetOf(arn),
    );
    const allowed = policy?.["PolicyDocument"].Statement.filter(
      ({ Effect, Condition }: Json) => Effect === "Allow" && targetOf(Condition.ArnEquals["aws:SourceArn"]) === id,
    );
    expect(allowed).toHaveLength(1);
  }
});

test.each(flows)("the flow $id has exactly one rule, of exactly our source and its triggers", ({ id, triggers }) => {
  const own = rules.filter(({ Name }) => Name === `comeback-dev-flow-${id}`);
  expect(own.map(({ EventPattern }) => EventPattern)).toEqual([
    { source: [busSource], "detail-type": triggers.map(({ event }) => event), "replay-name": unlessCompared },
  ]);
  expect(nameOf(targetOf(own[0]?.["Targets"][0].Arn))).toBe("comeback-dev-enrolments");
});

test("a flow more in the registry is a rule more, with its alarm and its row of the dashboard", () => {
  const more = synthesise({}, [...flows, { id: "thank-you", triggers: [{ event: "order.updated" }] }]);
  const names = resourcesOf(more.app, "AWS::Events::Rule").map(({ Name }) => Name);
  expect(names).toHaveLength(rules.length + 1);
  expect(names).toContain("comeback-dev-flow-thank-you");
  const alarms = resourcesOf(more.watch, "AWS::CloudWatch::Alarm").map(({ AlarmName }) => AlarmName);
  expect(alarms).toContain("comeback-dev-flow-thank-you-undelivered");
  expect(JSON.stringify(more.watch.findResources("AWS::CloudWatch::Dashboard"))).toContain("## thank-you");
});

test("what SES tells of this stage's messages, and of no other, reaches the queue chores", () => {
  const [rule, ...others] = rules.filter(({ EventPattern }) => EventPattern.source.includes("aws.ses"));
  expect(others).toEqual([]);
  expect(rule?.["EventPattern"].detail.mail.tags).toEqual({ "ses:configuration-set": ["comeback-dev"] });
  expect(rule?.["EventBusName"]).toBeUndefined();
  expect(JSON.stringify(rule?.["Targets"])).toMatch(/chores/);
});

test("every event of the catalogue reaches exactly one queue besides the flows", () => {
  const own = rules.filter(
    ({ Name, EventPattern }) => !EventPattern.source.includes("aws.ses") && Name !== "comeback-dev-replay",
  );
  const fixed = own.filter(({ Name }) => !Name.startsWith("comeback-dev-flow-"));
  const routed = fixed.flatMap(({ EventPattern }) => EventPattern["detail-type"]);
  expect(routed.sort()).toEqual([...eventNames].sort());
  expect(fixed.map(({ EventPattern }) => EventPattern.source)).toEqual(fixed.map(() => [busSource]));
});

describe("a replay that is only compared with", () => {
  const onBus = rules.filter(({ EventBusName }) => EventBusName !== undefined);
  const [own, ...others] = onBus.filter(({ Name }) => Name === "comeback-dev-replay");

  test("reaches the queue that nothing but the command line reads, by the one rule for it", () => {
    expect(others).toEqual([]);
    expect(own?.["EventPattern"]).toEqual({ source: [busSource], "replay-name": [{ prefix: "what-if-" }] });
    expect(nameOf(targetOf(own?.["Targets"][0].Arn))).toBe("comeback-dev-replay");
    const sources = resourcesOf(app, "AWS::Lambda::EventSourceMapping").map(({ EventSourceArn }) =>
      nameOf(targetOf(EventSourceArn)),
    );
    expect(sources).not.toContain("comeback-dev-replay");
    expect(names("dev").replay("x").startsWith("what-if-")).toBe(true);
  });

  test.each(onBus.filter(({ Name }) => Name !== "comeback-dev-replay"))(
    "is not seen by the rule $Name, which sees what is new and what is replayed to be done again",
    ({ EventPattern }) => {
      expect(EventPattern["replay-name"]).toEqual(unlessCompared);
    },
  );

  test("leaves customers' data in its queue for a day at the most", () => {
    const queue = all.find(({ QueueName }) => QueueName === "comeback-dev-replay");
    expect(queue?.["MessageRetentionPeriod"]).toBe(24 * 3600);
    expect(nameOf(targetOf(queue?.["RedrivePolicy"].deadLetterTargetArn))).toBe("comeback-dev-replay-dead");
  });
});
