import type { Instant } from "../../shared/events/instant.ts";
import { releaseSlot } from "../../shared/messaging/claim.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { NotYetError } from "../../shared/platform/consume.ts";
import { sentTextFact } from "../../shared/profile/said-facts.ts";
import { changeMessage, type Message, readMessage } from "../../shared/store/messages.ts";
import { putFact } from "../../shared/store/people.ts";
import type { Table } from "../../shared/store/table.ts";
import type { Reading } from "./judge.ts";

type Needs = Pick<Ports, "table" | "metrics" | "log">;

type Change = Parameters<typeof changeMessage>[2];

/** Writes how a message stands now. Throws a NotYetError when somebody else has changed it since it was read. */
export const change = async (table: Table, message: Message, next: Change): Promise<Message> => {
  const changed = await changeMessage(table, message, next);
  if (changed === undefined) throw new NotYetError("The message was changed meanwhile.");
  return changed;
};

/**
 * The owner of an attempt may settle it even when somebody has flagged it meanwhile. False when it is no longer theirs
 * to settle.
 */
export const settle = async (table: Table, sending: Message, next: Change): Promise<boolean> => {
  if ((await changeMessage(table, sending, next)) !== undefined) return true;
  const current = await readMessage(table, sending.store, sending.id);
  if (current?.attempt !== sending.attempt || (current?.status !== "unknown" && current?.status !== "sending"))
    return false;
  await change(table, current, next);
  return true;
};

/** A message that never went out, and never will: its slot is given back. */
export const fail = async (
  { table, metrics, log }: Needs,
  message: Message,
  reason: string,
  { read, now }: Pick<Reading, "read" | "now">,
): Promise<void> => {
  if (!(await settle(table, message, { status: "failed", reason, settledAt: now }))) return;
  metrics.count("send", { channel: message.channel, status: "failed" });
  metrics.count("send-failed");
  log.error("message failed", { message: message.id, reason });
  await releaseSlot(table, message.store, read, message.id);
};

/** A message of which nothing proves whether it went out: for a person to look at, and never repeated by itself. */
export const flag = async (
  { table, metrics, log }: Needs,
  message: Message,
  reason: string,
  now: Instant,
): Promise<void> => {
  await change(table, message, { status: "unknown", reason, settledAt: now });
  metrics.count("send", { channel: message.channel, status: "unknown" });
  metrics.count("send-unknown");
  log.error("nobody knows whether this message went out", { message: message.id, reason });
};

/** Orders may be owed to a text that its provider took; SNS tells no delivery. */
export const keepSentText = async (table: Table, message: Message, at: Instant): Promise<void> => {
  const { store, person, id, channel, flow, step, sendingAt = at } = message;
  if (channel === "text") await putFact(table, store, person, sentTextFact({ message: id, flow, step, at }, sendingAt));
};
