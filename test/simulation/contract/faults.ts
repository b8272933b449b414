import type { Moment } from "./moment.ts";

/** What the simulator calls everything it breaks. */
export type FaultKind =
  /** The invocation ends before, or after, the effect; nothing of its memory is left. */
  | "crash-before"
  | "crash-after"
  /** The caller gets an error; the effect has not happened, or has. */
  | "timeout-before"
  | "timeout-after"
  /** Refused, provably without effect. */
  | "throttle"
  /** It happened, the answer was lost, and the SDK did it again: the caller sees the second answer. */
  | "repeat"
  /** Some entries of a PutEvents were taken, the others were not, and the answer says so. */
  | "partial";

export type FunctionName =
  | "receive-webhook"
  | "update-profile"
  | "update-catalogue"
  | "enroll"
  | "advance-run"
  | "send-message"
  | "run-chore"
  | "public-pages"
  | "sweep";

/** What an invocation was about, as far as its input tells. */
export type Subject = {
  readonly act?: string;
  readonly store?: string;
  readonly message?: string;
  readonly run?: string;
  readonly event?: string;
};

/** One fault that was injected, in the order of injection. */
export type Fault = {
  readonly at: Moment;
  /** Counts every port call of the run of this seed. */
  readonly call: number;
  /** The same when other things are taken out of the history: the invocation's name and the number of its call. */
  readonly name: string;
  /** Of the port: `table.put`, `email.send`. */
  readonly port: string;
  readonly kind: FaultKind;
  readonly invocation: number;
  readonly function: FunctionName;
  /** The record that was being handled, when it can be told. */
  readonly subjects: readonly Subject[];
  /** The key of the item, or what else the call was about. */
  readonly on: string;
};

/** Two invocations that were both under way with the same message or the same run. */
export type Parallel = {
  readonly what: "message" | "run";
  readonly id: string;
  readonly from: Moment;
  readonly to: Moment;
  readonly invocations: readonly [number, number];
};
