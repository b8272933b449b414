import type { Disk } from "./open.ts";

const keptMs = 30 * 86_400_000;

export type BlobStore = { readonly put: (key: string, body: Uint8Array, now: number) => void };

/** Bodies that are too large for an item of the table; deleted after 30 days, as the bucket's lifecycle rule does. */
export const createBlobStore = (disk: Disk): BlobStore => {
  const write = disk.database.prepare(
    `insert into blobs (key, body, expires_at) values (?, ?, ?)
     on conflict (key) do update set body = excluded.body, expires_at = excluded.expires_at`,
  );
  const expire = disk.database.prepare("delete from blobs where expires_at <= ?");
  return {
    put: (key, body, now) =>
      disk.transact(() => {
        expire.run(now);
        write.run(key, body, now + keptMs);
      }),
  };
};
