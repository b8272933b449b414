import { Duration } from "aws-cdk-lib";
import { MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import { metrics as catalogue, type MetricName } from "../shared/platform/metrics-catalogue.ts";
import { names } from "./names.ts";

type Statistic = "Sum" | "Maximum" | "Average" | "p50" | "p90" | "p99";

const metric = (
  namespace: string,
  metricName: string,
  dimensionsMap: Record<string, string>,
  statistic: Statistic,
): Metric => new Metric({ namespace, metricName, dimensionsMap, statistic, period: Duration.minutes(5) });

/** The metrics of one stage by the names of its resources, so that a dashboard or an alarm holds on to no resource. */
export const metricsOf = (stage: string) => {
  const name = names(stage);
  return {
    function: (of: string, metricName: "Errors" | "Invocations" | "Duration", statistic: Statistic) =>
      metric("AWS/Lambda", metricName, { FunctionName: name.function(of) }, statistic),
    /** Messages waiting, in numbers, or the age of the oldest, in seconds. */
    queue: (queueName: string, metricName: "ApproximateNumberOfMessagesVisible" | "ApproximateAgeOfOldestMessage") =>
      metric("AWS/SQS", metricName, { QueueName: queueName }, "Maximum"),
    /** A custom bus reports by bus and rule; the rule alone is one of the default bus. */
    rule: (ruleName: string, metricName: "MatchedEvents" | "FailedInvocations", bus: "own" | "default" = "own") =>
      metric(
        "AWS/Events",
        metricName,
        bus === "own" ? { EventBusName: name.bus, RuleName: ruleName } : { RuleName: ruleName },
        "Sum",
      ),
    schedules: (metricName: "InvocationAttemptCount" | "InvocationDroppedCount") =>
      metric("AWS/Scheduler", metricName, { ScheduleGroup: name.scheduleGroup }, "Sum"),
    api: (apiId: string, metricName: "Count" | "4xx" | "5xx" | "Latency", statistic: Statistic) =>
      metric("AWS/ApiGateway", metricName, { ApiId: apiId }, statistic),
    table: (metricName: "ConsumedWriteCapacityUnits" | "ConsumedReadCapacityUnits") =>
      metric("AWS/DynamoDB", metricName, { TableName: name.table }, "Sum"),
    email: (metricName: "Send" | "Bounce" | "Complaint" | "Reject") => metric("AWS/SES", metricName, {}, "Sum"),
    topic: (topicName: string, metricName: "NumberOfNotificationsFailed") =>
      metric("AWS/SNS", metricName, { TopicName: topicName }, "Sum"),
    /** A share of all mails of the account, from 0 to 1, as SES judges it. */
    reputation: (of: "Bounce" | "Complaint") => metric("AWS/SES", `Reputation.${of}Rate`, {}, "Average"),
    /** Of all functions of the account in this region, since they share its executions. */
    throttles: () => metric("AWS/Lambda", "Throttles", {}, "Sum"),
    texts: () => metric("AWS/SNS", "NumberOfMessagesPublished", { PhoneNumber: "PhoneNumberDirect" }, "Sum"),
    /** What the functions tell themselves, the whole stage together. */
    pipeline: (metricName: MetricName, statistic: Statistic = "Sum") =>
      metric("Comeback", metricName, { stage }, statistic),
    /** The same apart for each value of its dimensions, whichever there have been; for dashboards only. */
    pipelineByDimension: (metricName: MetricName, statistic: Statistic = "Sum") => {
      const dimensions: readonly string[] = catalogue[metricName].dimensions;
      const schema = ["Comeback", "stage", ...dimensions].join(",");
      return new MathExpression({
        expression: `SEARCH('{${schema}} MetricName="${metricName}" stage="${stage}"', '${statistic}', 300)`,
        label: dimensions.map((dimension) => `\${PROP('Dim.${dimension}')}`).join(" "),
        usingMetrics: {},
        period: Duration.minutes(5),
      });
    },
  };
};
