import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { AlarmBook } from "../constructs/alarm-book.ts";
import { AlertsTopic } from "../constructs/alerts-topic.ts";
import { addStageAlarms } from "../constructs/stage-alarms.ts";
import { stageKey } from "../constructs/stage-key.ts";
import { WayOfAnEvent } from "../constructs/way-of-an-event.ts";
import type { Triggered } from "../../shared/platform/routes.ts";
import type { Settings } from "../settings.ts";

/** Who watches: the alarms of all three stacks, where they go, and the dashboard. */
export class WatchStack extends Stack {
  readonly alarms: AlarmBook;

  constructor(
    scope: Construct,
    id: string,
    settings: Settings,
    { keyArn, ...props }: StackProps & { readonly keyArn: string | undefined },
  ) {
    super(scope, id, props);
    const { topic } = new AlertsTopic(this, "Alerts", settings, stageKey(this, keyArn));
    this.alarms = new AlarmBook(this, "Alarms", { stage: settings.stage, topic });
    addStageAlarms(this.alarms);
    new CfnOutput(this, "AlertsTopicArn", { value: topic.topicArn });
  }

  /** Once everything that raises alarms exists. */
  draw(apiId: string, flows: readonly Triggered[]): void {
    new WayOfAnEvent(this, "Dashboard", { apiId, flows, alarms: this.alarms });
  }
}
