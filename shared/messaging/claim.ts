import type { Instant } from "../events/instant.ts";
import { elapsed, minus } from "../events/instant.ts";
import { days } from "../events/instant.ts";
import type { Run, Send } from "../engine/run.ts";
import type { ReadPerson } from "../profile/read-person.ts";
import { ConflictError } from "../store/item.ts";
import { messageId } from "../store/keys.ts";
import { claimMessage, changeMessage, type Message, readMessages } from "../store/messages.ts";
import { replaceSends } from "../store/people.ts";
import type { Table } from "../store/table.ts";

/**
 * Sends older than the longest cap are of no use to any gate. A day more, since the machine that forgets may be ahead of the
 * one that asks.
 */
const remembered = days(8);

const prune = (sends: readonly Send[], now: Instant): Send[] => sends.filter(({ at }) => at > minus(now, remembered));

/**
 * Whether a slot was taken within the last minute, twice as long as a wake lasts: its message may be about to be claimed, and
 * its time is near enough to when it goes out.
 */
export const isFresh = ({ at }: Send, now: Instant): boolean => Math.abs(elapsed(at, now)) < 60_000;

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

/** Whether nothing is known yet of what became of a step's message. */
const isOpen = (run: Run, step: string): boolean => {
  const state = run.steps[step]?.state;
  return state === undefined || state === "handed-over" || state === "skipped";
};

/**
 * Gives back a slot that a wake of this run took and, dying, never claimed its message for: nothing else would, should the
 * run decide otherwise by now. True when there was one: read again before deciding. Throws {@link ConflictError} while
 * another wake may still be between its slot and its claim. What has become stale nobody sends without taking it anew, so
 * no message goes out on a slot that is being given back.
 */
export const releaseUnclaimed = async (table: Table, read: ReadPerson, run: Run, now: Instant): Promise<boolean> => {
  const open = run.plan.filter(({ id }) => isOpen(run, id));
  const ids = new Set(open.map(({ id, channel }) => messageId(run.id, id, channel)));
  const slots = read.person.sends.filter(({ message }) => ids.has(message));
  if (slots.length === 0) return false;
  const messages = await readMessages(
    table,
    run.store,
    slots.map(({ message }) => message),
  );
  const unclaimed = slots.find((_, index) => (messages[index]?.status ?? "withdrawn") === "withdrawn");
  if (unclaimed === undefined) return false;
  if (isFresh(unclaimed, now)) throw new ConflictError("Another wake may be about to claim a message.");
  await releaseSlot(table, run.store, read, unclaimed.message);
  return true;
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
