import { fork } from "node:child_process";
import type { Found, Prey } from "./hunt.ts";

export type Hunt = {
  /** Tried in this order. */
  readonly seeds: Iterable<number>;
  /** About so many webhooks a seed. */
  readonly webhooks: number;
  readonly unswept: boolean;
  /** Told of every seed that was played; the hunt is over when it answers true. */
  readonly onPlayed: (found: Found) => boolean;
};

/** Has a bundle play seeds in a process of its own. Throws when that process ends by itself. */
export const hunt = (bundle: string, { seeds, webhooks, unswept, onPlayed }: Hunt): Promise<void> =>
  new Promise((resolve, reject) => {
    const left = seeds[Symbol.iterator]();
    const child = fork(bundle, {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const errors: string[] = [];
    child.stderr?.on("data", (data: Buffer) => errors.push(data.toString("utf8")));
    let isOver = false;
    const goOn = (): void => {
      const next = left.next();
      if (next.done !== true) return void child.send({ seed: next.value, webhooks, unswept } satisfies Prey);
      end();
    };
    const end = (): void => {
      isOver = true;
      child.disconnect();
      resolve();
    };
    child.on("message", (found: Found) => (onPlayed(found) ? end() : goOn()));
    child.on("error", reject);
    child.on("exit", (code) => {
      if (!isOver) reject(new Error(`The hunt ended with ${code}. ${errors.join("").trim()}`));
    });
    goOn();
  });
