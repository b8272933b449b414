import { Duration } from "aws-cdk-lib";
import { type EventBus, EventField, type EventPattern, Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import { busSource, type EventName } from "../../shared/events/catalogue.ts";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";
import type { QueueConsumer } from "./queue-consumer.ts";
import { ignoreComparisons } from "./replay.ts";

type QueueRuleProps = {
  readonly name: string;
  /** The account's default bus where none is named. */
  readonly bus?: EventBus;
  readonly pattern: EventPattern;
  /** Added to what the queue is given. */
  readonly flow?: string;
  readonly to: QueueConsumer;
  /** Who is hurt when an event does not reach the queue. */
  readonly hurt: string;
  readonly alarms: AlarmBook;
};

export type FlowRuleProps = Omit<QueueRuleProps, "pattern" | "bus"> & {
  readonly bus: EventBus;
  readonly events: readonly EventName[];
};

/** The event as it is, and the flow that it is meant for. */
const withFlow = (flow: string): RuleTargetInput =>
  RuleTargetInput.fromObject({
    source: EventField.source,
    "detail-type": EventField.detailType,
    detail: EventField.fromPath("$.detail"),
    flow,
  });

/**
 * The way of some events from a bus to a queue. What can't be delivered within a day goes to the queue's own dead-letter
 * queue as the event that the rule was given: `comeback dead-letters redrive` makes of it what the rule would have.
 */
class QueueRule extends Construct {
  constructor(scope: Construct, id: string, { name, bus, pattern, flow, to, hurt, alarms }: QueueRuleProps) {
    super(scope, id);
    const ruleName = names(alarms.stage).rule(name);
    const rule = new Rule(this, "Rule", {
      ruleName,
      ...(bus === undefined ? {} : { eventBus: bus }),
      eventPattern: pattern,
      targets: [
        new SqsQueue(to.queue, {
          deadLetterQueue: to.deadLetters.queue,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
          ...(flow === undefined ? {} : { message: withFlow(flow) }),
        }),
      ],
    });
    // The default bus has no archive of ours that could be replayed onto it.
    if (bus !== undefined) ignoreComparisons(rule);
    alarms.add(
      `${name}-undelivered`,
      { hurt, runbook: "A rule cannot deliver" },
      { metric: metricsOf(alarms.stage).rule(ruleName, "FailedInvocations", bus ? "own" : "default"), atLeast: 1 },
    );
  }
}

/** Our own events of some types, by exact source and type, as shared/platform/routes.ts has them; replayed ones too. */
export class FlowRule extends QueueRule {
  constructor(scope: Construct, id: string, { events, ...props }: FlowRuleProps) {
    super(scope, id, { ...props, pattern: { source: [busSource], detailType: [...events] } });
  }
}

/** What SES tells of the messages of this stage, which it puts on the account's default bus only. */
export class ProviderEvents extends QueueRule {
  constructor(
    scope: Construct,
    id: string,
    {
      configurationSet,
      ...props
    }: Pick<QueueRuleProps, "to" | "hurt" | "alarms"> & { readonly configurationSet: string },
  ) {
    const ours = { "ses:configuration-set": [configurationSet] };
    super(scope, id, {
      ...props,
      name: "ses-events",
      pattern: { source: ["aws.ses"], detail: { mail: { tags: ours } } },
    });
  }
}
