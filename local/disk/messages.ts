import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Disk } from "./open.ts";

/** A message that a consumer has received and not yet settled. Times are milliseconds since 1970. */
export type Received = {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  /** How often it was received, this time included. */
  readonly receives: number;
};

export type DeadLetter = {
  readonly id: string;
  readonly queue: string;
  readonly body: string;
  readonly sentAt: number;
  readonly deadAt: number;
  readonly receives: number;
  readonly reason: string;
};

export type Receive = {
  readonly now: number;
  readonly most: number;
  readonly visibilityMs: number;
  readonly maxReceives: number;
};

/** The queues of one data folder, as SQS documents them: at least once, hidden while somebody works on them. */
export type MessageStore = {
  /** Accepts a message; when this returns it is on disk. */
  readonly add: (queue: string, body: string, now: number, visibleAt?: number) => void;
  /**
   * Takes up to `most` visible messages and hides them for the visibility time. A message that has already been
   * received `maxReceives` times goes to the dead letters instead, with the reason of its last failure.
   */
  readonly receive: (
    queue: string,
    options: Receive,
  ) => { readonly taken: readonly Received[]; readonly dead: readonly DeadLetter[] };
  /** Deletes what succeeded; what failed stays hidden until its visibility time has passed. */
  readonly settle: (taken: readonly Received[], failures: ReadonlyMap<string, string>) => void;
  /** Makes visible what a process that died was working on. Answers how many there were. */
  readonly release: (now: number) => number;
  readonly nextVisible: () => number | undefined;
  readonly deadLetters: () => readonly DeadLetter[];
  /** Puts a dead letter back on the queue it died in, as a new message. False when there is none of this id. */
  readonly redrive: (id: string, now: number) => boolean;
  /** Removes a dead letter. False when there is none of this id. */
  readonly dropLetter: (id: string) => boolean;
};

const Row = z.object({
  seq: z.number(),
  id: z.string(),
  body: z.string(),
  sentAt: z.number(),
  receives: z.number(),
  reason: z.string().nullable(),
});
const DeadRow = z.object({
  id: z.string(),
  queue: z.string(),
  body: z.string(),
  sentAt: z.number(),
  deadAt: z.number(),
  receives: z.number(),
  reason: z.string(),
});
const Letter = z.object({ queue: z.string(), body: z.string() });
const Next = z.object({ at: z.number().nullable() });
const noReason = "its consumer died without an answer";

export const createMessageStore = (disk: Disk): MessageStore => {
  const { database, transact } = disk;
  const insert = database.prepare("insert into messages (id, queue, body, sent_at, visible_at) values (?, ?, ?, ?, ?)");
  const visible = database.prepare(
    `select seq, id, body, sent_at as sentAt, receives, reason from messages
     where queue = ? and visible_at <= ? order by visible_at, seq limit ?`,
  );
  const hide = database.prepare(
    "update messages set receives = receives + 1, visible_at = ?, in_flight = 1 where seq = ?",
  );
  const remove = database.prepare("delete from messages where id = ?");
  const fail = database.prepare("update messages set in_flight = 0, reason = ? where id = ?");
  const free = database.prepare("update messages set in_flight = 0, visible_at = ? where in_flight = 1");
  const next = database.prepare("select min(visible_at) as at from messages");
  const bury = database.prepare(
    "insert into dead_letters (id, queue, body, sent_at, dead_at, receives, reason) values (?, ?, ?, ?, ?, ?, ?)",
  );
  const dead = database.prepare(
    `select id, queue, body, sent_at as sentAt, dead_at as deadAt, receives, reason from dead_letters order by seq`,
  );
  const letter = database.prepare("select queue, body from dead_letters where id = ?");
  const unbury = database.prepare("delete from dead_letters where id = ?");

  const add = (queue: string, body: string, now: number, visibleAt = now): void => {
    insert.run(randomUUID(), queue, body, now, visibleAt);
  };

  const take = (queue: string, options: Receive, found: readonly z.infer<typeof Row>[]) => {
    const taken: Received[] = [];
    const buried: DeadLetter[] = [];
    for (const { seq, id, body, sentAt, receives, reason } of found) {
      if (receives < options.maxReceives) {
        hide.run(options.now + options.visibilityMs, seq);
        taken.push({ id, body, sentAt, receives: receives + 1 });
        continue;
      }
      const letter = { id, queue, body, sentAt, deadAt: options.now, receives, reason: reason ?? noReason };
      bury.run(id, queue, body, sentAt, letter.deadAt, receives, letter.reason);
      remove.run(id);
      buried.push(letter);
    }
    return { taken, dead: buried };
  };

  return {
    add,
    receive: (queue, options) => {
      const found = visible.all(queue, options.now, options.most).map((row) => Row.parse(row));
      return found.length === 0 ? { taken: [], dead: [] } : transact(() => take(queue, options, found));
    },
    settle: (taken, failures) =>
      transact(() => {
        for (const { id } of taken) {
          const reason = failures.get(id);
          if (reason === undefined) remove.run(id);
          else fail.run(reason, id);
        }
      }),
    release: (now) => Number(free.run(now).changes),
    nextVisible: () => Next.parse(next.get()).at ?? undefined,
    deadLetters: () => dead.all().map((row) => DeadRow.parse(row)),
    redrive: (id, now) =>
      transact(() => {
        const row = letter.get(id);
        if (row === undefined) return false;
        const { queue, body } = Letter.parse(row);
        add(queue, body, now);
        unbury.run(id);
        return true;
      }),
    dropLetter: (id) => unbury.run(id).changes > 0,
  };
};
