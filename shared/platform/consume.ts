import * as z from "zod";
import { ConflictError } from "../store/item.ts";
import { correlated, correlationIn } from "./correlation.ts";
import type { Log } from "./ports.ts";

/** What SQS hands to a function, as far as it is used. */
export const QueueEvent = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number() }),
    }),
  ),
});

export type QueueRecord = {
  readonly messageId: string;
  /** 1 the first time. */
  readonly receives: number;
};

/** Not yet, but soon: the message goes back to its queue and comes again. */
export class NotYetError extends Error {
  override readonly name = "NotYetError";
}

/** Asks for each key once, and again only if it failed: for what every record of one batch would read anew. */
export const askOnce = <T>(ask: (key: string) => Promise<T>): ((key: string) => Promise<T>) => {
  const asked = new Map<string, Promise<T>>();
  return (key) => {
    const answer = asked.get(key) ?? ask(key);
    asked.set(key, answer);
    answer.catch(() => asked.delete(key));
    return answer;
  };
};

const parseJson = (text: string): unknown => JSON.parse(text);

const parseMaybe = (text: string): unknown => {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
};

/**
 * Makes a consumer of a function over one message. Called once per record, one after the other; a record that fails
 * fails alone and comes again, the others are done.
 */
export const consumeEach = <T>(
  schema: z.ZodType<T>,
  handle: (message: T, record: QueueRecord) => Promise<void>,
  log: Log,
): ((event: unknown) => Promise<PromiseSettledResult<void>[]>) =>
  consumeBodies((body) => schema.parse(parseJson(body)), handle, log);

/**
 * The same for a queue whose bodies come in several forms. `read` throws on what is none of them. What is logged about a
 * record carries the id that its body carries, or else the queue's own.
 */
export const consumeBodies =
  <T>(
    read: (body: string, record: QueueRecord) => T,
    handle: (message: T, record: QueueRecord) => Promise<void>,
    log: Log,
  ): ((event: unknown) => Promise<PromiseSettledResult<void>[]>) =>
  async (event) => {
    const take = async (body: string, record: QueueRecord): Promise<PromiseSettledResult<void>> => {
      try {
        await handle(read(body, record), record);
        return { status: "fulfilled", value: undefined };
      } catch (reason) {
        const soon = reason instanceof NotYetError || reason instanceof ConflictError;
        const fields = { ...record, error: describeError(reason) };
        if (soon) log.info("record not ready, comes again", fields);
        else log.error("record failed, comes again", fields);
        return { status: "rejected", reason };
      }
    };
    const results: PromiseSettledResult<void>[] = [];
    for (const { messageId, body, attributes } of QueueEvent.parse(event).Records) {
      const record = { messageId, receives: attributes.ApproximateReceiveCount };
      results.push(await correlated(correlationIn(parseMaybe(body)) ?? messageId, () => take(body, record)));
    }
    return results;
  };

/** The kind of an error and where its shape was wrong, but none of the values: those may be somebody's. */
export const describeError = (error: unknown): string => {
  if (error instanceof z.ZodError) {
    return `invalid: ${error.issues.map(({ path, code }) => `${path.join(".")} ${code}`).join(", ")}`;
  }
  return error instanceof Error ? error.name : typeof error;
};
