import type { Event } from "../../../shared/events/catalogue.ts";
import type { ProviderCall } from "../contract/evidence.ts";
import type { Moment } from "../contract/moment.ts";
import type { Check } from "./check.ts";
import { epoch, type History, type Settings, type Told } from "./history.ts";
import { emailName, type Name, ownerIn, PeopleInTime, phoneName, type Unions } from "./people.ts";

/** A message of a flow on its way to a provider, and what was known when it was decided on. */
export type Handover = {
  readonly call: ProviderCall;
  readonly record: NonNullable<ProviderCall["record"]>;
  readonly history: History;
  /** Whose message it is. */
  readonly person: Name;
  /** The person as known for sure when the decision began. */
  readonly people: Unions;
  /** What the run is about; undefined where the run was erased. */
  readonly subject: string | undefined;
  readonly settings: readonly Settings[];
  /** By the deciding machine's clock. */
  readonly now: Moment;
};

/** What is wrong with a hand-over; undefined when nothing is. */
export type Question = (handover: Handover) => string | undefined;

export const isMarketing = ({ record }: Handover): boolean => record.kind === "marketing";

/** The address a message goes to, as a name of its reader. */
export const addressName = ({ channel, to }: ProviderCall): Name =>
  channel === "email" ? emailName(to) : phoneName(to);

/** Every message of a flow that was handed to a provider for a customer, in order of time. */
const handoversIn = (history: History): readonly Omit<Handover, "people">[] => {
  const calls = history.evidence.calls
    .filter(({ store, channel, record }) => store === history.store && channel !== "support" && record !== undefined)
    .toSorted((a, b) => a.begunAt - b.begunAt);
  return calls.flatMap((call): Omit<Handover, "people">[] => {
    const { record } = call;
    const run = record && history.run(record.run);
    // Answers to texts belong to no run; what was erased can't be looked at any more.
    if (record === undefined || run === undefined) return [];
    return [
      {
        call,
        record,
        history,
        person: history.nameOf(run.person) ?? addressName(call),
        subject: run.subject,
        settings: history.settingsIn(call.begunAt, call.at),
        now: epoch(call.now),
      },
    ];
  });
};

const textOf = ({ call, record }: Pick<Handover, "call" | "record">): string =>
  `message ${call.message} (${record.flow}, ${record.step}) to ${call.to} at ${call.now}`;

/** Asks a question about every hand-over, in order of time, and tells every answer. */
export const ofEach =
  (ask: (history: History) => Question): Check["look"] =>
  (history) => {
    const question = ask(history);
    const found: string[] = [];
    const people = new PeopleInTime(history.links);
    for (const handover of handoversIn(history)) {
      const answer = question({ ...handover, people: people.at(handover.call.begunAt) });
      if (answer !== undefined) found.push(`${textOf(handover)}: ${answer}`);
    }
    return found;
  };

/** Whether what could be read from a moment on was known for sure when it was decided. */
export const isKnown = ({ call }: Handover, at: Moment): boolean => at <= call.begunAt;

/** Whether what could be read from a moment on at the earliest may have been known when it was decided. */
export const mayBeKnown = ({ call }: Handover, at: Moment): boolean => at < call.at;

/** Whether something said by some name binds the person of a message for sure. */
export const isTheirs = ({ people, person, call }: Handover, name: Name | undefined): boolean =>
  name !== undefined && (people.areOne(name, person) || people.areOne(name, addressName(call)));

/** Whether its reader was erased at some time: what was known of them then can't be told any more. */
export const isErased = ({ history, person, call }: Handover): boolean =>
  history.erased.has(person) || history.erased.has(addressName(call));

/**
 * The bodies about one thing that were known for sure. What names nobody waits at its token, and is known with the first that
 * names somebody.
 */
export const surelyKnown = <E extends Event>(handover: Handover, versions: readonly Told<E>[]): readonly Told<E>[] => {
  const known = versions.filter(({ appliedAt }) => isKnown(handover, appliedAt));
  return known.some(({ event }) => ownerIn(event) !== undefined) ? known : [];
};
