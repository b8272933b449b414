import * as z from "zod";
import type { Disk } from "./open.ts";

export type Archived = { readonly seq: number; readonly at: number; readonly event: string };

/** Every event the bus has taken, as JSON, for 30 days. Times are milliseconds since 1970. */
export type ArchiveStore = {
  readonly add: (event: string, now: number) => void;
  /** Up to `most` events taken from `from` on and before `to`, after the last one that was read. Oldest first. */
  readonly page: (
    range: { readonly from: number; readonly to: number; readonly most: number },
    after?: Pick<Archived, "at" | "seq">,
  ) => readonly Archived[];
};

const Row = z.object({ seq: z.number(), at: z.number(), event: z.string() });

const keptMs = 30 * 86_400_000;
/** What is too old is removed now and then, not with every event. */
const everyMs = 3_600_000;

export const createArchiveStore = (disk: Disk): ArchiveStore => {
  const { database } = disk;
  const insert = database.prepare("insert into archive (at, event) values (?, ?)");
  const expire = database.prepare("delete from archive where at < ?");
  const read = database.prepare(
    `select seq, at, event from archive
     where at >= ? and at < ? and (at > ? or (at = ? and seq > ?)) order by at, seq limit ?`,
  );
  let expired = -Infinity;
  return {
    add: (event, now) => {
      insert.run(now, event);
      if (now - expired < everyMs) return;
      expired = now;
      expire.run(now - keptMs);
    },
    page: ({ from, to, most }, after = { at: -1, seq: -1 }) =>
      read.all(from, to, after.at, after.at, after.seq, most).map((row) => Row.parse(row)),
  };
};
