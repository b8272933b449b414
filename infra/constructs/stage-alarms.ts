import { Duration } from "aws-cdk-lib";
import { alarms as pipelineAlarms, isAlarmName, wakeLagAlarm } from "../../shared/platform/alarms.ts";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";

/**
 * The alarms of no resource that this app makes: those of what the functions count, and of what the account's other parts
 * say. From 5 % bounces or 0.1 % complaints on SES reviews an account, and may stop it
 * (https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html).
 */
export const addStageAlarms = (alarms: AlarmBook): void => {
  const { stage } = alarms;
  const metrics = metricsOf(stage);
  for (const name of Object.keys(pipelineAlarms).filter(isAlarmName))
    alarms.add(name, pipelineAlarms[name], { metric: metrics.pipeline(name), atLeast: 1 });
  alarms.add("wake-lag", wakeLagAlarm, {
    metric: metrics.pipeline("wake-lag", "p90").with({ period: Duration.minutes(15) }),
    atLeast: 900,
  });
  alarms.add(
    "functions-throttled",
    {
      hurt: "Every customer: the account has no executions left, so webhooks and pages are turned away and messages wait.",
      runbook: "Functions are turned away",
    },
    { metric: metrics.throttles(), atLeast: 5, periods: 2 },
  );
  const reputation = {
    hurt: "Every store's customers: SES will soon review the account for it, and may stop all mail, receipts too.",
    runbook: "SES may stop the account",
  };
  const hourly = (of: "Bounce" | "Complaint") => metrics.reputation(of).with({ period: Duration.hours(1) });
  alarms.add("reputation-bounces", reputation, { metric: hourly("Bounce"), atLeast: 0.05 });
  alarms.add("reputation-complaints", reputation, { metric: hourly("Complaint"), atLeast: 0.001 });
  alarms.add(
    "archive-incomplete",
    {
      hurt: "Customers, should a function ever turn out to have been wrong: a replay would miss their events.",
      runbook: "The archive misses events",
    },
    {
      // The rule that EventBridge itself makes for an archive.
      metric: metrics.rule(`Events-Archive-comeback-${stage}`, "FailedInvocations"),
      atLeast: 1,
    },
  );
  alarms.add(
    "support-unreached",
    {
      hurt: "Customers who complained: support was not told of it, so nobody may be answering them.",
      runbook: "An alert does not reach support",
    },
    { metric: metrics.topic(names(stage).support, "NumberOfNotificationsFailed"), atLeast: 1 },
  );
};
