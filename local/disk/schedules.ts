import * as z from "zod";
import type { MessageStore } from "./messages.ts";
import type { Disk } from "./open.ts";

/** What is to be put on a queue at a moment (milliseconds since 1970). */
export type Schedule = { readonly name: string; readonly queue: string; readonly body: string; readonly at: number };

export type ScheduleStore = {
  /** Keeps the schedule; when the name is taken the earlier time wins, together with what it carries. Tells that time. */
  readonly ensure: (schedule: Schedule) => number;
  /** Keeps a schedule that fires at `at` and every `every` milliseconds from then on; left alone when it exists. */
  readonly ensureRecurring: (schedule: Schedule, every: number) => void;
  /**
   * Puts what is due on its queue. A one-time schedule is deleted in the same transaction. Answers how many fired. A
   * recurring one that was missed several times fires once for each.
   */
  readonly fire: (now: number) => number;
  /** When the next one fires; of those for one queue, where it is named. */
  readonly next: (queue?: string) => number | undefined;
};

const Row = z.object({
  name: z.string(),
  queue: z.string(),
  body: z.string(),
  at: z.number(),
  every: z.number().nullable(),
});
const Next = z.object({ at: z.number().nullable() });

export const createScheduleStore = (disk: Disk, messages: MessageStore): ScheduleStore => {
  const { database, transact } = disk;
  const insert = database.prepare(
    `insert into schedules (name, queue, body, at) values (?, ?, ?, ?)
     on conflict (name) do update set at = excluded.at, body = excluded.body, queue = excluded.queue
     where excluded.at < schedules.at`,
  );
  const insertRecurring = database.prepare(
    "insert into schedules (name, queue, body, at, every) values (?, ?, ?, ?, ?) on conflict (name) do nothing",
  );
  const known = database.prepare("select at from schedules where name = ?");
  const due = database.prepare("select name, queue, body, at, every from schedules where at <= ? order by at");
  const remove = database.prepare("delete from schedules where name = ?");
  const move = database.prepare("update schedules set at = ? where name = ?");
  const next = database.prepare("select min(at) as at from schedules");
  const nextOfQueue = database.prepare("select min(at) as at from schedules where queue = ?");

  const fireAll = (rows: readonly z.infer<typeof Row>[], now: number): number => {
    for (const { name, queue, body, at, every } of rows) {
      messages.add(queue, body, now);
      if (every === null) remove.run(name);
      else move.run(at + every, name);
    }
    return rows.length;
  };

  return {
    ensure: ({ name, queue, body, at }) => {
      insert.run(name, queue, body, at);
      return Next.parse(known.get(name)).at ?? at;
    },
    ensureRecurring: ({ name, queue, body, at }, every) => {
      insertRecurring.run(name, queue, body, at, every);
    },
    fire: (now) => {
      let fired = 0;
      for (;;) {
        const rows = due.all(now).map((row) => Row.parse(row));
        if (rows.length === 0) return fired;
        fired += transact(() => fireAll(rows, now));
      }
    },
    next: (queue) => Next.parse(queue === undefined ? next.get() : nextOfQueue.get(queue)).at ?? undefined,
  };
};
