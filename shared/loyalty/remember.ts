import type { Instant } from "../events/instant.ts";
import type { Person } from "../profile/person.ts";
import type { Settings } from "../settings/settings.ts";

type Question<T> = (person: Person, settings: Settings, at: Instant) => T;

/**
 * The same answer to the same question without asking twice: of one reading of a person, every run wants to know the same
 * of the ledger. Forgotten with the person that was read.
 */
export const remember = <T>(ask: Question<T>): Question<T> => {
  const answers = new WeakMap<Person, { readonly settings: Settings; readonly at: Instant; readonly answer: T }>();
  return (person, settings, at) => {
    const known = answers.get(person);
    if (known !== undefined && known.settings === settings && known.at === at) return known.answer;
    const answer = ask(person, settings, at);
    answers.set(person, { settings, at, answer });
    return answer;
  };
};
