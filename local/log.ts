import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock, Log } from "../shared/platform/ports.ts";

/** The lines that one invocation of a function has logged. */
export type Lines = string[];

export type LocalLog = {
  readonly log: Log;
  /** Runs one invocation; what is logged in its course is put into `lines`, too. */
  readonly during: <Result>(lines: Lines, work: () => Promise<Result>) => Promise<Result>;
};

export type LogOptions = { readonly clock: Clock; readonly write: (line: string) => void };

/** Structured lines, one JSON object each, as the functions write them to CloudWatch. */
export const createLog = ({ clock, write }: LogOptions): LocalLog => {
  const invocation = new AsyncLocalStorage<Lines>();
  const at =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      const line = JSON.stringify({ level, at: clock.now(), message, ...fields });
      write(`${line}\n`);
      invocation.getStore()?.push(line);
    };
  return {
    log: { info: at("info"), warn: at("warn"), error: at("error") },
    during: (lines, work) => invocation.run(lines, work),
  };
};
