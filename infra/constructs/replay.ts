import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { CfnRule, type EventBus, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { busSource } from "../../shared/events/catalogue.ts";
import { metricsOf } from "../metrics.ts";
import { names, whatIf } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";
import { DeadLetterQueue } from "./dead-letter-queue.ts";
import { queueEncryption } from "./stage-key.ts";

export type ReplayProps = {
  readonly bus: EventBus;
  readonly alarms: AlarmBook;
  /** The stage's own key, if it has one. */
  readonly key: IKey | undefined;
};

const hurt = "No customer, but whoever decides by `comeback replay`: it compared without the events that";

/** What CDK's own patterns have no name for: the field that only a replayed event has. */
const matchReplays = (rule: Rule, matchers: readonly unknown[]): void => {
  const { defaultChild } = rule.node;
  if (!(defaultChild instanceof CfnRule)) throw new Error(`${rule.node.path} is no rule that can be changed.`);
  defaultChild.addPropertyOverride("EventPattern.replay-name", matchers);
};

/**
 * Keeps a rule from events that are replayed to be compared with: those are told to nobody but {@link Replay}. Any other
 * replay of the archive reaches the rule, so that what a function got wrong can be done again.
 */
export const ignoreComparisons = (rule: Rule): void =>
  matchReplays(rule, [{ exists: false }, { "anything-but": { prefix: whatIf } }]);

/**
 * Where `comeback replay` reads the events of the past: an archive replays onto its own bus only, so they come by a rule that
 * only this uses, to a queue that nothing reads but an operator's own credentials. It stands empty otherwise.
 */
export class Replay extends Construct {
  constructor(scope: Construct, id: string, { bus, alarms, key }: ReplayProps) {
    super(scope, id);
    const name = names(alarms.stage);
    const deadLetters = new DeadLetterQueue(this, "DeadLetters", {
      of: "replay",
      lost: `${hurt} lie here.`,
      alarms,
      key,
    });
    const queue = new Queue(this, "Queue", {
      queueName: name.queue("replay"),
      ...queueEncryption(key),
      enforceSSL: true,
      // Customers' data, which is worth something only while somebody reads it.
      retentionPeriod: Duration.days(1),
      visibilityTimeout: Duration.minutes(1),
      deadLetterQueue: { queue: deadLetters.queue, maxReceiveCount: 10 },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const rule = new Rule(this, "Rule", {
      ruleName: name.rule("replay"),
      eventBus: bus,
      eventPattern: { source: [busSource] },
      targets: [
        new SqsQueue(queue, {
          deadLetterQueue: deadLetters.queue,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
    matchReplays(rule, [{ prefix: whatIf }]);
    alarms.add(
      "replay-undelivered",
      { hurt: `${hurt} could not be delivered.`, runbook: "A rule cannot deliver" },
      { metric: metricsOf(alarms.stage).rule(name.rule("replay"), "FailedInvocations"), atLeast: 1 },
    );
  }
}
