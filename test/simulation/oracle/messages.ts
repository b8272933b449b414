import type { ProviderCall } from "../contract/evidence.ts";
import type { MessageState } from "../contract/state.ts";
import type { Check } from "./check.ts";
import { groupBy, type History } from "./history.ts";

const callsOf = ({ evidence, store }: History): readonly ProviderCall[] =>
  evidence.calls.filter((call) => call.store === store);

const byMessage = (history: History): ReadonlyMap<string, readonly ProviderCall[]> =>
  groupBy(callsOf(history), ({ message }) => message);

/** No provider accepts one message twice (README, "Once, or flagged"; DESIGN, decision 8). */
export const acceptedOnce: Check = {
  name: "accepted-once",
  look: (history) =>
    [...byMessage(history)].flatMap(([message, calls]) => {
      const times = calls.filter(({ accepted }) => accepted).length;
      return times > 1 ? [`message ${message} (${calls[0]?.record?.step ?? "no step"}): accepted ${times} times`] : [];
    }),
};

/**
 * Once it was handed over and not provably refused, it is never handed over again: nobody knows whether the first try went
 * out (README, "Once, or flagged"; DESIGN, decision 8: the client makes one attempt, what is ambiguous is never repeated).
 */
export const handedOverOnce: Check = {
  name: "handed-over-once",
  look: (history) =>
    [...byMessage(history)].flatMap(([message, calls]) => {
      const open = calls.filter(({ accepted, told }) => accepted || told !== "refused").length;
      return open > 1 ? [`message ${message}: handed over ${open} times, none of them provably refused`] : [];
    }),
};

const settled: ReadonlySet<string> = new Set(["sent", "failed", "withdrawn", "unknown"]);

/** Every claimed message ends sent, failed, withdrawn or unknown (docs/architecture.md, "A message's life"). */
export const messageSettled: Check = {
  name: "message-is-settled",
  look: ({ state }) =>
    state.messages.flatMap(({ id, status, flow, step }) =>
      settled.has(status) ? [] : [`message ${id} (${flow}, ${step}) ends as ${status}`],
    ),
};

const wasUnknown = ({ history }: MessageState): boolean => history.some(({ status }) => status === "unknown");

/**
 * A record tells the truth: sent means accepted, failed and withdrawn mean not accepted, and what was accepted stands as
 * sent or unknown (docs/architecture.md, "A message's life"). What was unknown an operator may settle as they like.
 */
export const recordIsTrue: Check = {
  name: "record-is-true",
  look: (history) => {
    const calls = byMessage(history);
    return history.state.messages.flatMap((message) => {
      if (wasUnknown(message)) return [];
      const accepted = calls.get(message.id)?.some((call) => call.accepted) === true;
      if (message.status === "sent" && !accepted) return [`message ${message.id} is sent, and no provider took it`];
      const isDenied = message.status === "failed" || message.status === "withdrawn";
      return isDenied && accepted ? [`message ${message.id} is ${message.status}, and a provider took it`] : [];
    });
  },
};

/**
 * Unknown only where a fault, or a parallel redelivery, hit an invocation that had the message in hand (DESIGN, decision 8).
 */
export const unknownHasCause: Check = {
  name: "unknown-has-a-cause",
  look: (history) => {
    const calls = byMessage(history);
    const broken = new Set(history.evidence.faults.map(({ invocation }) => invocation));
    const named = new Set(
      history.evidence.faults.flatMap(({ subjects }) => subjects.flatMap(({ message }) => message ?? [])),
    );
    const shared = new Set(history.evidence.parallels.flatMap(({ what, id }) => (what === "message" ? [id] : [])));
    return history.state.messages.filter(wasUnknown).flatMap(({ id, flow, step, history: writes }) => {
      const had = [...writes, ...(calls.get(id) ?? [])].map(({ invocation }) => invocation);
      if (named.has(id) || shared.has(id) || had.some((invocation) => broken.has(invocation))) return [];
      return [`message ${id} (${flow}, ${step}) is unknown, and nothing had gone wrong`];
    });
  },
};

/** How many messages were, and are, of unknown outcome. */
export const countUnknown = (messages: readonly MessageState[]): { readonly ever: number; readonly left: number } => ({
  ever: messages.filter(wasUnknown).length,
  left: messages.filter(({ status }) => status === "unknown").length,
});

/** Nothing goes out of which nobody could say why: each message has its decision to send (README; DESIGN, decision 7). */
export const sentWasDecided: Check = {
  name: "sent-was-decided",
  look: (history) => {
    const { state, run } = history;
    const decided = new Set(
      state.decisions.flatMap(({ outcome, run: id, step }) => (outcome === "send" ? [`${id} ${step}`] : [])),
    );
    return callsOf(history).flatMap(({ message, record }) => {
      if (record === undefined || run(record.run) === undefined || decided.has(`${record.run} ${record.step}`))
        return [];
      return [`message ${message} (${record.flow}, ${record.step}) was handed over without a decision`];
    });
  },
};

const day = 86_400_000;

/** When a run is overdue, the hourly sweep finds it; in the quiet end of a simulation that is once a day. */
const isForTheSweep = (nextWakeAt: string, endedAt: number): boolean => {
  const overdue = endedAt - Date.parse(nextWakeAt);
  return overdue >= 0 && overdue < day + day / 24;
};

/** A run is finished, or a wake of it is to come (DESIGN, decision 6: wakes can't get lost). */
export const runIsNotStuck: Check = {
  name: "run-is-not-stuck",
  look: ({ state, evidence: { endedAt } }) =>
    state.runs.flatMap(({ id, flow, subject, finished, nextWakeAt, wakePending }) =>
      finished !== undefined || (nextWakeAt !== undefined && (wakePending || isForTheSweep(nextWakeAt, endedAt)))
        ? []
        : [
            `run ${id} of ${flow} about ${subject} is not finished, and no wake of it is to come (${nextWakeAt ?? "never"})`,
          ],
    ),
};
