import { hours, minutes, plus } from "../../../shared/events/instant.ts";
import { start } from "../../support/events.ts";
import { flowOf } from "../../support/flows.ts";
import { complaining, email, granted, hashOf, heldUntil, phone, runOf } from "../../support/people.ts";
import { checkout, due, facts, type Pass, type Refusal } from "./asking.ts";

/** A question how it went: transactional, and yet of a purpose that a reader may refuse. */
const surveys = flowOf("surveys", [{ id: "question", kind: "transactional", purpose: "surveys" }]);

/** Of the gates in shared/engine/gates/permission.ts. */
export const refusals: readonly Refusal[] = [
  {
    what: "nobody ever asked",
    gate: "consent",
    question: { facts: facts({ consents: [] }) },
    outcome: "skip",
    reason: "no-consent",
    inputs: { why: "never-asked", address: hashOf("email", email) },
  },
  {
    what: "it was revoked",
    gate: "consent",
    question: { facts: facts({ consents: [granted(email), granted(email, { state: "revoked", at: due })] }) },
    outcome: "skip",
    reason: "no-consent",
    inputs: { why: "revoked" },
  },
  {
    what: "its holder said stop at the address itself",
    gate: "consent",
    question: { facts: facts({}, { addresses: new Map([[hashOf("email", email), { stops: { marketing: start } }]]) }) },
    outcome: "skip",
    reason: "no-consent",
    inputs: { why: "revoked" },
  },
  {
    what: "a consent to mail is none to texts",
    gate: "consent",
    question: { step: "text", facts: facts({ consents: [granted(email)] }) },
    outcome: "skip",
    reason: "no-consent",
    inputs: { address: hashOf("text", phone) },
  },
  {
    what: "there is no address",
    gate: "consent",
    question: { facts: facts({ emails: [], checkouts: [{ ...checkout, who: {} }] }) },
    outcome: "skip",
    reason: "no-address",
    inputs: { address: false },
  },
  {
    what: "the address is suppressed",
    gate: "suppression",
    question: {
      facts: facts(
        {},
        {
          addresses: new Map([
            [hashOf("email", email), { stops: {}, suppressed: { reason: "hard-bounce", at: start } }],
          ]),
        },
      ),
    },
    outcome: "skip",
    reason: "suppressed",
    inputs: { suppressed: "hard-bounce" },
  },
  {
    what: "a complaint is open, nobody knows how long: asked again in 6 hours",
    gate: "complaint-hold",
    question: { facts: facts(complaining(start)) },
    outcome: "defer",
    reason: "complaint-hold",
    until: plus(due, hours(6)),
    inputs: { open: true, complaint: "judgeme:1", until: null },
  },
  {
    what: "a resolved complaint still holds",
    gate: "complaint-hold",
    question: { facts: facts(heldUntil(plus(due, hours(3)))) },
    outcome: "defer",
    reason: "complaint-hold",
    until: plus(due, hours(3)),
    inputs: { until: plus(due, hours(3)) },
  },
  {
    what: "the yes has yet to be confirmed",
    gate: "consent",
    question: { facts: facts({ consents: [granted(email, { pending: true })] }) },
    outcome: "skip",
    reason: "unconfirmed",
    inputs: { why: "unconfirmed" },
  },
  {
    what: "the purpose of a transactional message was refused by itself",
    gate: "consent",
    question: {
      flow: surveys,
      run: runOf(surveys, "c-1"),
      step: "question",
      facts: facts({ consents: [granted(email), granted(email, { purpose: "surveys", state: "revoked", at: due })] }),
    },
    outcome: "skip",
    reason: "no-consent",
    inputs: { kind: "transactional", purpose: "surveys", why: "revoked" },
  },
  {
    what: "the purpose was stopped at the address, and only marketing was said yes to since",
    gate: "consent",
    question: {
      flow: surveys,
      run: runOf(surveys, "c-1"),
      step: "question",
      facts: facts(
        { consents: [granted(email, { at: due })] },
        { addresses: new Map([[hashOf("email", email), { stops: { surveys: start } }]]) },
      ),
    },
    outcome: "skip",
    reason: "no-consent",
  },
];

export const passes: readonly Pass[] = [
  {
    what: "of a transactional kind, when marketing as a whole was refused",
    gate: "consent",
    question: {
      flow: surveys,
      run: runOf(surveys, "c-1"),
      step: "question",
      facts: facts({ consents: [granted(email, { state: "revoked" })] }),
    },
  },
  { what: "when the complaint's hold is over", gate: "complaint-hold", question: { facts: facts(heldUntil(due)) } },
  {
    what: "before the complaint was opened",
    gate: "complaint-hold",
    question: { facts: facts(complaining(plus(due, minutes(1)))) },
  },
  {
    what: "when a stop came before a newer yes",
    gate: "consent",
    question: {
      facts: facts(
        { consents: [granted(email, { at: due })] },
        { addresses: new Map([[hashOf("email", email), { stops: { marketing: start } }]]) },
      ),
    },
  },
];
