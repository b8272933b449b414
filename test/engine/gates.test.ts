import { type GateName, gateNames } from "../../shared/engine/decision.ts";
import type { Facts } from "../../shared/engine/facts.ts";
import { days, type Duration, hours, type Instant, minus, minutes, plus } from "../../shared/events/instant.ts";
import type { Person } from "../../shared/profile/person.ts";
import type { Preferences } from "../../shared/profile/preferences.ts";
import { start } from "../support/events.ts";
import { evaluate, flowOf, gateOf, type Question } from "../support/flows.ts";
import { at } from "../support/instants.ts";
import {
  checkoutOf,
  complaining,
  email,
  factsWith,
  granted,
  hashOf,
  heldUntil,
  orderOf,
  phone,
  runOf,
} from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const flow = flowOf("test", [
  { id: "mail" },
  { id: "text", channel: "text" },
  { id: "notice", kind: "transactional" },
  { id: "apology", kind: "transactional", waking: true },
]);
const checkout = checkoutOf({ token: "c-1" });
const run = runOf(flow, "c-1");
const due = plus(start, hours(1));

const person = (changes: Partial<Person> = {}): Partial<Person> => ({ checkouts: [checkout], ...changes });
const facts = (changes: Partial<Person> = {}, more: Partial<Omit<Facts, "person">> = {}): Facts =>
  factsWith(person(changes), more);
const ask = (changes: Partial<Question> = {}) =>
  evaluate({ flow, run, facts: facts(), now: due, step: "mail", ...changes });

const sent = (when: Instant, message = "other", channel: "email" | "text" = "email") => ({
  message,
  channel,
  at: when,
});

/** A question how it went: transactional, and yet of a purpose that a reader may refuse. */
const surveys = flowOf("surveys", [{ id: "question", kind: "transactional", purpose: "surveys" }]);
const pausedFor = (duration: Duration): Preferences => ({
  topics: [],
  pausedUntil: plus(due, duration),
  at: start,
  revision: 1,
});

type Case = {
  readonly what: string;
  readonly gate: GateName;
  readonly question: Partial<Question>;
  readonly outcome: string;
  readonly reason: string;
  readonly until?: Instant;
  readonly inputs?: object;
};

const night = at("2026-11-05T22:30-05:00");
const overnight = checkoutOf({ token: "c-1", activityAt: at("2026-11-05T21:00-05:00") });

/** Two days, begun an hour before the message is due. */
const ramp = { mode: "ramp" as const, at: start, volumes: [50, 100] };

