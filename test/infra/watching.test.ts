import { alarms as pipelineAlarms } from "../../shared/platform/alarms.ts";
import { metrics } from "../../shared/platform/metrics-catalogue.ts";
import { queues } from "../../shared/platform/queues.ts";
import { resourcesOf, synthesise, targetOf, type Json } from "./support/synthesise.ts";

const { app, watch } = synthesise({ alertMail: "ops@shop.example" });
const alarms = resourcesOf(watch, "AWS::CloudWatch::Alarm");
const [topic] = resourcesOf(watch, "AWS::SNS::Topic");
const alarmOn = (metric: string, dimension: string) =>
  alarms.filter(({ MetricName, Dimensions }) => MetricName === metric && Dimensions?.[0]?.Value === dimension);

test.each(alarms)("$AlarmName says who is hurt and where the runbook has it", ({ AlarmDescription }) => {
  const [, hurt] = /^(.*) What to do: docs\/runbook\.md#[\w-]+$/.exec(AlarmDescription) ?? [];
  expect(hurt).toMatch(/customer|shop|store/i);
});

test.each(alarms)("$AlarmName tells the topic when it goes off and when it is over", ({ AlarmActions, OKActions }) => {
  expect([...AlarmActions, ...OKActions].map(targetOf)).toEqual([topic?.id, topic?.id]);
});

test.each(Object.entries(pipelineAlarms))("the metric %s has its alarm with its text", (name, { hurt }) => {
  const [alarm, ...others] = alarms.filter(({ MetricName }) => MetricName === name);
  expect(others).toEqual([]);
  expect(alarm).toMatchObject({ Namespace: "Comeback", Dimensions: [{ Name: "stage", Value: "dev" }], Threshold: 1 });
  expect(alarm?.["AlarmDescription"]).toContain(hurt);
});

test.each(resourcesOf(app, "AWS::Lambda::Function"))("errors of $FunctionName raise an alarm", ({ FunctionName }) => {
  expect(alarmOn("Errors", FunctionName)).toHaveLength(1);
});

test.each(Object.keys(queues))("the queue %s raises an alarm when it is late", (name) => {
  expect(alarmOn("ApproximateAgeOfOldestMessage", `comeback-dev-${name}`)).toHaveLength(1);
});

test.each([...Object.keys(queues), "sweep", "replay"])("the first dead letter of %s raises an alarm", (name) => {
  expect(alarmOn("ApproximateNumberOfMessagesVisible", `comeback-dev-${name}-dead`)).toEqual([
    expect.objectContaining({ Threshold: 1, ComparisonOperator: "GreaterThanOrEqualToThreshold" }),
  ]);
});

test.each(resourcesOf(app, "AWS::Events::Rule"))("the rule $Name raises an alarm when it can't deliver", ({ Name }) => {
  const own = alarms.filter(({ Dimensions }) => Dimensions?.some(({ Value }: Json) => Value === Name));
  expect(own.map(({ MetricName }) => MetricName)).toContain("FailedInvocations");
});

test("an alert that does not reach support raises an alarm", () => {
  expect(alarmOn("NumberOfNotificationsFailed", "comeback-dev-support")).toEqual([
    expect.objectContaining({ Threshold: 1, Period: 300, TreatMissingData: "notBreaching" }),
  ]);
});

test("a sweep that does not run raises an alarm, since silence is its failure", () => {
  expect(alarms.find(({ AlarmName }) => AlarmName === "comeback-dev-sweep-silent")).toMatchObject({
    MetricName: "Invocations",
    ComparisonOperator: "LessThanThreshold",
    TreatMissingData: "breaching",
  });
});

test("the alerts are encrypted under a key that CloudWatch may use", () => {
  const [key] = resourcesOf(watch, "AWS::KMS::Key");
  expect(targetOf(topic?.["KmsMasterKeyId"])).toBe(key?.id);
  expect(key?.["EnableKeyRotation"]).toBe(true);
  expect(key?.["KeyPolicy"].Statement).toContainEqual(
    expect.objectContaining({
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    }),
  );
});

test("the alerts topic takes TLS only, and lets CloudWatch publish", () => {
  const [policy] = resourcesOf(watch, "AWS::SNS::TopicPolicy");
  expect(policy?.["PolicyDocument"].Statement).toEqual([
    expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    expect.objectContaining({
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
    }),
  ]);
});

test("the operator is subscribed when there is an address, and nobody otherwise", () => {
  expect(resourcesOf(watch, "AWS::SNS::Subscription")).toEqual([
    expect.objectContaining({ Protocol: "email", Endpoint: "ops@shop.example" }),
  ]);
  expect(resourcesOf(synthesise().watch, "AWS::SNS::Subscription")).toEqual([]);
});

test("a wake that comes a quarter of an hour late raises an alarm", () => {
  expect(alarms.find(({ AlarmName }) => AlarmName === "comeback-dev-wake-lag")).toMatchObject({
    MetricName: "wake-lag",
    Namespace: "Comeback",
    ExtendedStatistic: "p90",
    Threshold: 900,
    Period: 900,
  });
});

test("an alarm comes before SES reviews the account for its bounces or complaints", () => {
  const found = alarms.filter(({ Namespace }) => Namespace === "AWS/SES");
  expect(found.map(({ MetricName, Threshold }) => [MetricName, Threshold])).toEqual([
    ["Reputation.BounceRate", 0.05],
    ["Reputation.ComplaintRate", 0.001],
  ]);
});

describe("the dashboard", () => {
  const [dashboard] = resourcesOf(watch, "AWS::CloudWatch::Dashboard");
  const text: string = JSON.stringify(dashboard?.["DashboardBody"]);

  test("reads from left to right as an event travels", () => {
    const steps = [...text.matchAll(/title[^A-Za-z0-9]+(\d) ([A-Za-z]+)/g)].map(
      ([, number, word]) => `${number} ${word}`,
    );
    expect(steps).toEqual(["1 Webhooks", "2 Events", "3 Facts", "4 Decisions", "5 Messages", "6 Mails"]);
  });

  test.each(["webhook", "fact", "decision", "send", "mail-report", "complaint-rate"] as const)(
    "shows %s apart for each value of its dimensions",
    (name) => {
      const schema = ["Comeback", "stage", ...metrics[name].dimensions].join(",");
      expect(text).toContain(`{${schema}} MetricName=`);
    },
  );

  test.each([...Object.keys(pipelineAlarms), "wake-lag", "fact-lag", "send-lag"])("shows %s", (name) => {
    expect(text).toContain(name);
  });
});
