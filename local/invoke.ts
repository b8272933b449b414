import { randomUUID } from "node:crypto";
import type { Counts } from "./counts.ts";

/** A function as its bundle exports it, wired to ports. */
export type FunctionHandler = (event: unknown, context?: unknown) => Promise<unknown>;

/** Invokes a function as Lambda does: JSON goes in, JSON comes out. Throws what it throws, and when it takes too long. */
export type Invoke = (event: unknown) => Promise<unknown>;

/** A function did not answer within its time-out. What it was doing may still happen. */
export class FunctionTimeoutError extends Error {
  override name = "FunctionTimeoutError";
}

export type InvokeOptions = {
  readonly name: string;
  readonly handler: FunctionHandler;
  readonly timeoutSeconds: number;
  readonly counts: Counts;
};

export const createInvoke = ({ name, handler, timeoutSeconds, counts }: InvokeOptions): Invoke => {
  return async (event) => {
    counts.add("functions", name);
    const serialised: unknown = JSON.parse(JSON.stringify(event));
    const ends = performance.now() + timeoutSeconds * 1_000;
    const context = {
      functionName: name,
      awsRequestId: randomUUID(),
      getRemainingTimeInMillis: () => Math.max(0, Math.round(ends - performance.now())),
    };
    const { promise: timeout, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new FunctionTimeoutError(`${name} did not answer within ${timeoutSeconds} s`)),
      timeoutSeconds * 1_000,
    );
    timer.unref();
    try {
      const result = await Promise.race([handler(serialised, context), timeout]);
      return result === undefined ? null : (JSON.parse(JSON.stringify(result)) as unknown);
    } finally {
      clearTimeout(timer);
    }
  };
};
