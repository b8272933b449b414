import * as z from "zod";
import type { Disk } from "./open.ts";

const keptMs = 30 * 86_400_000;

export type BlobStore = {
  readonly put: (key: string, body: Uint8Array, now: number) => void;
  readonly get: (key: string, now: number) => Uint8Array | undefined;
  readonly remove: (key: string) => void;
};

const Row = z.object({ body: z.instanceof(Uint8Array) });

/** Bodies that are too large for an item of the table; deleted after 30 days, as the bucket's lifecycle rule does. */
export const createBlobStore = (disk: Disk): BlobStore => {
  const write = disk.database.prepare(
    `insert into blobs (key, body, expires_at) values (?, ?, ?)
     on conflict (key) do update set body = excluded.body, expires_at = excluded.expires_at`,
  );
  const read = disk.database.prepare("select body from blobs where key = ? and expires_at > ?");
  const remove = disk.database.prepare("delete from blobs where key = ?");
  const expire = disk.database.prepare("delete from blobs where expires_at <= ?");
  return {
    put: (key, body, now) =>
      disk.transact(() => {
        expire.run(now);
        write.run(key, body, now + keptMs);
      }),
    get: (key, now) => {
      const row = read.get(key, now);
      return row === undefined ? undefined : Row.parse(row).body;
    },
    remove: (key) => {
      remove.run(key);
    },
  };
};
