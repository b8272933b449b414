import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  type Metric,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { alarms as pipelineAlarms, isAlarmName } from "../../shared/platform/alarms.ts";
import type { MeasureName, MetricName } from "../../shared/platform/metrics-catalogue.ts";
import { queues } from "../../shared/platform/queues.ts";
import { fixedRoutes, type Triggered } from "../../shared/platform/routes.ts";
import { consumers, publicPages, receiveWebhook, sweep } from "../functions.ts";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";

export type WayOfAnEventProps = {
  readonly apiId: string;
  readonly flows: readonly Triggered[];
  readonly alarms: AlarmBook;
};

/** A graph a sixth wide. */
const sixth = (title: string, left: readonly IMetric[]): IWidget =>
  new GraphWidget({ title, left: [...left], width: 4, height: 6, leftYAxis: { min: 0 } });

/** Each line under the name it has in the title's context. */
const labelled = (metrics: Readonly<Record<string, Metric>>): readonly Metric[] =>
  Object.entries(metrics).map(([label, metric]) => metric.with({ label }));

const lines = (labels: readonly string[], metricOf: (label: string) => Metric): readonly Metric[] =>
  labelled(Object.fromEntries(labels.map((label) => [label, metricOf(label)])));

/**
 * The dashboard. Its rows are what happened, what waits, how long each step took and what went wrong; each is read from left
 * to right as an event travels, from the shop to the customer.
 */
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
    const by = (metric: MetricName) => [metrics.pipelineByDimension(metric)];
    const spread = (metric: MeasureName) =>
      labelled({ "half of them": metrics.pipeline(metric, "p50"), "99 of 100": metrics.pipeline(metric, "p99") });
    const dashboard = new Dashboard(this, "Dashboard", { dashboardName: name.dashboard });
    dashboard.addWidgets(new AlarmStatusWidget({ title: "Alarms", alarms: alarms.alarms, width: 24, height: 4 }));
    dashboard.addWidgets(
      sixth("1 Webhooks by topic and answer", by("webhook")),
      sixth(
        "2 Events on the bus",
        lines(rules, (rule) => metrics.rule(name.rule(rule), "MatchedEvents")),
      ),
      sixth("3 Facts by type", by("fact")),
      sixth("4 Decisions by reason", by("decision")),
      sixth("5 Messages by state", by("send")),
      sixth("6 Mails by what SES tells", by("mail-report")),
    );
    dashboard.addWidgets(
      sixth(
        "Requests",
        labelled({
          all: metrics.api(apiId, "Count", "Sum"),
          "4xx": metrics.api(apiId, "4xx", "Sum"),
          "5xx": metrics.api(apiId, "5xx", "Sum"),
        }),
      ),
      sixth(
        "Messages waiting",
        lines(queueNames, (queue) => metrics.queue(name.queue(queue), "ApproximateNumberOfMessagesVisible")),
      ),
      sixth(
        "Invocations",
        lines(functions, (of) => metrics.function(of, "Invocations", "Sum")),
      ),
      sixth(
        "Wakes of the scheduler",
        labelled({
          fired: metrics.schedules("InvocationAttemptCount"),
          dropped: metrics.schedules("InvocationDroppedCount"),
        }),
      ),
      sixth("Sent (whole account)", labelled({ emails: metrics.email("Send"), texts: metrics.texts() })),
      sixth(
        "Capacity units",
        labelled({
          written: metrics.table("ConsumedWriteCapacityUnits"),
          read: metrics.table("ConsumedReadCapacityUnits"),
        }),
      ),
    );
    dashboard.addWidgets(
      sixth(
        "Time to answer, ms",
        labelled({
          api: metrics.api(apiId, "Latency", "p99"),
          [receiveWebhook.name]: metrics.function(receiveWebhook.name, "Duration", "p99"),
        }),
      ),
      sixth(
        "Oldest message, s",
        lines(queueNames, (queue) => metrics.queue(name.queue(queue), "ApproximateAgeOfOldestMessage")),
      ),
      sixth("Webhook to fact, s", spread("fact-lag")),
      sixth("Wakes late by, s", spread("wake-lag")),
      sixth("Hand-over to sent, s", spread("send-lag")),
      sixth("Complaint rate by store, %", [metrics.pipelineByDimension("complaint-rate", "Maximum")]),
    );
    dashboard.addWidgets(
      sixth(
        "Errors",
        lines(functions, (of) => metrics.function(of, "Errors", "Sum")),
      ),
      sixth("Functions turned away (whole account)", labelled({ throttled: metrics.throttles() })),
      sixth(
        "What wakes somebody",
        Object.keys(pipelineAlarms)
          .filter(isAlarmName)
          .map((metric) => metrics.pipeline(metric).with({ label: metric })),
      ),
      sixth(
        "Unknown, refused, put off",
        labelled({
          unknown: metrics.pipeline("send-unknown"),
          refused: metrics.pipeline("send-failed"),
          "put off": metrics.pipeline("send-throttled"),
        }),
      ),
      sixth(
        "Not delivered (whole account)",
        labelled({
          bounces: metrics.email("Bounce"),
          complaints: metrics.email("Complaint"),
          rejects: metrics.email("Reject"),
        }),
      ),
      sixth(
        "Reputation at SES (whole account)",
        labelled({ bounces: metrics.reputation("Bounce"), complaints: metrics.reputation("Complaint") }),
      ),
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
