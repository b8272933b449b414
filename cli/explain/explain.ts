import { readPerson } from "../../shared/profile/read-person.ts";
import { type DecisionRecord, readDecisions } from "../../shared/store/decisions.ts";
import { type Message, readMessage } from "../../shared/store/messages.ts";
import { findProfile } from "../find-profile.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";

export type Explanation = { readonly message: Message | undefined; readonly decisions: readonly DecisionRecord[] };

const decisionsOf = async (stage: Stage, store: string, profile: string): Promise<readonly DecisionRecord[]> => {
  const { person } = await readPerson(stage.table, store, profile);
  const all = await Promise.all(person.members.map((member) => readDecisions(stage.table, store, member)));
  return all.flat().sort((a, b) => a.at.localeCompare(b.at));
};

/**
 * Every decision about one message, by its id, or about one person, by email address, phone number or customer id. Throws a
 * {@link UsageError} when there is no such store.
 */
export const explain = async (stage: Stage, store: string, messageOrPerson: string): Promise<Explanation> => {
  await knownStore(stage, store);
  const message = await readMessage(stage.table, store, messageOrPerson);
  if (message !== undefined) {
    const decisions = await decisionsOf(stage, store, message.person);
    return { message, decisions: decisions.filter(({ run, step }) => run === message.run && step === message.step) };
  }
  return { message, decisions: await decisionsOf(stage, store, await findProfile(stage, store, messageOrPerson)) };
};
