import { resourcesOf, synthesise, targetOf } from "./support/synthesise.ts";

const { app, watch } = synthesise();
const [topic] = resourcesOf(app, "AWS::SNS::Topic");
const [key] = resourcesOf(app, "AWS::KMS::Key");
const [policy] = resourcesOf(app, "AWS::SNS::TopicPolicy");
const queueOf = (name: string) => resourcesOf(app, "AWS::SQS::Queue").find(({ QueueName }) => QueueName === name)?.id;
const services = ["sms-voice", "ses"];

test("the topic of texts is encrypted under a key that its publishers may use, in the name of this account only", () => {
  expect(topic?.["TopicName"]).toBe("comeback-dev-inbound");
  expect(targetOf(topic?.["KmsMasterKeyId"])).toBe(key?.id);
  expect(key?.["EnableKeyRotation"]).toBe(true);
  for (const service of services)
    expect(key?.["KeyPolicy"].Statement).toContainEqual(
      expect.objectContaining({
        Principal: { Service: `${service}.amazonaws.com` },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Condition: expect.objectContaining({ StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } }),
      }),
    );
});

test("the topic of texts takes TLS only, and lets nobody publish but the two services, for this account", () => {
  const [deny, ...allow] = policy?.["PolicyDocument"].Statement ?? [];
  expect(deny).toMatchObject({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } });
  expect(allow).toEqual(
    services.map((service) =>
      expect.objectContaining({
        Effect: "Allow",
        Principal: { Service: `${service}.amazonaws.com` },
        Action: "sns:Publish",
        Condition: expect.objectContaining({ StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } }),
      }),
    ),
  );
});

test("what comes in on the topic reaches the queue chores in its envelope, or its dead letters", () => {
  const [subscription, ...others] = resourcesOf(app, "AWS::SNS::Subscription");
  expect(others).toEqual([]);
  expect(subscription).toMatchObject({ Protocol: "sqs", RawMessageDelivery: false });
  expect(targetOf(subscription?.["TopicArn"])).toBe(topic?.id);
  expect(targetOf(subscription?.["Endpoint"])).toBe(queueOf("comeback-dev-chores"));
  expect(targetOf(subscription?.["RedrivePolicy"].deadLetterTargetArn)).toBe(queueOf("comeback-dev-chores-dead"));
});

test.each(["comeback-dev-chores", "comeback-dev-chores-dead"])("the topic may put messages into %s", (name) => {
  const queuePolicy = resourcesOf(app, "AWS::SQS::QueuePolicy").find(
    ({ Queues }) => targetOf(Queues[0]) === queueOf(name),
  );
  expect(queuePolicy?.["PolicyDocument"].Statement).toContainEqual(
    expect.objectContaining({
      Effect: "Allow",
      Action: "sqs:SendMessage",
      Principal: { Service: "sns.amazonaws.com" },
      Condition: { ArnEquals: { "aws:SourceArn": { Ref: topic?.id } } },
    }),
  );
});

test("a text that does not reach us raises an alarm", () => {
  const alarms = resourcesOf(watch, "AWS::CloudWatch::Alarm");
  expect(alarms.find(({ AlarmName }) => AlarmName === "comeback-dev-inbound-undelivered")).toMatchObject({
    MetricName: "NumberOfNotificationsFailed",
    Dimensions: [{ Name: "TopicName", Value: "comeback-dev-inbound" }],
    Threshold: 1,
  });
});

test("SES tells everything that settles a message, and rewrites none for the sake of opens and clicks", () => {
  const [destination] = resourcesOf(app, "AWS::SES::ConfigurationSetEventDestination");
  expect(destination?.["EventDestination"].MatchingEventTypes).toEqual([
    "send",
    "delivery",
    "bounce",
    "complaint",
    "reject",
    "renderingFailure",
    "deliveryDelay",
  ]);
});

test("run-chore may text, tell support, and is told where the pages are", () => {
  const chore = resourcesOf(app, "AWS::Lambda::Function").find(
    ({ FunctionName }) => FunctionName === "comeback-dev-run-chore",
  );
  expect(Object.keys(chore?.["Environment"].Variables)).toEqual(
    expect.arrayContaining(["SUPPORT_TOPIC_ARN", "PUBLIC_URL", "TABLE_NAME", "SECRET_ID"]),
  );
});
