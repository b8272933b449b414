import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { names } from "../../infra/names.ts";
import { fromEpoch } from "../../shared/events/instant.ts";
import { flows } from "../../shared/flows/registry.ts";
import { routesFor } from "../../shared/platform/routes.ts";
import { FailedError } from "../errors.ts";
import type { DeadLetter, DeadLetters } from "../stage.ts";
import { asDelivered } from "./as-delivered.ts";
import { deadLetterQueues, findQueue } from "./queues.ts";

/** As many as one call of SQS takes. */
const mostACall = 10;
const hiddenSeconds = 60;
/** SQS asks all of its servers only when it is given the time to. */
const waitSeconds = 1;
/** How often in a row nothing may come although more had been counted. */
const patience = 3;

/**
 * The attributes that say why: those of a rule's target, of a schedule's, of an SNS subscription's and of an asynchronous
 * invocation's. A message that failed in its function has none.
 */
const reasonOf = (message: Message): string | undefined => {
  const said = (...keys: readonly string[]): readonly string[] =>
    keys.flatMap((name) => message.MessageAttributes?.[name]?.StringValue ?? []);
  const [rule] = said("RULE_ARN");
  const words = said("ERROR_CODE", "ErrorCode", "ERROR_MESSAGE", "ErrorMessage");
  if (words.length === 0 && rule === undefined) return undefined;
  return [...(rule === undefined ? [] : [`not delivered by ${rule.slice(rule.lastIndexOf("/") + 1)}`]), ...words].join(
    ": ",
  );
};

/**
 * The dead-letter queues of a stage: messages that failed in a queue, at a rule, at the scheduler or at a topic, all by SQS
 * alone. They are put back one by one, since SQS's own redrive would hand on unchanged what a rule could not deliver.
 */
export const awsDeadLetters = (
  stage: string,
  { sqs = new SQSClient() }: { readonly sqs?: Pick<SQSClient, "send"> } = {},
): DeadLetters => {
  const name = names(stage);
  const routes = routesFor(flows);
  const urls = new Map<string, string>();
  const receipts = new Map<string, string>();
  const receiptOf = ({ queue, id }: Pick<DeadLetter, "queue" | "id">): string => {
    const receipt = receipts.get(`${queue} ${id}`);
    if (receipt === undefined) throw new FailedError(`The message ${id} of ${queue} is not being read any more.`);
    return receipt;
  };

  const urlOf = async (queue: string): Promise<string> => {
    const known = urls.get(queue);
    if (known !== undefined) return known;
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name.queue(queue) }));
    if (QueueUrl === undefined) throw new FailedError(`There is no queue ${name.queue(queue)}: deploy the app stack.`);
    urls.set(queue, QueueUrl);
    return QueueUrl;
  };

  const countOf = async (queue: string): Promise<number> => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: await urlOf(queue),
        AttributeNames: ["ApproximateNumberOfMessages"],
      }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  };

  const letterOf = (queue: string, message: Message): DeadLetter => {
    const { MessageId: id = "", Body: body = "", Attributes, MessageAttributes } = message;
    const rule = MessageAttributes?.["RULE_ARN"]?.StringValue;
    return {
      queue,
      id,
      since: fromEpoch(Number(Attributes?.SentTimestamp ?? 0)),
      receives: Number(Attributes?.ApproximateReceiveCount ?? 0),
      reason: reasonOf(message),
      body: rule === undefined ? body : asDelivered(body, rule, routes, name.rule),
    };
  };

  const release = async (queue: string, ids: Iterable<string>): Promise<void> => {
    const held = [...ids].flatMap((id) => {
      const receipt = receipts.get(`${queue} ${id}`);
      receipts.delete(`${queue} ${id}`);
      return receipt === undefined ? [] : [receipt];
    });
    for (let first = 0; first < held.length; first += mostACall)
      await sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: await urlOf(queue),
          Entries: held
            .slice(first, first + mostACall)
            .map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 })),
        }),
      );
  };

  const read = async function* (queue: string): AsyncGenerator<DeadLetter> {
    const QueueUrl = await urlOf(queue);
    const counted = await countOf(queue);
    const seen = new Set<string>();
    try {
      for (let empty = 0; empty < (seen.size < counted ? patience : 1);) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: mostACall,
            VisibilityTimeout: hiddenSeconds,
            WaitTimeSeconds: waitSeconds,
            MessageAttributeNames: ["All"],
            MessageSystemAttributeNames: ["SentTimestamp", "ApproximateReceiveCount"],
          }),
        );
        const letters: DeadLetter[] = [];
        for (const message of Messages) {
          const letter = letterOf(queue, message);
          receipts.set(`${queue} ${letter.id}`, message.ReceiptHandle ?? "");
          if (!seen.has(letter.id)) letters.push(letter);
          seen.add(letter.id);
        }
        empty = letters.length === 0 ? empty + 1 : 0;
        yield* letters;
      }
    } finally {
      await release(queue, seen);
    }
  };

  const drop = async (letter: DeadLetter): Promise<void> => {
    const QueueUrl = await urlOf(letter.queue);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptOf(letter) }));
    receipts.delete(`${letter.queue} ${letter.id}`);
  };

  /** Undefined where there is no such queue: the stage may have been deployed by an earlier version. */
  const countIfThere = async (queue: string) => {
    try {
      return { queue, waiting: await countOf(queue) };
    } catch (error) {
      if (error instanceof QueueDoesNotExist) return undefined;
      throw error;
    }
  };

  return {
    count: async () => {
      const counted = await Promise.all(deadLetterQueues.map(({ name: queue }) => countIfThere(queue)));
      const there = counted.filter((one) => one !== undefined);
      if (there.length > 0) return there;
      throw new FailedError(
        `There is no queue ${name.queue("facts-dead")} here: is the stage deployed, and in this region?`,
      );
    },
    read,
    redrive: async (letter) => {
      const { back } = findQueue(letter.queue);
      if (back.to === undefined) throw new FailedError(`${back.why}.`);
      receiptOf(letter);
      await sqs.send(new SendMessageCommand({ QueueUrl: await urlOf(back.to), MessageBody: letter.body }));
      await drop(letter);
    },
    drop,
  };
};
