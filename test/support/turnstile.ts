import type { Table } from "../../shared/store/table.ts";

/**
 * Lets several tasks reach one table one operation at a time, in an order that the test says, so that every interleaving
 * can be tried and repeated.
 */
export const createTurnstile = (table: Table) => {
  const queues: (() => void)[][] = [];

  /** The table as one task sees it: each operation waits for its turn. */
  const forTask = (task: number): Table => {
    const queue: (() => void)[] = (queues[task] = []);
    const turn = async <T>(act: () => Promise<T>): Promise<T> => {
      await new Promise<void>((resolve) => queue.push(resolve));
      return act();
    };
    return {
      get: (key) => turn(() => table.get(key)),
      getMany: (keys) => turn(() => table.getMany(keys)),
      query: (pk, range) => turn(() => table.query(pk, range)),
      put: (item, condition) => turn(() => table.put(item, condition)),
      remove: (key, condition) => turn(() => table.remove(key, condition)),
      scan: (prefix, limit, from) => turn(() => table.scan(prefix, limit, from)),
      due: (pk, before, limit) => turn(() => table.due(pk, before, limit)),
    };
  };

  /**
   * Runs tasks to their end. `next` names the task whose operation comes next, given how many have been let through; one
   * that has nothing to do gives its turn to another. Answers how many operations each did.
   */
  const run = async (
    tasks: readonly (() => Promise<unknown>)[],
    next: (count: number) => number,
  ): Promise<readonly number[]> => {
    const done = tasks.map(() => false);
    const operations = tasks.map(() => 0);
    const all = tasks.map((task, index) => task().finally(() => (done[index] = true)));
    const isWaiting = (task: number): boolean => (queues[task]?.length ?? 0) > 0;
    /** Whatever does not wait for the table goes on until it does, or ends. */
    const settle = async (): Promise<void> => {
      for (let tick = 0; tick < 100; tick += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        if (done.every((isDone, task) => isDone || isWaiting(task))) return;
      }
      throw new Error("a task waits for something that is not the table");
    };
    for (let count = 0; ; count += 1) {
      await settle();
      const task = [next(count), ...tasks.keys()].find(isWaiting);
      if (task === undefined) break;
      queues[task]?.shift()?.();
      operations[task] = (operations[task] ?? 0) + 1;
    }
    await Promise.all(all);
    return operations;
  };

  return { forTask, run };
};
