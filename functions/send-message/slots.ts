import type { BoundStep } from "../../shared/engine/flow.ts";
import { isFresh, takeSlot } from "../../shared/messaging/claim.ts";
import { NotYetError } from "../../shared/platform/consume.ts";
import { takeRampSlot } from "../../shared/store/launch-counts.ts";
import type { Message } from "../../shared/store/messages.ts";
import type { Table } from "../../shared/store/table.ts";
import type { Reading } from "./judge.ts";

/**
 * The cap is reckoned from when a message goes out, not from when it was claimed. A slot that is gone (given back by a
 * withdrawal that was done twice, or older than is remembered) is taken again.
 */
export const refreshSlot = async (
  table: Table,
  message: Message,
  { kind }: BoundStep,
  { read, now }: Reading,
): Promise<void> => {
  const { channel } = message;
  if (kind !== "marketing" || channel === "support") return;
  const slot = read.person.sends.find((send) => send.message === message.id);
  if (slot !== undefined && isFresh(slot, now)) return;
  await takeSlot(table, message.store, read, { message: message.id, channel, at: now }, now);
};

/**
 * Every mail counts towards the day's volume of a ramp, but only marketing waits for another day: a NotYetError when there
 * is none left.
 */
export const takeVolume = async (
  table: Table,
  message: Message,
  { kind }: BoundStep,
  { store, now }: Reading,
): Promise<void> => {
  if (message.channel !== "email") return;
  const taken = await takeRampSlot(table, message.store, store.state.launch, message.id, now);
  if (!taken && kind === "marketing") throw new NotYetError("Others have taken what was left of today's volume.");
};
