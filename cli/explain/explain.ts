import { readPerson, type ReadPerson } from "../../shared/profile/read-person.ts";
import { type DecisionRecord, readDecisions } from "../../shared/store/decisions.ts";
import { type Message, readMessage } from "../../shared/store/messages.ts";
import { findProfile } from "../find-profile.ts";
import { knownStore } from "../known-store.ts";
import { findPerson } from "../profile/find-person.ts";
import type { Stage } from "../stage.ts";

export type Explanation = { readonly message: Message | undefined; readonly decisions: readonly DecisionRecord[] };

const decisionsOf = async (stage: Stage, store: string, { person }: ReadPerson): Promise<readonly DecisionRecord[]> => {
  const all = await Promise.all(person.members.map((member) => readDecisions(stage.table, store, member)));
  return all.flat().sort((a, b) => a.at.localeCompare(b.at));
};

/**
 * Every decision about one message, by its id, or about one person, by email address, phone number or customer id. Throws a
 * {@link UsageError} when there is no such store, or nothing is known of either.
 */
export const explain = async (stage: Stage, store: string, messageOrPerson: string): Promise<Explanation> => {
  await knownStore(stage, store);
  const message = await readMessage(stage.table, store, messageOrPerson);
  if (message !== undefined) {
    const decisions = await decisionsOf(stage, store, await readPerson(stage.table, store, message.person));
    return { message, decisions: decisions.filter(({ run, step }) => run === message.run && step === message.step) };
  }
  const profile = await findProfile(stage, store, messageOrPerson);
  const decisions = await decisionsOf(stage, store, await readPerson(stage.table, store, profile));
  // Of somebody who is known it is worth saying that nothing was decided; a slip of the hand is not.
  if (decisions.length === 0) await findPerson(stage, store, messageOrPerson, ", or the id of a message");
  return { message, decisions };
};
