import type { GateName } from "../../shared/engine/decision.ts";
import { decisionOf } from "../../shared/engine/evaluate.ts";
import type { Facts } from "../../shared/engine/facts.ts";
import { days, hours, minus, plus } from "../../shared/events/instant.ts";
import type { Person } from "../../shared/profile/person.ts";
import { start } from "../support/events.ts";
import { evaluate, flowOf, gateOf, type Question } from "../support/flows.ts";
import { checkoutOf, complaining, email, factsWith, hashOf, heldUntil, phone, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const flow = flowOf("test", [
  { id: "mail" },
  { id: "text", channel: "text" },
  { id: "notice", kind: "transactional" },
  { id: "apology", kind: "transactional", waking: true },
  { id: "alert", channel: "support" },
]);
const run = runOf(flow, "c-1");
const due = plus(start, hours(1));
const facts = (person: Partial<Person> = {}, more: Partial<Omit<Facts, "person">> = {}): Facts =>
  factsWith({ checkouts: [checkoutOf({ token: "c-1" })], ...person }, more);
const ask = (step: string, question: Partial<Question> = {}) =>
  evaluate({ flow, run, facts: facts(), now: due, step, ...question });
/** Of somebody without an address. */
const nobody = (store: Facts["store"] = {}): Facts =>
  facts({ phones: [], checkouts: [checkoutOf({ token: "c-1", who: {} })] }, { store });

/** What every gate looks at before a mail that advertises, about somebody of whom little is known. */
const ofMail: Record<GateName, object> = {
  stopped: { uninstalledAt: null, storePaused: null, everythingPaused: null, marketingPaused: null },
  exit: { exits: "flow-off over", holds: null },
  age: { createdAt: start, maxAge: "P30D" },
  holdout: { heldOut: false },
  consent: {
    address: hashOf("email", email),
    kind: "marketing",
    purpose: "marketing",
    why: "granted",
    source: "shopify:customer",
    at: start,
  },
  suppression: { suppressed: null },
  "complaint-hold": { open: false },
  exclusions: { customerDeleted: false, tag: null, wholesale: false, country: null, staff: false, reason: null },
  arbiter: { rival: null, flow: null, next: null },
  "quiet-hours": { zones: "America/New_York", window: "07:00-22:00", pausedUntil: null, opens: due },
  "frequency-cap": { sends: 0, cap: "PT16H apart, 4 in P7D", frees: due },
  deadline: { due, deadline: plus(due, hours(24)) },
  launch: { mode: "live" },
};
const ofNotice = {
  ...ofMail,
  consent: { ...ofMail.consent, kind: "transactional" },
  "complaint-hold": { kind: "transactional" },
  arbiter: { kind: "transactional" },
  "quiet-hours": { kind: "transactional" },
  "frequency-cap": { kind: "transactional" },
};

describe("a decision tells what every gate looked at", () => {
  it.each([
    ["mail", ofMail],
    [
      "text",
      {
        ...ofMail,
        consent: { ...ofMail.consent, address: hashOf("text", phone) },
        "quiet-hours": { ...ofMail["quiet-hours"], window: "09:00-20:00" },
        "frequency-cap": { sends: 0, cap: "PT24H apart, 1 in P7D", frees: due },
      },
    ],
    ["notice", ofNotice],
    ["apology", { ...ofNotice, "quiet-hours": ofMail["quiet-hours"] }],
    [
      "alert",
      {
        ...ofMail,
        consent: { kind: "internal" },
        "complaint-hold": { kind: "internal" },
        arbiter: { kind: "internal" },
        "quiet-hours": { kind: "internal" },
        "frequency-cap": { kind: "internal" },
      },
    ],
  ])("where all let it pass: %s", (step, inputs) => {
    expect(decisionOf(ask(step), step, "wake", due)).toStrictEqual({
      at: due,
      step,
      by: "wake",
      outcome: "send",
      reason: "all-gates-pass",
      gates: Object.entries(inputs).map(([gate, looked]) => ({ gate, pass: true, inputs: looked })),
      ruleVersion: 5,
    });
  });

  it("and until when it waits, where it does", () => {
    const evaluation = ask("mail", { facts: facts(heldUntil(plus(due, hours(3)))) });
    expect(decisionOf(evaluation, "mail", "send", due)).toMatchObject({ by: "send", until: plus(due, hours(3)) });
  });

  const shadow = { mode: "shadow" as const, at: start, allowed: [] };
  const ramp = { mode: "ramp" as const, at: minus(due, hours(25)), volumes: [50, 100] };
  const sends = [
    { message: "before", channel: "email" as const, at: minus(due, days(2)) },
    { message: "a text", channel: "text" as const, at: minus(due, days(2)) },
    { message: ask("mail").message, channel: "email" as const, at: due },
  ];

  it.each<[string, GateName, boolean, object, string, Question["facts"], Partial<Question>?]>([
    [
      "an uninstalled store",
      "stopped",
      false,
      { uninstalledAt: start, storePaused: "sale", everythingPaused: "incident", marketingPaused: "complaints" },
      "mail",
      facts(
        {},
        {
          store: {
            uninstalledAt: start,
            paused: { at: start, reason: "sale" },
            marketingPaused: { at: start, reason: "complaints" },
          },
          everything: { paused: { at: start, reason: "incident" } },
        },
      ),
    ],
    [
      "somebody held out, of whom support is told",
      "holdout",
      true,
      { heldOut: true },
      "alert",
      facts(),
      { run: { ...run, heldOut: true } },
    ],
    ["nobody to write to", "consent", false, { address: false }, "text", nobody()],
    [
      "nobody to write to, in shadow mode",
      "launch",
      false,
      { mode: "shadow", allowed: false },
      "text",
      nobody({ launch: shadow }),
    ],
    [
      "an open complaint",
      "complaint-hold",
      false,
      { open: true, complaint: "judgeme:1", since: start, until: null },
      "mail",
      facts(complaining(start)),
    ],
    [
      "a tag, a country and wholesale at once, of which the tag is told as the reason",
      "exclusions",
      false,
      {
        customerDeleted: false,
        tag: "Press",
        wholesale: true,
        country: "FR",
        staff: true,
        reason: "excluded-tag",
      },
      "mail",
      facts({ tags: ["B2B", "Press"], checkouts: [checkoutOf({ token: "c-1", place: { country: "FR" } })] }),
      { settings: settingsWith({ exclusions: { tags: ["press"], countries: ["FR"], staff: [email] } }) },
    ],
    [
      "a rival",
      "arbiter",
      false,
      { rival: "r-2", flow: "recovery", next: due },
      "mail",
      facts(),
      { rival: { run: "r-2", flow: "recovery", next: due } },
    ],
    [
      "a reader's own pause",
      "quiet-hours",
      false,
      {
        zones: "America/New_York",
        window: "07:00-22:00",
        pausedUntil: plus(due, hours(3)),
        opens: plus(due, hours(3)),
      },
      "mail",
      facts({ preferences: { topics: [], pausedUntil: plus(due, hours(3)), at: start, revision: 1 } }),
    ],
    [
      "hours that never meet",
      "quiet-hours",
      false,
      { zones: "Pacific/Auckland Pacific/Chatham", window: "09:00-09:30", pausedUntil: null, opens: null },
      "mail",
      facts({ checkouts: [checkoutOf({ token: "c-1", place: { country: "NZ" } })], phones: [] }),
      { settings: settingsWith({ quietHours: { email: { from: "09:00", to: "09:30" } } }) },
    ],
    [
      "other messages through the channel, its own and those of other channels aside",
      "frequency-cap",
      true,
      { sends: 1, cap: "PT16H apart, 4 in P7D", frees: due },
      "mail",
      facts({ sends }),
    ],
    [
      "the second day of a ramp",
      "launch",
      true,
      { mode: "ramp", day: 2, volume: 100, sent: 50 },
      "mail",
      facts({}, { store: { launch: ramp }, ramp: { mails: 50, recent: [] } }),
    ],
  ])("%s", (_what, gate, pass, inputs, step, known, question = {}) => {
    expect(gateOf(ask(step, { facts: known, ...question }), gate)).toStrictEqual({ gate, pass, inputs });
  });
});
