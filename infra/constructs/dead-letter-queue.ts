import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";
import { queueEncryption } from "./stage-key.ts";

export type DeadLetterQueueProps = {
  /** The queue or function whose input ends here. */
  readonly of: string;
  /** Who is hurt while something lies in it. */
  readonly lost: string;
  readonly alarms: AlarmBook;
  /** The stage's own key, if it has one. */
  readonly key: IKey | undefined;
};

/** Keeps for 14 days what could not be delivered or processed, and raises an alarm as soon as it holds anything. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { of, lost, alarms, key }: DeadLetterQueueProps) {
    super(scope, id);
    const queueName = names(alarms.stage).deadLetters(of);
    this.queue = new Queue(this, "Queue", {
      queueName,
      ...queueEncryption(key),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const reason = "It is a dead-letter queue: what lies here waits for a person, and an alarm says so.";
    Validations.of(this.queue).acknowledge(
      { id: "AwsSolutions-SQS3", reason },
      { id: "Serverless-SQSRedrivePolicy", reason },
    );
    alarms.add(
      `${of}-dead`,
      { hurt: lost, runbook: `Dead letters of ${of}` },
      { metric: metricsOf(alarms.stage).queue(queueName, "ApproximateNumberOfMessagesVisible"), atLeast: 1 },
    );
  }
}
