import { fork } from "node:child_process";
import { join } from "node:path";
import type { BrokenCall, Result, SeedTask, Task } from "./worker.ts";

/**
 * As many processes as cores are busy anyway: none of them needs threads of its own to collect its garbage. What a history
 * leaves behind must fit beside the next one.
 */
const execArgv = [
  "--disable-warning=ExperimentalWarning",
  "--single-threaded-gc",
  "--max-semi-space-size=64",
  "--max-old-space-size=1536",
];

/** Has processes of their own play tasks, each one after the other. Throws when one of them ends by itself. */
export const handOut = async <T extends SeedTask | BrokenCall>(
  tasks: readonly T[],
  jobs: number,
  onResult: (task: T, result: Result) => void,
): Promise<void> => {
  const left = tasks[Symbol.iterator]();
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(join(import.meta.dirname, "worker.ts"), { execArgv });
      let current: T | undefined;
      const hand = (): void => {
        const next = left.next();
        current = next.done === true ? undefined : next.value;
        if (current !== undefined) return void child.send(current satisfies Task);
        child.disconnect();
        resolve();
      };
      child.on("message", (result: Result) => {
        if (current !== undefined) onResult(current, result);
        hand();
      });
      child.on("error", reject);
      child.on("exit", (code) => {
        if (current !== undefined) reject(new Error(`A process of the simulation ended with ${code}.`));
      });
      hand();
    });
  await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, work));
};
