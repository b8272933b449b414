import { createHash } from "node:crypto";
import * as z from "zod";
import { queues, visibilitySeconds, type QueueName } from "../shared/platform/queues.ts";
import type { Received } from "./disk/messages.ts";
import type { Invoke } from "./invoke.ts";
import type { Lines, LocalLog } from "./log.ts";
import type { Consumer } from "./pump.ts";

/** How many batches of one queue are worked on at a time. */
const concurrency = 10;
/**
 * Enrolments go one batch after the other: of two that begin together with the same checkout each would find no run yet,
 * and each would ask for its schedule, if under the same name.
 */
const concurrencyOf = (queue: QueueName): number => (queue === "enrolments" ? 1 : concurrency);
const longestReason = 2_000;
const silent = "reported as failed, without a line in the log that names it";

const SqsAnswer = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() })
  .nullish();

/** What Lambda gets for a batch of a queue. */
export const sqsEvent = (queue: string, batch: readonly Received[]): unknown => ({
  Records: batch.map(({ id, body, sentAt, receives }) => ({
    messageId: id,
    receiptHandle: `${id}#${receives}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: "AIDALOCALRUN",
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes: {},
    md5OfBody: createHash("md5").update(body).digest("hex"),
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:comeback-${queue}`,
    awsRegion: "us-east-1",
  })),
});

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/**
 * Which messages of a batch failed, by the answer of the function and the rules of partial-batch responses: an answer
 * that can't be read, or that names a message which was not in the batch, fails them all.
 */
export const failuresOf = (batch: readonly Received[], answer: unknown, lines: Lines): Map<string, string> => {
  const parsed = SqsAnswer.safeParse(answer);
  const all = (reason: string) => new Map(batch.map(({ id }) => [id, reason]));
  if (!parsed.success) return all("the function's answer is no partial-batch response");
  const failed = (parsed.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  if (failed.some((id) => !batch.some((message) => message.id === id))) {
    return all("the function reported a message as failed that it was not given");
  }
  const reasonOf = (id: string) => (lines.findLast((line) => line.includes(id)) ?? silent).slice(0, longestReason);
  return new Map(failed.map((id) => [id, reasonOf(id)]));
};

export type ConsumerOptions = { readonly queue: QueueName; readonly invoke: Invoke; readonly log: LocalLog };

/** The function behind one of the product's queues. */
export const createConsumer = ({ queue, invoke, log }: ConsumerOptions): Consumer => ({
  queue,
  batchSize: queues[queue].batchSize,
  maxReceives: queues[queue].maxReceives,
  visibilityMs: visibilitySeconds(queue) * 1_000,
  concurrency: concurrencyOf(queue),
  handle: async (batch) => {
    const lines: Lines = [];
    try {
      const answer = await log.during(lines, () => invoke(sqsEvent(queue, batch)));
      return failuresOf(batch, answer, lines);
    } catch (error) {
      log.log.error("invocation failed", { queue, reason: describe(error) });
      return new Map(batch.map(({ id }) => [id, describe(error).slice(0, longestReason)]));
    }
  },
});

/** The name under which the hourly sweep waits for its turn: no queue of the product, the retries of Lambda's own. */
export const sweepQueue = "sweep";

/**
 * The function that EventBridge Scheduler invokes every hour. Lambda repeats a failed asynchronous invocation twice, a
 * minute or more apart.
 */
export const createSweepConsumer = (invoke: Invoke, log: LocalLog): Consumer => ({
  queue: sweepQueue,
  batchSize: 1,
  maxReceives: 3,
  visibilityMs: 60_000,
  concurrency: 1,
  handle: async (batch) => {
    try {
      for (const { body } of batch) await log.during([], () => invoke(JSON.parse(body)));
      return new Map();
    } catch (error) {
      log.log.error("invocation failed", { queue: sweepQueue, reason: describe(error) });
      return new Map(batch.map(({ id }) => [id, describe(error)]));
    }
  },
});