const refusals: readonly Case[] = [
  {
    what: "the store was uninstalled",
    gate: "stopped",
    question: { facts: facts({}, { store: { uninstalledAt: start } }) },
    outcome: "exit",
    reason: "store-uninstalled",
    inputs: { uninstalledAt: start },
  },
  {
    what: "the store is paused for an hour: asked again in 15 minutes",
    gate: "stopped",
    question: { facts: facts({}, { store: { paused: { at: start, reason: "sale" } } }) },
    outcome: "defer",
    reason: "paused",
    until: plus(due, minutes(15)),
    inputs: { storePaused: "sale", everythingPaused: null },
  },
  ...[
    { since: minus(due, minutes(3)), again: minutes(15) },
    { since: minus(due, hours(4)), again: hours(1) },
    { since: minus(due, days(30)), again: hours(3) },
    { since: plus(due, hours(2)), again: minutes(15) },
  ].map(({ since, again }) => ({
    what: `the store is paused since ${since}: asked again after a quarter of that time, within limits`,
    gate: "stopped" as const,
    question: { facts: facts({}, { store: { paused: { at: since, reason: "sale" } } }) },
    outcome: "defer" as const,
    reason: "paused",
    until: plus(due, again),
    inputs: {},
  })),
  {
    what: "everything is paused",
    gate: "stopped",
    question: { facts: facts({}, { everything: { paused: { at: start, reason: "incident" } } }) },
    outcome: "defer",
    reason: "paused",
    until: plus(due, minutes(15)),
    inputs: { storePaused: null, everythingPaused: "incident" },
  },
  {
    what: "the flow is switched off",
    gate: "exit",
    question: { settings: settingsWith({ flows: { test: { enabled: false } } }) },
    outcome: "exit",
    reason: "flow-off",
    inputs: { holds: "flow-off" },
  },
  {
    what: "an exit of the flow holds",
    gate: "exit",
    question: { flow: flowOf("test", [{ id: "mail" }], { exit: () => true }) },
    outcome: "exit",
    reason: "over",
    inputs: { holds: "over", exits: "flow-off over" },
  },
  {
    what: "the subject is too old",
    gate: "age",
    question: {
      facts: facts({
        checkouts: [checkoutOf({ token: "c-1", createdAt: at("2026-10-01T00:00Z"), activityAt: start })],
      }),
    },
    outcome: "exit",
    reason: "too-old",
    inputs: { createdAt: at("2026-10-01T00:00Z"), maxAge: "P30D" },
  },
  {
    what: "the run is held out",
    gate: "holdout",
    question: { run: { ...run, heldOut: true } },
    outcome: "exit",
    reason: "holdout",
    inputs: { heldOut: true },
  },
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
    what: "the reader has asked for a pause that ends in time",
    gate: "quiet-hours",
    question: { facts: facts({ preferences: pausedFor(hours(3)) }) },
    outcome: "defer",
    reason: "paused-by-reader",
    until: plus(due, hours(3)),
    inputs: { pausedUntil: plus(due, hours(3)) },
  },
  {
    what: "the reader has asked for a longer pause than the message can wait",
    gate: "quiet-hours",
    question: { facts: facts({ preferences: pausedFor(days(30)) }) },
    outcome: "skip",
    reason: "past-deadline:paused-by-reader",
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
  {
    what: "the shop has deleted the customer",
    gate: "exclusions",
    question: { facts: facts({ customerDeleted: true }) },
    outcome: "skip",
    reason: "customer-deleted",
    inputs: { customerDeleted: true },
  },
  {
    what: "the customer has an excluded tag",
    gate: "exclusions",
    question: {
      facts: facts({ tags: ["vip", "Trade Press "] }),
      settings: settingsWith({ exclusions: { tags: [" trade press"] } }),
    },
    outcome: "skip",
    reason: "excluded-tag",
    inputs: { tag: "Trade Press " },
  },
  {
    what: "the customer is tagged as wholesale",
    gate: "exclusions",
    question: { facts: facts({ tags: ["Wholesale"] }) },
    outcome: "skip",
    reason: "wholesale",
    inputs: { wholesale: true, tag: null },
  },
  {
    what: "the only order is a company's",
    gate: "exclusions",
    question: { facts: facts({ orders: [{ ...orderOf("o-1", at("2026-10-01T00:00Z")), business: true }] }) },
    outcome: "skip",
    reason: "wholesale",
    inputs: { wholesale: true },
  },
  {
    what: "the latest order is a company's",
    gate: "exclusions",
    question: {
      facts: facts({
        orders: [
          orderOf("o-1", at("2026-10-01T00:00Z")),
          { ...orderOf("o-2", at("2026-10-02T00:00Z")), business: true },
        ],
      }),
    },
    outcome: "skip",
    reason: "wholesale",
    inputs: { wholesale: true },
  },
  {
    what: "its channel is switched off for the flow",
    gate: "exclusions",
    question: { settings: settingsWith({ flows: { test: { channels: { email: false } } } }) },
    outcome: "skip",
    reason: "channel-off",
    inputs: { reason: "channel-off" },
  },
  {
    what: "the checkout goes to an excluded country",
    gate: "exclusions",
    question: {
      facts: facts({ checkouts: [{ ...checkout, place: { country: "FR" } }] }),
      settings: settingsWith({ exclusions: { countries: ["FR"] } }),
    },
    outcome: "skip",
    reason: "excluded-country",
    inputs: { country: "FR" },
  },
  ...["ada@customer.example", "@customer.example", "Ada@Customer.example"].map((entry): Case => ({
    what: `the address is staff's, listed as ${entry}`,
    gate: "exclusions",
    question: { settings: settingsWith({ exclusions: { staff: [entry] } }) },
    outcome: "skip",
    reason: "staff",
    inputs: { staff: true },
  })),
  {
    what: "the customer's own address is staff's, whatever address the message goes to",
    gate: "exclusions",
    question: {
      facts: facts({ customer: { id: "1", email: "eve@demo-store.example", updatedAt: due } }),
      settings: settingsWith({ exclusions: { staff: ["@demo-store.example"] } }),
    },
    outcome: "skip",
    reason: "staff",
    inputs: { staff: true },
  },
  {
    what: "the step's own guard refuses",
    gate: "exclusions",
    question: { flow: flowOf("test", [{ id: "mail", guard: "sold-out" }]) },
    outcome: "skip",
    reason: "sold-out",
    inputs: { reason: "sold-out" },
  },
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
    what: "it is night",
    gate: "quiet-hours",
    question: { facts: facts({ checkouts: [overnight] }), now: night },
    outcome: "defer",
    reason: "quiet-hours",
    until: at("2026-11-06T07:00-05:00"),
    inputs: { window: "07:00-22:00", zones: "America/New_York", opens: at("2026-11-06T07:00-05:00") },
  },
  {
    what: "it is too early for a text though not for a mail",
    gate: "quiet-hours",
    question: {
      step: "text",
      facts: facts({ checkouts: [checkoutOf({ token: "c-1", activityAt: at("2026-11-06T06:00-05:00") })] }),
      now: at("2026-11-06T07:30-05:00"),
    },
    outcome: "defer",
    reason: "quiet-hours",
    until: at("2026-11-06T09:00-05:00"),
    inputs: { window: "09:00-20:00" },
  },
  {
    what: "it is night where the reader had an order sent to, of which the subject itself says nothing",
    gate: "quiet-hours",
    question: {
      facts: facts({
        checkouts: [overnight],
        orders: [{ ...orderOf("o-1", at("2026-10-01T00:00Z")), place: { country: "US", province: "CA" } }],
      }),
      now: at("2026-11-06T06:30-08:00"),
    },
    outcome: "defer",
    reason: "quiet-hours",
    until: at("2026-11-06T07:00-08:00"),
    inputs: { zones: "America/Los_Angeles" },
  },
  {
    what: "the day is blacked out, and the night after it is one",
    gate: "quiet-hours",
    question: { settings: settingsWith({ exclusions: { blackoutDates: ["2026-11-05"] } }) },
    outcome: "defer",
    reason: "quiet-hours",
    until: at("2026-11-06T07:00-05:00"),
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
    what: "its own deadline has passed",
    gate: "deadline",
    question: { now: plus(due, minutes(24 * 60 + 1)) },
    outcome: "skip",
    reason: "past-deadline",
    inputs: { due, deadline: plus(due, hours(24)) },
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

const passing: readonly { readonly what: string; readonly question: Partial<Question>; readonly inputs: object }[] = [
  {
    what: "in shadow mode, to an address that the store has named",
    question: {
      facts: facts({}, { store: { launch: { mode: "shadow", at: start, allowed: [hashOf("email", email)] } } }),
    },
    inputs: { mode: "shadow", allowed: true },
  },
  {
    what: "on a ramp, while something of the day's volume is left",
    question: { facts: facts({}, { store: { launch: ramp }, ramp: { mails: 49, recent: [] } }) },
    inputs: { mode: "ramp", volume: 50, sent: 49 },
  },
  {
    what: "on a ramp before anything was counted",
    question: { facts: facts({}, { store: { launch: ramp } }) },
    inputs: { mode: "ramp", sent: 0 },
  },
  {
    what: "on a ramp that is over",
    question: {
      facts: facts({}, { store: { launch: { ...ramp, at: minus(due, days(2)) } }, ramp: { mails: 900, recent: [] } }),
    },
    inputs: { mode: "live" },
  },
  {
    what: "on a ramp, what is no marketing",
    question: { step: "notice", facts: facts({}, { store: { launch: ramp }, ramp: { mails: 50, recent: [] } }) },
    inputs: { mode: "ramp", sent: 50 },
  },
  {
    what: "on a ramp, a text",
    question: { step: "text", facts: facts({}, { store: { launch: ramp }, ramp: { mails: 50, recent: [] } }) },
    inputs: { mode: "live" },
  },
];

describe("a gate that refuses", () => {
  it.each(refusals.map((refusal): [string, string, Case] => [refusal.gate, refusal.what, refusal]))(
    "%s: %s",
    (_gate, _what, { gate, question, outcome, reason, until, inputs = {} }) => {
      const evaluation = ask(question);
      expect(evaluation).toMatchObject({ outcome, reason, until });
      expect(gateOf(evaluation, gate)).toMatchObject({ gate, pass: false, inputs });
      // It is the only one, and all others were asked all the same, in their order.
      expect(evaluation.gates.map(({ gate: name }) => name)).toEqual(gateNames);
      expect(evaluation.gates.filter(({ pass }) => !pass).map(({ gate: name }) => name)).toEqual([gate]);
    },
  );

  it("has a case for every gate there is", () => {
    expect(new Set(refusals.map(({ gate }) => gate))).toEqual(new Set(gateNames));
  });
});

describe("the gate of a store that is not wholly live", () => {
  it.each(passing.map((one) => [one.what, one] as const))("lets it pass: %s", (_what, { question, inputs }) => {
    const evaluation = ask(question);
    expect(evaluation.outcome).toBe("send");
    expect(gateOf(evaluation, "launch")).toMatchObject({ pass: true, inputs });
  });

  it("does not count a message against itself", () => {
    const { message } = ask();
    const full = { store: { launch: ramp }, ramp: { mails: 50, recent: [message.slice(0, 10)] } };
    expect(ask({ facts: facts({}, full) }).outcome).toBe("send");
  });
});

describe("gates that let a message pass", () => {
  it("say so one by one, with what they looked at", () => {
    const evaluation = ask();
    expect(evaluation).toMatchObject({ outcome: "send", reason: "all-gates-pass", until: undefined, due });
    expect(evaluation.gates.map(({ gate, pass }) => [gate, pass])).toEqual(gateNames.map((gate) => [gate, true]));
    expect(gateOf(evaluation, "consent").inputs).toMatchObject({
      why: "granted",
      source: "shopify:customer",
      at: start,
    });
    expect(gateOf(evaluation, "deadline").inputs).toEqual({ due, deadline: plus(due, hours(24)) });
  });

  it.each<[string, GateName, Partial<Question>]>([
    ["up to its very deadline", "deadline", { now: plus(due, hours(24)), facts: facts({}) }],
    ["when the reader's pause is over", "quiet-hours", { facts: facts({ preferences: pausedFor(minutes(0)) }) }],
    [
      "long after the reader's pause",
      "quiet-hours",
      { facts: facts({ preferences: { ...pausedFor(minutes(0)), pausedUntil: minus(due, days(2)) } }) },
    ],
    [
      "of no marketing, though it is kept out of the night, while the reader pauses marketing",
      "quiet-hours",
      { step: "apology", facts: facts({ preferences: pausedFor(days(30)) }) },
    ],
    [
      "of no marketing, while the reader pauses marketing",
      "quiet-hours",
      { step: "notice", facts: facts({ preferences: pausedFor(days(30)) }) },
    ],
    [
      "of a transactional kind, when marketing as a whole was refused",
      "consent",
      {
        flow: surveys,
        run: runOf(surveys, "c-1"),
        step: "question",
        facts: facts({ consents: [granted(email, { state: "revoked" })] }),
      },
    ],
    [
      "to a country that is not among the excluded ones",
      "exclusions",
      {
        facts: facts({ checkouts: [{ ...checkout, place: { country: "FR" } }] }),
        settings: settingsWith({ exclusions: { countries: ["DE", "CH"] } }),
      },
    ],
    [
      "to a country nobody knows, where some are excluded",
      "exclusions",
      { settings: settingsWith({ exclusions: { countries: ["DE"] } }) },
    ],
    ["when the complaint's hold is over", "complaint-hold", { facts: facts(heldUntil(due)) }],
    ["before the complaint was opened", "complaint-hold", { facts: facts(complaining(plus(due, minutes(1)))) }],
    [
      "when a stop came before a newer yes",
      "consent",
      {
        facts: facts(
          { consents: [granted(email, { at: due })] },
          { addresses: new Map([[hashOf("email", email), { stops: { marketing: start } }]]) },
        ),
      },
    ],
    [
      "when the cap's interval is just over",
      "frequency-cap",
      { facts: facts({ sends: [sent(plus(start, minutes(0)))] }), now: plus(start, hours(16)) },
    ],
    ["when only texts went out lately", "frequency-cap", { facts: facts({ sends: [sent(due, "t", "text")] }) }],
    ["when the only recent entry is its own", "frequency-cap", { facts: facts({ sends: [sent(due, ask().message)] }) }],
    [
      "to the very end of its thirtieth day",
      "age",
      {
        facts: facts({ checkouts: [checkoutOf({ token: "c-1", createdAt: minus(due, days(30)), activityAt: start })] }),
      },
    ],
  ])("pass %s: %s", (_what, gate, question) => {
    expect(gateOf(ask(question), gate).pass).toBe(true);
  });
});

describe("a transactional message", () => {
  it.each<[string, Partial<Question>]>([
    ["without consent", { facts: facts({ consents: [] }) }],
    ["while a complaint is open", { facts: facts(complaining(start)) }],
    ["over the cap", { facts: facts({ sends: [sent(due)] }) }],
    ["whatever rival there is", { rival: { run: "r-2", flow: "recovery", next: due } }],
    [
      "to a tag that gets no marketing",
      {
        facts: facts({ tags: ["w"] }),
        settings: settingsWith({ exclusions: { tags: ["w"] } }),
      },
    ],
  ])("goes out %s", (_what, question) => {
    expect(ask({ step: "notice", ...question })).toMatchObject({ outcome: "send" });
  });

  it.each<[string, string, Partial<Question>]>([
    [
      "to a suppressed address",
      "suppressed",
      {
        facts: facts(
          {},
          {
            addresses: new Map([[hashOf("email", email), { stops: {}, suppressed: { reason: "bounce", at: start } }]]),
          },
        ),
      },
    ],
    ["after an uninstallation", "store-uninstalled", { facts: facts({}, { store: { uninstalledAt: start } }) }],
    ["while paused", "paused", { facts: facts({}, { store: { paused: { at: start, reason: "x" } } }) }],
    ["past its deadline", "past-deadline", { now: plus(due, hours(25)) }],
    ["to somebody held out", "holdout", { run: { ...run, heldOut: true } }],
    [
      "through a channel that is off",
      "channel-off",
      { settings: settingsWith({ flows: { test: { channels: { email: false } } } }) },
    ],
  ])("does not %s", (_what, reason, question) => {
    expect(ask({ step: "notice", ...question }).reason).toBe(reason);
  });
});
