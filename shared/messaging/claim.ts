import type { Instant } from "../events/instant.ts";
import { minus } from "../events/instant.ts";
import { days } from "../events/instant.ts";
import type { Send } from "../engine/run.ts";
import type { ReadPerson } from "../profile/read-person.ts";
import { ConflictError } from "../store/item.ts";
import { claimMessage, changeMessage, type Message } from "../store/messages.ts";
import { replaceSends } from "../store/people.ts";
import type { Table } from "../store/table.ts";

/**
 * Sends older than the longest cap are of no use to any gate. A day more, since the machine that forgets may be ahead of the
 * one that asks.
 */
const remembered = days(8);

const prune = (sends: readonly Send[], now: Instant): Send[] => sends.filter(({ at }) => at > minus(now, remembered));

/**
 * Takes a slot under the frequency cap: the person's sends, with this message among them, written on condition that
 * nobody has changed them since they were read. What was filed under this person is closed first, so that no one who
 * has not heard of the filing can claim there. Throws {@link ConflictError} when somebody was quicker: read and decide
 * again.
 */
export const takeSlot = async (
  table: Table,
  store: string,
  read: ReadPerson,
  slot: Send,
  now: Instant,
): Promise<void> => {
  for (const other of read.others) {
    if (other.sendsItem?.closed === true) continue;
    const closed = { entries: [...other.sends], closed: true };
    if (!(await replaceSends(table, store, other.profile, closed, other.sendsRevision)))
      throw new ConflictError("The sends of a filed profile were changed meanwhile.");
  }
  if (read.root.sendsItem?.closed === true) throw new ConflictError("The profile was filed under another meanwhile.");
  const others = read.person.sends.filter(({ message }) => message !== slot.message);
  const sends = { entries: prune([...others, slot], now), closed: false };
  if (!(await replaceSends(table, store, read.root.profile, sends, read.root.sendsRevision)))
    throw new ConflictError("The person's sends were changed meanwhile.");
};

/** Gives the slot of a message back that is not going out. Nothing to do when it holds none. */
export const releaseSlot = async (table: Table, store: string, read: ReadPerson, message: string): Promise<void> => {
  for (const collection of [read.root, ...read.others]) {
    const entries = collection.sends.filter((send) => send.message !== message);
    if (entries.length === collection.sends.length) continue;
    const sends = { entries, closed: collection.sendsItem?.closed ?? false };
    if (!(await replaceSends(table, store, collection.profile, sends, collection.sendsRevision)))
      throw new ConflictError("The person's sends were changed meanwhile.");
  }
};

/**
 * Claims a message, or claims it again after it was withdrawn. True when it is now to be handed over; false when it is
 * already on its way, or was.
 */
export const claim = async (table: Table, message: Message): Promise<boolean> => {
  const standing = await claimMessage(table, message);
  switch (standing.status) {
    case "claimed":
      return true;
    case "withdrawn": {
      const { claimedAt, person, correlationId } = message;
      const again = await changeMessage(table, standing, { status: "claimed", claimedAt, person, correlationId });
      if (again === undefined) throw new ConflictError("The message was changed meanwhile.");
      return true;
    }
    case "sending":
    case "sent":
    case "failed":
    case "unknown":
      return false;
  }
};
