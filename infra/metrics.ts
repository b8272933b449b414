import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { names } from "./names.ts";

type Statistic = "Sum" | "Maximum" | "Average" | "p99";

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
    texts: () => metric("AWS/SNS", "NumberOfMessagesPublished", { PhoneNumber: "PhoneNumberDirect" }, "Sum"),
    /** What the functions count themselves. */
    pipeline: (metricName: string) => metric("Comeback", metricName, { stage }, "Sum"),
  };
};
