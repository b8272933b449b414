import { Duration } from "aws-cdk-lib";
import { type EventBus, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import { busSource, type EventName } from "../../shared/events/catalogue.ts";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";
import type { QueueConsumer } from "./queue-consumer.ts";

export type FlowRuleProps = {
  /** As shared/platform/routes.ts has it. */
  readonly name: string;
  readonly bus: EventBus;
  readonly events: readonly EventName[];
  readonly to: QueueConsumer;
  /** Who is hurt when an event does not reach the queue. */
  readonly hurt: string;
  readonly alarms: AlarmBook;
};

/**
 * The way of some events from the bus to a queue, by exact source and type. What can't be delivered within a day goes
 * to the queue's own dead-letter queue: its body is the same there, so one redrive serves both.
 */
export class FlowRule extends Construct {
  readonly ruleName: string;

  constructor(scope: Construct, id: string, { name, bus, events, to, hurt, alarms }: FlowRuleProps) {
    super(scope, id);
    this.ruleName = names(alarms.stage).rule(name);
    new Rule(this, "Rule", {
      ruleName: this.ruleName,
      eventBus: bus,
      eventPattern: { source: [busSource], detailType: [...events] },
      targets: [
        new SqsQueue(to.queue, {
          deadLetterQueue: to.deadLetters.queue,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
    alarms.add(
      `${name}-undelivered`,
      { hurt, runbook: "A rule cannot deliver" },
      { metric: metricsOf(alarms.stage).rule(this.ruleName, "FailedInvocations"), atLeast: 1 },
    );
  }
}
