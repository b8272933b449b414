import { readFileSync } from "node:fs";
import { join } from "node:path";
import { anchorOf } from "../../infra/constructs/alarm-book.ts";
import { alarms as pipelineAlarms } from "../../shared/platform/alarms.ts";
import { queues } from "../../shared/platform/queues.ts";
import { flows } from "../../shared/flows/registry.ts";
import { resourcesOf, root, synthesise, targetOf, type Json } from "./support/synthesise.ts";

const { app, data, watch } = synthesise({ alertEmail: "ops@shop.example" });
const alarms = resourcesOf(watch, "AWS::CloudWatch::Alarm");
const [topic] = resourcesOf(watch, "AWS::SNS::Topic");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const anchors = new Set(
  read("docs/runbook.md")
    .split("\n")
    .filter((line) => line.startsWith("## "))
    .map((line) => anchorOf(line.slice(3))),
);
const alarmOn = (metric: string, dimension: string) =>
  alarms.filter(({ MetricName, Dimensions }) => MetricName === metric && Dimensions[0]?.Value === dimension);

test.each(alarms)("$AlarmName says who is hurt and where the runbook has it", ({ AlarmDescription }) => {
  const [, hurt, anchor] = /^(.*) What to do: docs\/runbook\.md#([\w-]+)$/.exec(AlarmDescription) ?? [];
  expect(hurt).toMatch(/customer|shop|store/i);
  expect(anchors).toContain(anchor);
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

test.each([...Object.keys(queues), "sweep"])("the first dead letter of %s raises an alarm", (name) => {
  expect(alarmOn("ApproximateNumberOfMessagesVisible", `comeback-dev-${name}-dead`)).toEqual([
    expect.objectContaining({ Threshold: 1, ComparisonOperator: "GreaterThanOrEqualToThreshold" }),
  ]);
});

test.each(resourcesOf(app, "AWS::Events::Rule"))("the rule $Name raises an alarm when it can't deliver", ({ Name }) => {
  const own = alarms.filter(({ Dimensions }) => Dimensions.some(({ Value }: Json) => Value === Name));
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

test("docs/deploy.md states what the templates cost while idle", () => {
  const count = (type: string) =>
    [app, data, watch].reduce((sum, template) => sum + resourcesOf(template, type).length, 0);
  const lines = [
    { what: "alarms", number: alarms.length - flows.length, each: 0.1 },
    { what: "dashboard", number: count("AWS::CloudWatch::Dashboard"), each: 3 },
    { what: "encryption key", number: count("AWS::KMS::Key"), each: 1 },
    { what: "secret", number: count("AWS::SecretsManager::Secret"), each: 0.4 },
  ];
  const rows = read("docs/deploy.md")
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  for (const { what, number, each } of lines)
    expect(rows).toContainEqual(["", what, String(number), each.toFixed(2), (number * each).toFixed(2), ""]);
  const polls = { number: resourcesOf(app, "AWS::Lambda::EventSourceMapping").length, each: 0.26 };
  expect(rows).toContainEqual([
    "",
    "queue that Lambda polls",
    String(polls.number),
    "0.26",
    (polls.number * polls.each).toFixed(2),
    "",
  ]);
  const total = [...lines, polls].reduce((sum, { number, each }) => sum + number * each, 0);
  expect(rows).toContainEqual(["", "**together**", "", "", `**${total.toFixed(2)}**`, ""]);
});
