import * as z from "zod";
import { beganAt } from "../engine/run.ts";
import { BusMessage } from "../events/catalogue.ts";
import { refsOf } from "../profile/facts.ts";
import { profileOf } from "../profile/identity.ts";
import { OutboxMessage, WakeMessage } from "../platform/queues.ts";
import { createKeys } from "../store/keys.ts";
import { readMessage } from "../store/messages.ts";
import { readRefs } from "../store/refs.ts";
import { readRun } from "../store/runs.ts";
import type { Table } from "../store/table.ts";
import { erasedUntil } from "../store/tombstones.ts";

const Known = z.union([
  BusMessage.transform(({ detail }) => ({ kind: "event" as const, event: detail })),
  WakeMessage.transform((wake) => ({ kind: "wake" as const, wake })),
  OutboxMessage.transform((message) => ({ kind: "outbox" as const, message })),
]);

/** Requests about people and stores are the erasures themselves, and none of them names what it could bring back. */
const isRequest = (type: string): boolean => type.startsWith("store.") || /^person\.(?:redacted|requested)$/.test(type);

/**
 * Whether a message of a queue, as it lies among the dead letters, is about somebody or a store that was erased since: such
 * a message is to be deleted and not handed over again. `root` is the root secret of the stage. What is no message of ours is
 * not erased.
 */
export const isErased = async (table: Table, root: string, message: unknown): Promise<boolean> => {
  const parsed = Known.safeParse(message);
  if (!parsed.success) return false;
  const { data } = parsed;
  switch (data.kind) {
    case "event": {
      const { event } = data;
      if (isRequest(event.type)) return false;
      const keys = createKeys(root, event.store);
      const profile = profileOf({ keys, isStaff: () => false }, event.who);
      const refs = profile === undefined ? await readRefs(table, event.store, keys, refsOf(event)) : [];
      const owners = refs.flatMap((ref) => ref?.owner ?? []);
      const until = await erasedUntil(table, event.store, profile === undefined ? owners : [profile]);
      return [until, ...refs.map((ref) => ref?.erasedAt)].some((at) => at !== undefined && at >= event.occurredAt);
    }
    case "wake": {
      const { store, person, run: id } = data.wake;
      const until = await erasedUntil(table, store, [person]);
      const run = until && (await readRun(table, { store, person, id }));
      return until !== undefined && (run === undefined || beganAt(run) <= until);
    }
    case "outbox": {
      const { store, message: id } = data.message;
      const found = await readMessage(table, store, id);
      if (found === undefined) return true;
      const until = await erasedUntil(table, store, [found.person]);
      return until !== undefined && found.claimedAt <= until;
    }
  }
};
