import { Aws, Duration } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import { Construct } from "constructs";
import { sweep } from "../functions.ts";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";
import { DeadLetterQueue } from "./dead-letter-queue.ts";
import { RetentionFunction } from "./retention-function.ts";
import { keyThrough } from "./stage-key.ts";

/** Who may take a role that EventBridge Scheduler runs schedules under: Scheduler, for this account alone. */
export const schedulerPrincipal = (): ServicePrincipal =>
  new ServicePrincipal("scheduler.amazonaws.com", {
    conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
  });

/** The net below the wakes: once an hour it looks for runs that nothing has woken. An alarm tells when it does not. */
export class HourlySweep extends Construct {
  readonly sweeper: RetentionFunction;

  constructor(
    scope: Construct,
    id: string,
    { dist, alarms, key }: { readonly dist: string; readonly alarms: AlarmBook; readonly key: IKey | undefined },
  ) {
    super(scope, id);
    const deadLetters = new DeadLetterQueue(this, "DeadLetters", {
      of: sweep.name,
      lost: "Customers whose wake was lost: a sweep that would have found their runs failed. The next one comes in an hour.",
      alarms,
      key,
    });
    this.sweeper = new RetentionFunction(this, "Sweeper", {
      ...sweep,
      dist,
      alarms,
      key,
      deadLetters: deadLetters.queue,
    });
    const role = new Role(this, "Role", { assumedBy: schedulerPrincipal() });
    role.addToPolicy(
      new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [this.sweeper.function.functionArn] }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [deadLetters.queue.queueArn] }));
    if (key !== undefined) role.addToPolicy(new PolicyStatement(keyThrough(key, "sqs")));
    const schedule = new CfnSchedule(this, "Schedule", {
      name: names(alarms.stage).schedule(sweep.name),
      scheduleExpression: "rate(1 hour)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: this.sweeper.function.functionArn,
        roleArn: role.roleArn,
        deadLetterConfig: { arn: deadLetters.queue.queueArn },
        // An old sweep is worth nothing: the next one sees the same runs.
        retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: Duration.minutes(45).toSeconds() },
      },
    });
    schedule.node.addDependency(role);
    alarms.add(
      "sweep-silent",
      {
        hurt: "Customers whose wake was lost: no sweep has looked for their runs for three hours.",
        runbook: "The sweep does not run",
      },
      {
        metric: metricsOf(alarms.stage)
          .function(sweep.name, "Invocations", "Sum")
          .with({ period: Duration.hours(1) }),
        atLeast: 1,
        silence: true,
        periods: 3,
      },
    );
  }
}
