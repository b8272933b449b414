import * as z from "zod";
import type { Counts } from "./counts.ts";
import { SdkError } from "./sdk-error.ts";

export const faultTargets = ["email", "text", "support", "store", "bus", "scheduler", "queue"] as const;
export const faultKinds = [
  "throttle",
  "error",
  "timeout-before",
  "timeout-after",
  "crash-before",
  "crash-after",
] as const;

/** "Make the next calls of this port fail in this way." */
export const Fault = z.strictObject({
  target: z.enum(faultTargets),
  fault: z.enum(faultKinds),
  times: z.int().min(1).max(1_000_000).default(1),
});
export type Fault = z.infer<typeof Fault>;
export type FaultTarget = Fault["target"];
type FaultKind = Fault["fault"];

/** Every call of a port goes through here: counted, and made to fail when somebody asked for it. */
export type Faults = {
  readonly add: (fault: Fault) => void;
  /** What has been asked for and has not happened yet, in the order in which it will. */
  readonly pending: () => readonly Fault[];
  readonly clear: () => void;
  /** Runs one call of a port. */
  readonly call: <Result>(
    port: FaultTarget,
    operation: string,
    effect: () => Promise<Result> | Result,
  ) => Promise<Result>;
};

export type FaultsOptions = {
  readonly counts: Counts;
  /** Ends the process at once with this exit code. */
  readonly exit: (code: number) => never;
};

/** What a shell reports of a process that was killed by SIGKILL. */
const killed = 137;

/**
 * Faults are used up one a call, first asked first served. They sit above the retries of the AWS clients: each is
 * one failed call in the eyes of the pipeline's code, as if the client's own retries had all met it.
 */
export const createFaults = ({ counts, exit }: FaultsOptions): Faults => {
  let queue: Fault[] = [];
  const next = (port: string): FaultKind | undefined => {
    const found = queue.find((fault) => fault.target === port);
    if (!found) return undefined;
    const left = { ...found, times: found.times - 1 };
    queue = queue.flatMap((fault) => (fault === found ? (left.times > 0 ? [left] : []) : [fault]));
    return found.fault;
  };
  const timeout = (): SdkError =>
    new SdkError("TimeoutError", "The connection timed out (a fault that was asked for).");
  return {
    add: (fault) => {
      queue = [...queue, fault];
    },
    pending: () => queue,
    clear: () => {
      queue = [];
    },
    call: async (port, operation, effect) => {
      counts.add(port, operation);
      const fault = next(port);
      switch (fault) {
        case undefined:
          return await effect();
        case "throttle":
          throw new SdkError("ThrottlingException", "Rate exceeded (a fault that was asked for).", 400);
        case "error":
          throw new SdkError("InternalServerError", "Internal server error (a fault that was asked for).", 500);
        case "timeout-before":
          throw timeout();
        case "timeout-after":
          await effect();
          throw timeout();
        case "crash-before":
          return exit(killed);
        case "crash-after":
          await effect();
          return exit(killed);
      }
    },
  };
};
