import type { Queue } from "../shared/platform/ports.ts";
import type { QueueName } from "../shared/platform/queues.ts";
import type { LocalClock } from "./clock.ts";
import type { MessageStore } from "./disk/messages.ts";
import type { Faults } from "./faults.ts";
import { SdkError } from "./sdk-error.ts";

const longestDelaySeconds = 900;
const largestMessage = 1_048_576;

export type QueueOptions = {
  readonly messages: MessageStore;
  readonly clock: LocalClock;
  readonly faults: Faults;
  readonly notify: () => void;
};

/** The port through which a function sends to a queue, with the limits of SQS and its adapter. A sent message is on disk. */
export const createQueue = <Message>(
  queue: QueueName,
  { messages, clock, faults, notify }: QueueOptions,
): Queue<Message> => ({
  send: (message, delaySeconds = 0) =>
    faults.call("queue", "SendMessage", () => {
      const body = JSON.stringify(message);
      if (Buffer.byteLength(body) > largestMessage) {
        throw new SdkError(
          "InvalidParameterValue",
          "One or more parameters are invalid. Reason: message too long.",
          400,
        );
      }
      const now = clock.nowMs();
      const delay = Math.min(longestDelaySeconds, Math.max(0, Math.ceil(delaySeconds)));
      messages.add(queue, body, now, now + delay * 1_000);
      notify();
    }),
});
