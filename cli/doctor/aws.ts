import { resolveMx, resolveTxt } from "node:dns/promises";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
  GetMetricStatisticsCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  DescribeConfigurationSetCommand,
  GetAccountSendingEnabledCommand,
  GetIdentityDkimAttributesCommand,
  GetIdentityMailFromDomainAttributesCommand,
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
  SESClient,
} from "@aws-sdk/client-ses";
import { GetSMSAttributesCommand, GetSMSSandboxAccountStatusCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Instant } from "../../shared/events/instant.ts";
import { listStores, readSettings } from "../../shared/store/stores.ts";
import type { Stage } from "../stage.ts";
import type { Alarm, Inspected } from "./inspected.ts";

const isCalled = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && (names.includes(error.name) || ("code" in error && names.includes(String(error.code))));

/** What is found, or `none` where the service says by one of these errors that there is none. */
const orNone = async <T, N>(ask: () => Promise<T>, none: N, ...names: readonly string[]): Promise<T | N> => {
  try {
    return await ask();
  } catch (error) {
    if (isCalled(error, ...names)) return none;
    throw error;
  }
};

export const inspectMail = (ses: Pick<SESClient, "send">): Inspected["mail"] => ({
  sendingEnabled: async () => (await ses.send(new GetAccountSendingEnabledCommand())).Enabled === true,
  quota: async () => {
    const { Max24HourSend = 0, MaxSendRate = 0, SentLast24Hours = 0 } = await ses.send(new GetSendQuotaCommand());
    return { perDay: Max24HourSend, perSecond: MaxSendRate, sent: SentLast24Hours };
  },
  hasConfigurationSet: (name) =>
    orNone(
      async () => {
        await ses.send(new DescribeConfigurationSetCommand({ ConfigurationSetName: name }));
        return true;
      },
      false,
      "ConfigurationSetDoesNotExistException",
      "ConfigurationSetDoesNotExist",
    ),
  identity: async (name) => {
    const asked = { Identities: [name] };
    const verified = await ses.send(new GetIdentityVerificationAttributesCommand(asked));
    const signed = await ses.send(new GetIdentityDkimAttributesCommand(asked));
    const returned = await ses.send(new GetIdentityMailFromDomainAttributesCommand(asked));
    const dkim = signed.DkimAttributes?.[name];
    const { MailFromDomain: domain = "", MailFromDomainStatus: status = "" } =
      returned.MailFromDomainAttributes?.[name] ?? {};
    return {
      verification: verified.VerificationAttributes?.[name]?.VerificationStatus,
      dkim: dkim?.DkimEnabled === true ? dkim.DkimVerificationStatus : undefined,
      mailFrom: domain === "" ? undefined : { domain, status },
    };
  },
});

export const inspectTexts = (sns: Pick<SNSClient, "send">): Inspected["texts"] => ({
  inSandbox: async () => (await sns.send(new GetSMSSandboxAccountStatusCommand())).IsInSandbox === true,
  spendLimit: async () => {
    const { attributes } = await sns.send(new GetSMSAttributesCommand({ attributes: ["MonthlySpendLimit"] }));
    const limit = attributes?.["MonthlySpendLimit"];
    return limit === undefined || limit === "" ? undefined : Number(limit);
  },
});

export const countWaiting = (sqs: Pick<SQSClient, "send">) => (name: string) =>
  orNone(
    async () => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
      const asked = { QueueUrl, AttributeNames: ["ApproximateNumberOfMessages" as const] };
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
      return Number(Attributes?.ApproximateNumberOfMessages);
    },
    undefined,
    "QueueDoesNotExist",
    "AWS.SimpleQueueService.NonExistentQueue",
  );

const lately = 15 * 60_000;

/** The age of the oldest message is no attribute of a queue: only its metric tells. */
export const measureOldest =
  (cloudWatch: Pick<CloudWatchClient, "send">, now: () => Instant) =>
  async (QueueName: string): Promise<number | undefined> => {
    const EndTime = new Date(now());
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: "AWS/SQS",
        MetricName: "ApproximateAgeOfOldestMessage",
        Dimensions: [{ Name: "QueueName", Value: QueueName }],
        StartTime: new Date(EndTime.getTime() - lately),
        EndTime,
        Period: 300,
        Statistics: ["Maximum"],
      }),
    );
    const latest = Datapoints.toSorted((a, b) => Number(a.Timestamp) - Number(b.Timestamp)).at(-1);
    return latest?.Maximum;
  };

export const listAlarms =
  (cloudWatch: Pick<CloudWatchClient, "send">): Inspected["alarms"] =>
  async (AlarmNamePrefix) => {
    const found: Alarm[] = [];
    let NextToken: string | undefined;
    do {
      const page: DescribeAlarmsCommandOutput = await cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNamePrefix, StateValue: "ALARM", NextToken }),
      );
      for (const {
        AlarmName: name = "",
        AlarmDescription: description = "",
        StateUpdatedTimestamp,
      } of page.MetricAlarms ?? [])
        found.push({ name, description, since: StateUpdatedTimestamp?.toISOString() });
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return found;
  };

const addressesSentFrom = async (table: Stage["table"]) => {
  const ids = await listStores(table);
  const settings = await Promise.all(ids.map((id) => readSettings(table, id)));
  return settings.flatMap((store) => (store === undefined ? [] : [{ store: store.id, from: store.brand.from.email }]));
};

const absent = ["ENOTFOUND", "ENODATA"];

/** Looks with the caller's own credentials, in their region. */
export const inspectAws = (
  { table, now }: Pick<Stage, "table" | "now">,
  cloudWatch: Pick<CloudWatchClient, "send"> = new CloudWatchClient(),
): Inspected => ({
  senders: () => addressesSentFrom(table),
  mail: inspectMail(new SESClient()),
  texts: inspectTexts(new SNSClient()),
  waiting: countWaiting(new SQSClient()),
  oldest: measureOldest(cloudWatch, now),
  alarms: listAlarms(cloudWatch),
  dns: {
    txt: async (name) => (await orNone(() => resolveTxt(name), [], ...absent)).map((pieces) => pieces.join("")),
    mx: async (name) => (await orNone(() => resolveMx(name), [], ...absent)).map(({ exchange }) => exchange),
  },
  status: async (url) => (await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) })).status,
});
