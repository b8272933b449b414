import type { Feedback } from "../../shared/feedback/ses-event.ts";
import { normaliseEmail } from "../../shared/profile/contact.ts";
import { type Message, readMessage } from "../../shared/store/messages.ts";
import { listStores, readSettings } from "../../shared/store/stores.ts";
import type { Table } from "../../shared/store/table.ts";

/**
 * The message an event is about, by the ids that we sent with it. A notification of an identity has no tags: there the
 * header names the message, and each store is asked whether it is its own.
 */
export const findMessage = async (table: Table, { store, message }: Feedback): Promise<Message | undefined> => {
  if (message === undefined || message === "") return undefined;
  for (const id of store === undefined ? await listStores(table) : [store]) {
    const found = await readMessage(table, id, message);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The stores that write from an address. */
export const storesOfSender = async (table: Table, from: string | undefined): Promise<readonly string[]> => {
  const sender = normaliseEmail(from);
  if (sender === undefined) return [];
  const found: string[] = [];
  for (const id of await listStores(table)) {
    const settings = await readSettings(table, id);
    if (normaliseEmail(settings?.brand.from.email) === sender) found.push(id);
  }
  return found;
};
