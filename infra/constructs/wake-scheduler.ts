import { PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { CfnScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";
import { type Binding, wakeSchedules } from "./bindings.ts";
import { schedulerPrincipal } from "./hourly-sweep.ts";
import type { QueueConsumer } from "./queue-consumer.ts";
import { keyThrough } from "./stage-key.ts";

/** The group that every wake of a stage is scheduled in, and the role it fires under: it may put wakes, no more. */
export class WakeScheduler extends Construct {
  readonly binding: Binding;

  constructor(
    scope: Construct,
    id: string,
    {
      wakes,
      alarms,
      key,
    }: { readonly wakes: QueueConsumer; readonly alarms: AlarmBook; readonly key: IKey | undefined },
  ) {
    super(scope, id);
    const group = names(alarms.stage).scheduleGroup;
    new CfnScheduleGroup(this, "Group", { name: group });
    const role = new Role(this, "Role", { assumedBy: schedulerPrincipal() });
    role.addToPolicy(
      new PolicyStatement({
        actions: ["sqs:SendMessage"],
        resources: [wakes.queue.queueArn, wakes.deadLetters.queue.queueArn],
      }),
    );
    if (key !== undefined) role.addToPolicy(new PolicyStatement(keyThrough(key, "sqs")));
    this.binding = wakeSchedules(group, role, wakes.queue, wakes.deadLetters.queue);
    alarms.add(
      "wakes-dropped",
      {
        hurt: "Customers with a live run: the scheduler gave up on wakes, their messages wait for the next sweep.",
        runbook: "The scheduler drops wakes",
      },
      { metric: metricsOf(alarms.stage).schedules("InvocationDroppedCount"), atLeast: 1 },
    );
  }
}
