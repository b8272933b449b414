import { GetQueueUrlCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { names } from "../../infra/names.ts";
import { type QueueName, queues, visibilitySeconds } from "../../shared/platform/queues.ts";
import { stage } from "./cdk.ts";
import { account, region } from "./surroundings.ts";
import { waitFor } from "./wait.ts";

const name = names(stage);
const queueNames = [
  "facts",
  "catalogue",
  "enrolments",
  "wakes",
  "outbox",
  "chores",
] as const satisfies readonly QueueName[];
const Message = z.object({ IsVisible: z.boolean(), ReceiveCount: z.number(), VisibleAt: z.number() });
const Listed = z.object({
  messages: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.array(z.unknown())))),
});

/** No function of the pipeline works longer than this on anything that the proof gives it. */
const workSeconds = 15;

/** Waiting or being worked on: not what is to wait for its time, nor what was thrown back to come again. */
const isThere = (queue: QueueName, found: unknown): boolean => {
  const { IsVisible, ReceiveCount, VisibleAt } = Message.parse(found);
  const receivedAt = VisibleAt - visibilitySeconds(queue);
  return IsVisible || (ReceiveCount > 0 && Date.now() / 1000 - receivedAt < workSeconds);
};

/** The queues that functions read and that are not empty. */
const busyQueues = async (): Promise<readonly QueueName[]> => {
  const response = await fetch(`${process.env["AWS_ENDPOINT_URL"]}/_ministack/sqs/messages`);
  const { messages } = Listed.parse(await response.json());
  const lists = Object.entries(messages[account]?.[region] ?? {});
  return queueNames.filter((queue) =>
    lists.some(([url, list]) => url.endsWith(`/${name.queue(queue)}`) && list.some((found) => isThere(queue, found))),
  );
};

/** Waits until nothing lies in any queue that a function reads but what comes later. */
export const drained = async (): Promise<void> => {
  let calm = 0;
  let busy: readonly QueueName[] = [];
  const isCalm = async (): Promise<true | undefined> => {
    busy = await busyQueues();
    calm = busy.length === 0 ? calm + 1 : 0;
    return calm > 4 ? true : undefined;
  };
  await waitFor(() => `the queues to be empty (${busy.join(", ")})`, isCalm, { patienceMs: 60_000 });
};

export const queueUrl = async (queue: string): Promise<string> => {
  const { QueueUrl = "" } = await new SQSClient({ useQueueUrlAsEndpoint: false }).send(
    new GetQueueUrlCommand({ QueueName: queue }),
  );
  return QueueUrl;
};

/**
 * Makes a queue give up within seconds rather than within hours: two tries, a second apart. Answers how to make it as patient
 * again as it was deployed.
 */
export const makeImpatient = async (queue: QueueName): Promise<() => Promise<void>> => {
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  const QueueUrl = await queueUrl(name.queue(queue));
  const deadLetterTargetArn = `arn:aws:sqs:${region}:${account}:${name.deadLetters(queue)}`;
  const set = async (seconds: number, maxReceiveCount: number): Promise<void> => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
    const Attributes = { VisibilityTimeout: String(seconds), RedrivePolicy };
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  };
  await set(1, 2);
  return () => set(visibilitySeconds(queue), queues[queue].maxReceives);
};
