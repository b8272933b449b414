import { DatabaseSync } from "node:sqlite";

/** One SQLite file that keeps whatever the local platform has accepted. */
export type Disk = {
  readonly database: DatabaseSync;
  /** Runs `work` in one transaction: all of it is on disk when this returns, or none of it. */
  readonly transact: <Result>(work: () => Result) => Result;
  readonly close: () => void;
};

const schema = `
  create table if not exists meta (name text primary key, value text not null) strict;
  create table if not exists messages (
    seq integer primary key autoincrement,
    id text not null unique,
    queue text not null,
    body text not null,
    sent_at integer not null,
    visible_at integer not null,
    receives integer not null default 0,
    in_flight integer not null default 0,
    reason text
  ) strict;
  create index if not exists messages_by_queue on messages (queue, visible_at, seq);
  create index if not exists messages_by_time on messages (visible_at);
  create table if not exists dead_letters (
    seq integer primary key autoincrement,
    id text not null,
    queue text not null,
    body text not null,
    sent_at integer not null,
    dead_at integer not null,
    receives integer not null,
    reason text not null
  ) strict;
  create table if not exists archive (
    seq integer primary key autoincrement,
    at integer not null,
    event text not null
  ) strict;
  create index if not exists archive_by_time on archive (at, seq);
  create table if not exists schedules (
    name text primary key,
    queue text not null,
    body text not null,
    at integer not null,
    every integer
  ) strict;
  create index if not exists schedules_by_time on schedules (at);
  create table if not exists mailbox (
    seq integer primary key autoincrement,
    id text not null unique,
    store text not null,
    message text not null,
    channel text not null,
    sent_at text not null,
    content text not null
  ) strict;
  create table if not exists alerts (seq integer primary key autoincrement, content text not null) strict;
  create table if not exists secrets (store text primary key, content text not null) strict;
  create table if not exists blobs (key text primary key, body blob not null, expires_at integer not null) strict;
`;

/**
 * Opens the file, or makes it. Write-ahead logging with `synchronous = normal`: what was committed survives the death
 * of the process at any moment (`kill -9`), though perhaps not the loss of power. The file is locked for as long as it
 * is open, and a second process throws `database is locked`.
 */
export const openDisk = (file: string): Disk => {
  const database = new DatabaseSync(file);
  database.exec("pragma busy_timeout = 3000; pragma locking_mode = exclusive;");
  database.exec("pragma journal_mode = wal; pragma synchronous = normal;");
  database.exec(schema);
  const begin = database.prepare("begin immediate");
  const commit = database.prepare("commit");
  const rollback = database.prepare("rollback");
  let open = false;
  return {
    database,
    transact: (work) => {
      if (open) return work();
      begin.run();
      open = true;
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        rollback.run();
        throw error;
      } finally {
        open = false;
      }
    },
    close: () => database.close(),
  };
};
