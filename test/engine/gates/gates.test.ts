import { type GateName, gateNames } from "../../../shared/engine/decision.ts";
import { hours, plus } from "../../../shared/events/instant.ts";
import { start } from "../../support/events.ts";
import { gateOf, type Question } from "../../support/flows.ts";
import { complaining, email, hashOf } from "../../support/people.ts";
import { settingsWith } from "../../support/settings.ts";
import { ask, due, facts, run, sent } from "./asking.ts";
import * as ending from "./ending.ts";
import * as exclusions from "./exclusions.ts";
import * as permission from "./permission.ts";
import * as quiet from "./hours.ts";
import * as volume from "./volume.ts";

const subjects = [ending, permission, exclusions, quiet, volume];
const refusals = subjects.flatMap((subject) => subject.refusals);
const passes = subjects.flatMap((subject) => subject.passes);

describe("a gate that refuses", () => {
  it.each(refusals.map((refusal) => [refusal.gate, refusal.what, refusal] as const))(
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
    expect(new Set(refusals.map(({ gate }) => gate))).toEqual(new Set<GateName>(gateNames));
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

  it.each(passes.map((pass) => [pass.gate, pass.what, pass] as const))(
    "pass %s: %s",
    (_gate, _what, { gate, question, inputs = {} }) => {
      expect(gateOf(ask(question), gate)).toMatchObject({ pass: true, inputs });
    },
  );
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
