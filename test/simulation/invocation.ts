import type { Instant } from "../../shared/events/instant.ts";
import type { FunctionName, Subject } from "./contract/faults.ts";
import type { Moment } from "./contract/moment.ts";
import type { Stream } from "./random.ts";

/** One call of a function: what Lambda starts, and what a crash ends for good. */
export type Invocation = {
  readonly id: number;
  /** What it is about and which time it is: the same in every run of the seed that gets as far. */
  readonly name: number;
  readonly function: FunctionName;
  readonly begunAt: Moment;
  readonly endsAt: Moment;
  readonly random: Stream;
  /** How far its machine's clock is off. */
  readonly offset: number;
  readonly subjects: () => readonly Subject[];
  /** What it came from, outside: an index of acts, -1 for none. */
  readonly act: number;
  /** Port calls so far, and those that are under way. */
  calls: number;
  waiting: number;
  state: "running" | "ended" | "dead";
  lastNow: Instant | undefined;
  touched: string[];
  /** Told when it crashes. */
  died: () => void;
};

export type Handler = (input: unknown) => Promise<unknown>;

/** How an invocation ended: with an answer, with an error, or not at all. */
export type Outcome =
  { readonly kind: "answered"; readonly answer: unknown } | { readonly kind: "failed" } | { readonly kind: "died" };
