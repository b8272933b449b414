import * as z from "zod";
import { Channel } from "../../shared/events/parts.ts";
import type { Disk } from "./open.ts";

/** What a provider accepted: for an email the parsed MIME, for a text its body. */
export const Mail = z.object({
  id: z.string(),
  store: z.string(),
  /** The pipeline's own id of the message. */
  message: z.string(),
  channel: Channel,
  to: z.string(),
  from: z.string().nullable(),
  subject: z.string().nullable(),
  html: z.string().nullable(),
  text: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  sentAt: z.string(),
});
export type Mail = z.infer<typeof Mail>;

export type MailStore = {
  readonly add: (mail: Mail) => void;
  /** Everything that was accepted, oldest first. */
  readonly all: () => readonly Mail[];
  /** What was accepted under this id of the provider's. */
  readonly find: (id: string) => Mail | undefined;
};

const Row = z.object({ content: z.string() });

export const createMailStore = (disk: Disk): MailStore => {
  const insert = disk.database.prepare(
    "insert into mailbox (id, store, message, channel, sent_at, content) values (?, ?, ?, ?, ?, ?)",
  );
  const select = disk.database.prepare("select content from mailbox order by seq");
  const one = disk.database.prepare("select content from mailbox where id = ?");
  const read = (row: unknown): Mail => Mail.parse(JSON.parse(Row.parse(row).content));
  return {
    add: (mail) => {
      insert.run(mail.id, mail.store, mail.message, mail.channel, mail.sentAt, JSON.stringify(mail));
    },
    all: () => select.all().map(read),
    find: (id) => {
      const row = one.get(id);
      return row && read(row);
    },
  };
};
