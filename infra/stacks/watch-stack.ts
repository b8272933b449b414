import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { alarms as pipelineAlarms } from "../../shared/platform/alarms.ts";
import { AlarmBook } from "../constructs/alarm-book.ts";
import { AlertsTopic } from "../constructs/alerts-topic.ts";
import { WayOfAnEvent } from "../constructs/way-of-an-event.ts";
import type { Triggered } from "../../shared/platform/routes.ts";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { Settings } from "../settings.ts";

/** Who watches: the alarms of all three stacks, where they go, and the dashboard. */
export class WatchStack extends Stack {
  readonly alarms: AlarmBook;

  constructor(scope: Construct, id: string, settings: Settings, props: StackProps) {
    super(scope, id, props);
    const { topic } = new AlertsTopic(this, "Alerts", settings);
    this.alarms = new AlarmBook(this, "Alarms", { stage: settings.stage, topic });
    const metrics = metricsOf(settings.stage);
    for (const [name, text] of Object.entries(pipelineAlarms))
      this.alarms.add(name, text, { metric: metrics.pipeline(name), atLeast: 1 });
    this.alarms.add(
      "archive-incomplete",
      {
        hurt: "Customers, should a function ever turn out to have been wrong: a replay would miss their events.",
        runbook: "The archive misses events",
      },
      {
        // The rule that EventBridge itself makes for an archive.
        metric: metrics.rule(`Events-Archive-comeback-${settings.stage}`, "FailedInvocations"),
        atLeast: 1,
      },
    );
    this.alarms.add(
      "support-unreached",
      {
        hurt: "Customers who complained: support was not told of it, so nobody may be answering them.",
        runbook: "An alert does not reach support",
      },
      { metric: metrics.topic(names(settings.stage).support, "NumberOfNotificationsFailed"), atLeast: 1 },
    );
    new CfnOutput(this, "AlertsTopicArn", { value: topic.topicArn });
  }

  /** Once everything that raises alarms exists. */
  draw(apiId: string, flows: readonly Triggered[]): void {
    new WayOfAnEvent(this, "Dashboard", { apiId, flows, alarms: this.alarms });
  }
}
