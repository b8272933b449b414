import { AsyncLocalStorage } from "node:async_hooks";
import * as z from "zod";
import type { Log } from "./ports.ts";

const storage = new AsyncLocalStorage<{ id: string }>();

/** API Gateway's request ids, and ids and hashes of our own, fit for a header: no address, no words. */
const Id = z.string().regex(/^[!-?A-~]{1,128}$/);
const Carrying = z.object({
  correlationId: Id.optional().catch(undefined),
  detail: z
    .object({ correlationId: Id.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** The id that a queue message carries, at its top or in the event inside it; undefined where there is none. */
export const correlationIn = (message: unknown): string | undefined => {
  const { data } = Carrying.safeParse(message);
  return data?.correlationId ?? data?.detail?.correlationId;
};

/** Does something about one event or message: every line that is logged in its course carries the id. */
export const correlated = <Result>(id: string, act: () => Result): Result => storage.run({ id }, act);

const Requested = z.object({ requestContext: z.object({ requestId: Id }) });

/** The same for a request of an HTTP API, by the id that API Gateway gave it. */
export const correlatedRequest = <Result>(event: unknown, act: () => Result): Result => {
  const { data } = Requested.safeParse(event);
  return data === undefined ? act() : correlated(data.requestContext.requestId, act);
};

/** Of what is being done it turned out only now what it belongs to; the lines from here on carry this id. */
export const correlateWith = (id: string): void => {
  const current = storage.getStore();
  if (current !== undefined) current.id = id;
};

/** The log with the id of what is being done on each of its lines. */
export const withCorrelation = (log: Log): Log => {
  const add = (fields: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => {
    const id = storage.getStore()?.id;
    return id === undefined ? fields : { correlationId: id, ...fields };
  };
  return {
    info: (message, fields) => log.info(message, add(fields)),
    warn: (message, fields) => log.warn(message, add(fields)),
    error: (message, fields) => log.error(message, add(fields)),
  };
};
