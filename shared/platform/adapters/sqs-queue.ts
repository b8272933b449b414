import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Queue } from "../ports.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const longestDelay = 900;

/** One queue on SQS. A delay beyond 15 minutes becomes 15 minutes: whoever receives early must look at the time itself. */
export const createSqsQueue = <Message>({
  client,
  url,
}: {
  readonly client: Pick<SQSClient, "send">;
  readonly url: string;
}): Queue<Message> => ({
  send: async (message, delaySeconds = 0) => {
    const delay = Math.min(longestDelay, Math.max(0, Math.ceil(delaySeconds)));
    await client.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message), DelaySeconds: delay }),
    );
  },
});
