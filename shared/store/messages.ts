import * as z from "zod";
import { Instant, minutes, plus } from "../events/instant.ts";
import { StepChannel } from "../events/parts.ts";
import { Consent } from "../profile/facts.ts";
import { Report } from "../feedback/ses-event.ts";
import { dueKey } from "./due.ts";
import { fromItem, fromMaybe, putOnce, toItem } from "./item.ts";
import { personPk } from "./people.ts";
import type { Item, Table } from "./table.ts";

/** One message of one step of one run. */
export const Message = z.object({
  id: z.string(),
  store: z.string(),
  person: z.string(),
  run: z.string(),
  flow: z.string(),
  step: z.string(),
  channel: StepChannel,
  status: z.enum(["claimed", "sending", "sent", "failed", "withdrawn", "unknown"]),
  claimedAt: Instant,
  /** Who is calling the provider, or called it last. */
  attempt: z.string().optional(),
  sendingAt: Instant.optional(),
  /** Its provider throttles, and another try is on its way: whatever asks before this moment is spare. */
  retryAt: Instant.optional(),
  settledAt: Instant.optional(),
  reason: z.string().optional(),
  providerId: z.string().optional(),
  /** What its provider told of it, each with the moment it happened first. */
  reports: z.partialRecord(Report, Instant).optional(),
  /** The consent a marketing message relied on. */
  consent: Consent.optional(),
  /** The code printed in it; the same however often it is rendered. */
  discountCode: z.string().optional(),
  /** Where a short link of this message leads. */
  link: z.string().optional(),
  correlationId: z.string(),
  revision: z.number().int(),
});
export type Message = z.infer<typeof Message>;
export type MessageStatus = Message["status"];

/** Kept for thirteen months: a year of questions about what was sent, and why. */
const retentionSeconds = 400 * 86_400;

/** Where messages stand of which nobody knows whether they went out, until somebody does. */
const unknownPartition = "unknown";

/** How long a claim or an attempt may stand before the sweep looks at it. */
export const patience = minutes(30);

const key = (store: string, id: string): { pk: string; sk: string } => ({
  pk: messagePk(store, id),
  sk: "MESSAGE",
});

const itemOf = (message: Message): Item => {
  const waiting = message.status === "claimed" || message.status === "sending";
  const unknown = message.status === "unknown";
  const since = message.status === "sending" ? (message.sendingAt ?? message.claimedAt) : message.claimedAt;
  return toItem(key(message.store, message.id), message, {
    revision: message.revision,
    ttl: Math.floor(new Date(message.claimedAt).getTime() / 1000) + retentionSeconds,
    ...(waiting ? dueKey(plus(since, patience)) : {}),
    ...(unknown ? { duePk: unknownPartition, dueAt: message.settledAt ?? since } : {}),
  });
};

/** Everything that is kept beside one message, the message among it. */
export const messagePk = (store: string, id: string): string => `${store}/message/${id}`;

export const readMessage = async (table: Table, store: string, id: string): Promise<Message | undefined> =>
  fromMaybe(Message, await table.get(key(store, id)));

const pointer = "MESSAGE#";

/** Notes with a person that a message to them exists which belongs to no run, so that what is theirs can be found. */
export const noteMessage = async (
  table: Table,
  { store, person, id }: Pick<Message, "store" | "person" | "id">,
  at: Instant,
): Promise<void> => {
  const ttl = Math.floor(new Date(at).getTime() / 1000) + retentionSeconds;
  await table.put(toItem({ pk: personPk(store, person), sk: `${pointer}${id}` }, {}, { ttl }));
};

/** The messages that items of a person's collection lead to. */
export const notedMessages = (items: readonly Item[]): readonly string[] =>
  items.flatMap(({ sk }) => (sk.startsWith(pointer) ? [sk.slice(pointer.length)] : []));

export const readMessages = async (
  table: Table,
  store: string,
  ids: readonly string[],
): Promise<readonly (Message | undefined)[]> =>
  (await table.getMany(ids.map((id) => key(store, id)))).map((item) => fromMaybe(Message, item));

/** Claims a message if nobody has; otherwise tells how it stands. */
export const claimMessage = async (table: Table, message: Message): Promise<Message> => {
  const result = await putOnce(table, itemOf(message), { kind: "absent" });
  return result.written ? message : (fromMaybe(Message, result.current) ?? message);
};

/**
 * Changes a message as it was read; undefined when another writer was quicker. The one place a status changes.
 */
export const changeMessage = async (
  table: Table,
  message: Message,
  change: Partial<Omit<Message, "id" | "store" | "revision">>,
): Promise<Message | undefined> => {
  const next: Message = { ...message, ...change, revision: message.revision + 1 };
  const result = await putOnce(table, itemOf(next), { kind: "equals", attribute: "revision", value: message.revision });
  return result.written ? next : undefined;
};

/** Messages of unknown outcome, oldest first: for a person to settle, since they are never repeated by themselves. */
export const listUnknown = async (table: Table, until: Instant, most = 500): Promise<readonly Message[]> =>
  (await table.due(unknownPartition, until, most)).map((item) => fromItem(Message, item));
