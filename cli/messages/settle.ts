import { releaseSlot } from "../../shared/messaging/claim.ts";
import { wakeOf } from "../../shared/platform/wakes.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import { changeMessage, readMessage } from "../../shared/store/messages.ts";
import { UsageError } from "../errors.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";

export type SettledAs = "sent" | "failed";

/**
 * Settles a message of unknown outcome by what a person found out. One that was not sent gives its slot under the cap back;
 * its run is woken in either case. What is not unknown (any more) stays as it is. With
 * `dryRun` only what would stand in the way is told.
 */
export const settleMessage = async (
  stage: Pick<Stage, "table" | "wakes" | "now">,
  store: string,
  id: string,
  as: SettledAs,
  dryRun = false,
): Promise<void> => {
  const { table, wakes, now } = stage;
  await knownStore(stage, store);
  const message = await readMessage(table, store, id);
  if (message === undefined) throw new UsageError(`There is no message ${id} of the store ${store}.`);
  if (message.status !== "unknown")
    throw new UsageError(`The message ${id} is not unknown, but ${message.status}. Nothing was changed.`);
  if (dryRun) return;
  const reason = `settled by hand as ${as}`;
  if ((await changeMessage(table, message, { status: as, reason, settledAt: now() })) === undefined)
    throw new UsageError(`The message ${id} was changed meanwhile: look again.`);
  if (as === "failed" && message.person !== "")
    await releaseSlot(table, store, await readPerson(table, store, message.person), id);
  const { person, run, correlationId } = message;
  // An answer to a text, or a word to support, belongs to no run.
  if (!run.endsWith(`:${id}`)) await wakes.send(wakeOf({ store, person, id: run, correlationId }, now()));
};
