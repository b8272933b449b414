import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { SESClient } from "@aws-sdk/client-ses";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { countWaiting, inspectMail, inspectTexts, listAlarms, measureOldest } from "../../cli/doctor/aws.ts";
import { Instant } from "../../shared/events/instant.ts";
import { recordingClient } from "../platform/adapters/recording-client.ts";

const named = (name: string): Error => Object.assign(new Error(name), { name });
/** Answers each command by its name, in the form of the service. */
const answering = <Client>(answers: Readonly<Record<string, unknown>>) =>
  recordingClient<Client>((command) => {
    const answer = answers[command.constructor.name.replace(/Command$/, "")];
    if (answer instanceof Error) throw answer;
    return answer ?? {};
  });
const mail = (answers: Readonly<Record<string, unknown>>) =>
  inspectMail(answering<Pick<SESClient, "send">>(answers).client);

describe("what SES says", () => {
  test.each([
    ["enabled", { GetAccountSendingEnabled: { Enabled: true } }, true],
    ["stopped", { GetAccountSendingEnabled: { Enabled: false } }, false],
  ])("sending is %s", async (_what, answers, expected) => {
    expect(await mail(answers).sendingEnabled()).toBe(expected);
  });

  test("the quota is per day, per second, and what went out", async () => {
    const quota = { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 12 };
    expect(await mail({ GetSendQuota: quota }).quota()).toEqual({ perDay: 50_000, perSecond: 14, sent: 12 });
  });

  test("a configuration set is there, is not, or cannot be asked for", async () => {
    const has = (answer?: Error) =>
      mail(answer === undefined ? {} : { DescribeConfigurationSet: answer }).hasConfigurationSet("comeback-prod");
    expect(await has()).toBe(true);
    expect(await has(named("ConfigurationSetDoesNotExistException"))).toBe(false);
    await expect(has(named("AccessDenied"))).rejects.toThrow("AccessDenied");
  });

  test("an identity is told whole, and one that SES does not know as nothing", async () => {
    const ses = answering<Pick<SESClient, "send">>({
      GetIdentityVerificationAttributes: { VerificationAttributes: { "a.example": { VerificationStatus: "Success" } } },
      GetIdentityDkimAttributes: {
        DkimAttributes: { "a.example": { DkimEnabled: true, DkimVerificationStatus: "Pending", DkimTokens: [] } },
      },
      GetIdentityMailFromDomainAttributes: {
        MailFromDomainAttributes: { "a.example": { MailFromDomain: "b.a.example", MailFromDomainStatus: "Success" } },
      },
    });
    expect(await inspectMail(ses.client).identity("a.example")).toEqual({
      verification: "Success",
      dkim: "Pending",
      mailFrom: { domain: "b.a.example", status: "Success" },
    });
    expect(ses.inputs()).toEqual(Array(3).fill({ Identities: ["a.example"] }));
    expect(await inspectMail(ses.client).identity("b.example")).toEqual({
      verification: undefined,
      dkim: undefined,
      mailFrom: undefined,
    });
  });
});

describe("what SNS says of texts", () => {
  const texts = (answers: Readonly<Record<string, unknown>>) =>
    inspectTexts(answering<Pick<SNSClient, "send">>(answers).client);

  test.each([
    ["50", 50],
    ["", undefined],
    [undefined, undefined],
  ])("a spend limit of %p is %p dollars", async (limit, dollars) => {
    expect(await texts({ GetSMSAttributes: { attributes: { MonthlySpendLimit: limit } } }).spendLimit()).toBe(dollars);
  });

  test("whether they are in the sandbox", async () => {
    expect(await texts({ GetSMSSandboxAccountStatus: { IsInSandbox: true } }).inSandbox()).toBe(true);
    expect(await texts({ GetSMSSandboxAccountStatus: { IsInSandbox: false } }).inSandbox()).toBe(false);
  });
});

test("SQS says how many messages wait, or that there is no such queue", async () => {
  const url = { GetQueueUrl: { QueueUrl: "https://sqs.example/q" } };
  const waits = (answers: Readonly<Record<string, unknown>>) =>
    countWaiting(answering<Pick<SQSClient, "send">>(answers).client)("comeback-prod-facts");
  expect(await waits({ ...url, GetQueueAttributes: { Attributes: { ApproximateNumberOfMessages: "7" } } })).toBe(7);
  expect(await waits({ GetQueueUrl: named("QueueDoesNotExist") })).toBeUndefined();
  await expect(waits({ GetQueueUrl: named("AccessDenied") })).rejects.toThrow("AccessDenied");
});

describe("what CloudWatch says", () => {
  const now = () => Instant.parse("2026-11-02T15:00:00.000Z");

  test("the age of the oldest message is the latest that was measured in a quarter of an hour", async () => {
    const measured = [
      { Timestamp: new Date("2026-11-02T14:55:00Z"), Maximum: 900 },
      { Timestamp: new Date("2026-11-02T14:50:00Z"), Maximum: 600 },
    ];
    const watch = answering<Pick<CloudWatchClient, "send">>({ GetMetricStatistics: { Datapoints: measured } });
    expect(await measureOldest(watch.client, now)("comeback-prod-wakes")).toBe(900);
    expect(watch.inputs()[0]).toMatchObject({
      MetricName: "ApproximateAgeOfOldestMessage",
      Dimensions: [{ Name: "QueueName", Value: "comeback-prod-wakes" }],
      StartTime: new Date("2026-11-02T14:45:00Z"),
      EndTime: new Date("2026-11-02T15:00:00Z"),
    });
    const silent = answering<Pick<CloudWatchClient, "send">>({});
    expect(await measureOldest(silent.client, now)("comeback-prod-wakes")).toBeUndefined();
  });

  test("every alarm of the stage that goes off is told, from every page", async () => {
    const alarm = (AlarmName: string) => ({
      ...{ AlarmName, AlarmDescription: "Hurts.", StateUpdatedTimestamp: new Date("2026-11-02T14:00:00Z") },
    });
    const watch = recordingClient<Pick<CloudWatchClient, "send">>((_command, call) =>
      call === 1 ? { MetricAlarms: [alarm("a")], NextToken: "more" } : { MetricAlarms: [alarm("b")] },
    );
    expect((await listAlarms(watch.client)("comeback-prod-")).map(({ name, since }) => `${name} ${since}`)).toEqual([
      "a 2026-11-02T14:00:00.000Z",
      "b 2026-11-02T14:00:00.000Z",
    ]);
    expect(watch.inputs()).toMatchObject([
      { AlarmNamePrefix: "comeback-prod-", StateValue: "ALARM" },
      { NextToken: "more" },
    ]);
  });
});
