import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { queues, type QueueName, visibilitySeconds } from "../../shared/platform/queues.ts";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";
import { queueReads } from "./bindings.ts";
import { DeadLetterQueue } from "./dead-letter-queue.ts";
import { RetentionFunction } from "./retention-function.ts";
import { queueEncryption } from "./stage-key.ts";

export type QueueConsumerProps = {
  readonly queue: QueueName;
  /** The folder in `functions/` of what reads the queue. */
  readonly consumer: string;
  readonly dist: string;
  readonly memoryMegabytes: number;
  /** So that the backlog of an outage cannot take every execution the account has from `receive-webhook`. */
  readonly maxConcurrency: number;
  /** How long a batch may wait to fill; adds to the time until a fact is known. */
  readonly batchingSeconds?: number;
  readonly lateAfterMinutes: number;
  /** Who is hurt when the function fails, when messages wait, and when one was given up. */
  readonly hurt: { readonly failing: string; readonly late: string; readonly lost: string };
  readonly alarms: AlarmBook;
  /** The stage's own key, if it has one. */
  readonly key: IKey | undefined;
};

/** A queue with everything it takes: dead-letter queue, function, event source and the alarms of all three. */
export class QueueConsumer extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;
  readonly consumer: RetentionFunction;

  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id);
    const { alarms, hurt, key } = props;
    const { timeoutSeconds, batchSize, maxReceives } = queues[props.queue];
    this.deadLetters = new DeadLetterQueue(this, "DeadLetters", { of: props.queue, lost: hurt.lost, alarms, key });
    this.queue = new Queue(this, "Queue", {
      queueName: names(alarms.stage).queue(props.queue),
      ...queueEncryption(key),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(visibilitySeconds(props.queue)),
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: maxReceives },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.consumer = new RetentionFunction(this, "Consumer", {
      name: props.consumer,
      dist: props.dist,
      memoryMegabytes: props.memoryMegabytes,
      timeoutSeconds,
      hurt: hurt.failing,
      alarms,
      key,
    });
    this.consumer.function.addEventSourceMapping("Source", {
      eventSourceArn: this.queue.queueArn,
      batchSize,
      maxBatchingWindow: Duration.seconds(props.batchingSeconds ?? 0),
      maxConcurrency: props.maxConcurrency,
      reportBatchItemFailures: true,
    });
    this.consumer.bind(queueReads(this.queue));
    Validations.of(this.consumer.function).acknowledge({
      id: "Serverless-LambdaEventSourceMappingDestination",
      reason: "An SQS event source takes no failure destination; the queue's redrive policy is the destination.",
    });
    alarms.add(
      `${props.queue}-late`,
      { hurt: hurt.late, runbook: `Queue ${props.queue} is late` },
      {
        metric: metricsOf(alarms.stage).queue(names(alarms.stage).queue(props.queue), "ApproximateAgeOfOldestMessage"),
        atLeast: props.lateAfterMinutes * 60,
      },
    );
  }
}
