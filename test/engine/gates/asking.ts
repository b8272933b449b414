import type { GateName } from "../../../shared/engine/decision.ts";
import type { Facts } from "../../../shared/engine/facts.ts";
import { hours, type Instant, plus } from "../../../shared/events/instant.ts";
import type { Person } from "../../../shared/profile/person.ts";
import { start } from "../../support/events.ts";
import { evaluate, flowOf, type Question } from "../../support/flows.ts";
import { checkoutOf, factsWith, runOf } from "../../support/people.ts";

const flow = flowOf("test", [
  { id: "mail" },
  { id: "text", channel: "text" },
  { id: "notice", kind: "transactional" },
  { id: "apology", kind: "transactional", waking: true },
]);

export const checkout = checkoutOf({ token: "c-1" });
export const run = runOf(flow, "c-1");
export const due = plus(start, hours(1));

/** What is known where nothing speaks against a message, with these changes. */
export const facts = (changes: Partial<Person> = {}, more: Partial<Omit<Facts, "person">> = {}): Facts =>
  factsWith({ checkouts: [checkout], ...changes }, more);

/** Asks every gate about a message against which nothing speaks, with these changes: the mail, unless they name another. */
export const ask = (changes: Partial<Question> = {}) =>
  evaluate({ flow, run, facts: facts(), now: due, step: "mail", ...changes });

export const sent = (when: Instant, message = "other", channel: "email" | "text" = "email") => ({
  message,
  channel,
  at: when,
});

/** A question at which one gate refuses, and no other. */
export type Refusal = {
  readonly what: string;
  readonly gate: GateName;
  readonly question: Partial<Question>;
  readonly outcome: "exit" | "skip" | "defer";
  readonly reason: string;
  readonly until?: Instant;
  readonly inputs?: object;
};

/** A question at which one gate lets the message pass, whatever the others say. */
export type Pass = {
  readonly what: string;
  readonly gate: GateName;
  readonly question: Partial<Question>;
  readonly inputs?: object;
};
