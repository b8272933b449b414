import { days, hours, minus, minutes, plus } from "../../../shared/events/instant.ts";
import { start } from "../../support/events.ts";
import { at } from "../../support/instants.ts";
import { email, hashOf } from "../../support/people.ts";
import { ask, due, facts, type Pass, type Refusal, sent } from "./asking.ts";

/** Two days, begun an hour before the message is due. */
const ramp = { mode: "ramp" as const, at: start, volumes: [50, 100] };

/** Of the gates in shared/engine/gates/volume.ts. */
export const refusals: readonly Refusal[] = [
  {
    what: "a rival goes first",
    gate: "arbiter",
    question: { rival: { run: "r-2", flow: "recovery", next: plus(due, hours(2)) } },
    outcome: "defer",
    reason: "arbiter",
    until: plus(due, minutes(125)),
    inputs: { rival: "r-2", flow: "recovery", next: plus(due, hours(2)) },
  },
  {
    what: "a mail went out an hour ago, and it is night when the cap frees",
    gate: "frequency-cap",
    question: { facts: facts({ sends: [sent(due)] }), now: plus(due, hours(1)) },
    outcome: "defer",
    reason: "frequency-cap",
    until: at("2026-11-06T07:00-05:00"),
    inputs: { sends: 1, cap: "PT16H apart, 4 in P7D", frees: plus(due, hours(16)) },
  },
  {
    what: "the store is in shadow mode, and has not named the address",
    gate: "launch",
    question: {
      facts: facts(
        {},
        { store: { launch: { mode: "shadow", at: start, allowed: [hashOf("email", "b@shop.example")] } } },
      ),
    },
    outcome: "skip",
    reason: "shadow",
    inputs: { mode: "shadow", allowed: false },
  },
  {
    what: "today's volume of a ramp is used up: on its next day",
    gate: "launch",
    question: { facts: facts({}, { store: { launch: ramp }, ramp: { mails: 50, recent: ["other"] } }) },
    outcome: "defer",
    reason: "ramp",
    until: plus(ramp.at, days(1)),
    inputs: { mode: "ramp", day: 1, volume: 50, sent: 50 },
  },
];

export const passes: readonly Pass[] = [
  {
    what: "when the cap's interval is just over",
    gate: "frequency-cap",
    question: { facts: facts({ sends: [sent(plus(start, minutes(0)))] }), now: plus(start, hours(16)) },
  },
  {
    what: "when only texts went out lately",
    gate: "frequency-cap",
    question: { facts: facts({ sends: [sent(due, "t", "text")] }) },
  },
  {
    what: "when the only recent entry is its own",
    gate: "frequency-cap",
    question: { facts: facts({ sends: [sent(due, ask().message)] }) },
  },
  {
    what: "in shadow mode, to an address that the store has named",
    gate: "launch",
    question: {
      facts: facts({}, { store: { launch: { mode: "shadow", at: start, allowed: [hashOf("email", email)] } } }),
    },
    inputs: { mode: "shadow", allowed: true },
  },
  {
    what: "on a ramp, while something of the day's volume is left",
    gate: "launch",
    question: { facts: facts({}, { store: { launch: ramp }, ramp: { mails: 49, recent: [] } }) },
    inputs: { mode: "ramp", volume: 50, sent: 49 },
  },
  {
    what: "on a ramp before anything was counted",
    gate: "launch",
    question: { facts: facts({}, { store: { launch: ramp } }) },
    inputs: { mode: "ramp", sent: 0 },
  },
  {
    what: "on a ramp that is over",
    gate: "launch",
    question: {
      facts: facts({}, { store: { launch: { ...ramp, at: minus(due, days(2)) } }, ramp: { mails: 900, recent: [] } }),
    },
    inputs: { mode: "live" },
  },
  {
    what: "on a ramp, what is no marketing",
    gate: "launch",
    question: { step: "notice", facts: facts({}, { store: { launch: ramp }, ramp: { mails: 50, recent: [] } }) },
    inputs: { mode: "ramp", sent: 50 },
  },
  {
    what: "on a ramp, a text",
    gate: "launch",
    question: { step: "text", facts: facts({}, { store: { launch: ramp }, ramp: { mails: 50, recent: [] } }) },
    inputs: { mode: "live" },
  },
  {
    what: "on a ramp that is used up by nothing but the message itself",
    gate: "launch",
    question: {
      facts: facts({}, { store: { launch: ramp }, ramp: { mails: 50, recent: [ask().message.slice(0, 10)] } }),
    },
    inputs: { mode: "ramp" },
  },
];
