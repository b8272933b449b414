import * as z from "zod";
import { fromEpoch } from "../../shared/events/instant.ts";
import type { Call } from "../local-calls.ts";
import type { DeadLetter, DeadLetters } from "../stage.ts";
import { deadLetterQueues } from "./queues.ts";

const Letters = z.array(
  z.object({
    id: z.string(),
    queue: z.string(),
    body: z.string(),
    sentAt: z.number(),
    receives: z.number(),
    reason: z.string(),
  }),
);

const Line = z.object({ error: z.string() });

/** The local run gives the whole line of the log that names the message; here its error is enough. */
const reasonOf = (reason: string): string => {
  try {
    return Line.parse(JSON.parse(reason)).error;
  } catch {
    return reason;
  }
};

/** The dead letters of the local run, which has no rules and topics that could fail. */
export const localDeadLetters = (call: Call): DeadLetters => {
  const list = async (): Promise<readonly DeadLetter[]> =>
    Letters.parse(await call("deadLetters", "list")).map(({ queue, sentAt, reason, ...letter }) => ({
      ...letter,
      reason: reasonOf(reason),
      queue: `${queue}-dead`,
      since: fromEpoch(sentAt),
    }));
  return {
    count: async () => {
      const letters = await list();
      return deadLetterQueues.map(({ name }) => ({
        queue: name,
        waiting: letters.filter(({ queue }) => queue === name).length,
      }));
    },
    read: async function* (queue) {
      yield* (await list()).filter((letter) => letter.queue === queue);
    },
    redrive: async ({ id }) => void (await call("deadLetters", "redrive", id)),
    drop: async ({ id }) => void (await call("deadLetters", "drop", id)),
  };
};
