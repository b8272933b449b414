import { buyer, startsAt } from "./acts.ts";
import { type Broken, call, good, item, items, withState } from "./evidence.ts";
import { message, person, run, sentAt } from "./state.ts";

/** What breaks each check of messages, their runs and their records, and nothing that a check is not about. */
export const brokenMessages: Broken = {
  "accepted-once": [["it was accepted twice", { ...good, calls: [call, call] }]],
  "handed-over-once": [
    ["an ambiguous one was repeated", { ...good, calls: [{ ...call, accepted: false, told: "ambiguous" }, call] }],
  ],
  "message-is-settled": [["it is still claimed", withState({ messages: [{ ...message, status: "claimed" }] })]],
  "record-is-true": [
    ["failed, and a provider took it", withState({ messages: [{ ...message, status: "failed" }] })],
    ["sent, and nobody took it", { ...good, calls: [] }],
  ],
  "unknown-has-a-cause": [
    [
      "nothing had gone wrong",
      withState({ messages: [{ ...message, history: [{ at: sentAt, status: "unknown", invocation: 7 }] }] }),
    ],
  ],
  "sent-was-decided": [["there is no decision", withState({ decisions: [] })]],
  "trigger-opens-its-run": [["nobody opened it", withState({ runs: [] })]],
  "slots-are-given-back": [
    [
      "what was withdrawn keeps its slot",
      {
        ...withState({ messages: [{ ...message, status: "withdrawn" }] }),
        items: () => [...items, item(person(buyer), "SENDS", "", startsAt, { entries: [{ message: "m-1" }] })],
      },
    ],
    [
      "a slot was taken and its message never claimed",
      {
        ...good,
        items: () => [...items, item(person(buyer), "SENDS", "", startsAt, { entries: [{ message: "m-9" }] })],
      },
    ],
  ],
  "run-is-not-stuck": [["no wake is to come", withState({ runs: [{ ...run, finished: undefined }] })]],
};
