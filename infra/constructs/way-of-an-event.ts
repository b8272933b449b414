import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IWidget,
  type Metric,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { alarms as pipelineAlarms } from "../../shared/platform/alarms.ts";
import { queues } from "../../shared/platform/queues.ts";
import { consumers, publicPages, receiveWebhook, sweep } from "../functions.ts";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";
import { fixedRoutes, type Triggered } from "../../shared/platform/routes.ts";

export type WayOfAnEventProps = {
  readonly apiId: string;
  readonly flows: readonly Triggered[];
  readonly alarms: AlarmBook;
};

/** A graph a sixth wide, each of its lines under the name it has in the title's context. */
const sixth = (title: string, lines: Readonly<Record<string, Metric>>): IWidget =>
  new GraphWidget({
    title,
    left: Object.entries(lines).map(([label, metric]) => metric.with({ label })),
    width: 4,
    height: 6,
    leftYAxis: { min: 0 },
  });

const lines = (labels: readonly string[], metricOf: (label: string) => Metric): Record<string, Metric> =>
  Object.fromEntries(labels.map((label) => [label, metricOf(label)]));

/** The dashboard: each row is read from left to right as an event travels, from the shop to the customer. */
export class WayOfAnEvent extends Construct {
  constructor(scope: Construct, id: string, { apiId, flows, alarms }: WayOfAnEventProps) {
    super(scope, id);
    const { stage } = alarms;
    const name = names(stage);
    const metrics = metricsOf(stage);
    const functions = [
      receiveWebhook.name,
      ...Object.values(consumers).map(({ consumer }) => consumer),
      publicPages.name,
      sweep.name,
    ];
    const queueNames = Object.keys(queues);
    const rules = fixedRoutes.map((route) => route.name);
    const dashboard = new Dashboard(this, "Dashboard", { dashboardName: name.dashboard });
    dashboard.addWidgets(new AlarmStatusWidget({ title: "Alarms", alarms: alarms.alarms, width: 24, height: 4 }));
    dashboard.addWidgets(
      sixth("1 Requests", {
        all: metrics.api(apiId, "Count", "Sum"),
        "4xx": metrics.api(apiId, "4xx", "Sum"),
        "5xx": metrics.api(apiId, "5xx", "Sum"),
      }),
      sixth(
        "2 Events on the bus",
        lines(rules, (rule) => metrics.rule(name.rule(rule), "MatchedEvents")),
      ),
      sixth(
        "3 Messages waiting",
        lines(queueNames, (queue) => metrics.queue(name.queue(queue), "ApproximateNumberOfMessagesVisible")),
      ),
      sixth(
        "4 Invocations",
        lines(functions, (of) => metrics.function(of, "Invocations", "Sum")),
      ),
      sixth("5 Wakes", {
        fired: metrics.schedules("InvocationAttemptCount"),
        dropped: metrics.schedules("InvocationDroppedCount"),
      }),
      sixth("6 Sent (whole account)", { emails: metrics.email("Send"), texts: metrics.texts() }),
    );
    dashboard.addWidgets(
      sixth("Time to answer, ms", {
        api: metrics.api(apiId, "Latency", "p99"),
        [receiveWebhook.name]: metrics.function(receiveWebhook.name, "Duration", "p99"),
      }),
      sixth("Capacity units", {
        written: metrics.table("ConsumedWriteCapacityUnits"),
        read: metrics.table("ConsumedReadCapacityUnits"),
      }),
      sixth(
        "Oldest message, s",
        lines(queueNames, (queue) => metrics.queue(name.queue(queue), "ApproximateAgeOfOldestMessage")),
      ),
      sixth(
        "Errors",
        lines(functions, (of) => metrics.function(of, "Errors", "Sum")),
      ),
      sixth(
        "Counted by the functions",
        lines(Object.keys(pipelineAlarms), (metric) => metrics.pipeline(metric)),
      ),
      sixth("Not delivered (whole account)", {
        bounces: metrics.email("Bounce"),
        complaints: metrics.email("Complaint"),
        rejects: metrics.email("Reject"),
      }),
    );
    for (const { id: flow, triggers } of flows) {
      const rule = name.rule(`flow-${flow}`);
      dashboard.addWidgets(
        new TextWidget({
          markdown: `## ${flow}\nwoken by ${triggers.map(({ event }) => `\`${event}\``).join(", ")}`,
          width: 4,
          height: 4,
        }),
        new GraphWidget({
          title: `Events that may start ${flow}`,
          left: [
            metrics.rule(rule, "MatchedEvents").with({ label: "matched" }),
            metrics.rule(rule, "FailedInvocations").with({ label: "not delivered" }),
          ],
          width: 20,
          height: 4,
        }),
      );
    }
  }
}
