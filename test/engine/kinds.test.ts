import type { GateName } from "../../shared/engine/decision.ts";
import type { Flow, Kind } from "../../shared/engine/flow.ts";
import type { Facts } from "../../shared/engine/facts.ts";
import { planOf } from "../../shared/engine/timing.ts";
import { hours, minutes, plus } from "../../shared/events/instant.ts";
import type { Subscription } from "../../shared/events/parts.ts";
import { start } from "../support/events.ts";
import { evaluate, flowOf, gateOf, type Question } from "../support/flows.ts";
import { at } from "../support/instants.ts";
import { checkoutOf, complaining, email, factsWith, hashOf, orderOf, phone, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";
import type { Person } from "../../shared/profile/person.ts";

const flow = flowOf("test", [
  { id: "advert" },
  { id: "receipt", kind: "transactional" },
  { id: "apology", kind: "transactional", waking: true },
  { id: "thanks", kind: "transactional", kinds: ["transactional", "marketing"] },
  { id: "notice", kind: "marketing", kinds: ["marketing", "transactional"] },
  { id: "alert", channel: "support", after: minutes(0) },
  { id: "offer", promotes: ["p-1", "p-2"] },
]);
const run = runOf(flow, "c-1");
const due = plus(start, hours(1));
const facts = (person: Partial<Person> = {}, changes: Partial<Omit<Facts, "person">> = {}): Facts =>
  factsWith({ checkouts: [checkoutOf({ token: "c-1" })], ...person }, changes);
const ask = (step: string, question: Partial<Question> = {}) =>
  evaluate({ flow, run, facts: facts(), now: due, step, ...question });
const declared = (step: string, kind: "marketing" | "transactional") =>
  settingsWith({ flows: { test: { steps: { [step]: { kind } } } } });

describe("a transactional message that a store declares marketing", () => {
  const settings = declared("thanks", "marketing");

  it.each<[string, Partial<Question>, string, string]>([
    ["consent", { facts: facts({ consents: [] }) }, "skip", "no-consent"],
    ["the complaint's hold", { facts: facts(complaining(start)) }, "defer", "complaint-hold"],
    ["the cap", { facts: facts({ sends: [{ message: "m", channel: "email", at: start }] }) }, "defer", "frequency-cap"],
    ["exclusions", { facts: facts({ tags: ["b2b"] }) }, "skip", "wholesale"],
    ["its rivals", { rival: { run: "r-2", flow: "recovery", next: due } }, "defer", "arbiter"],
  ])("keeps %s", (_what, question, outcome, reason) => {
    expect(ask("thanks", question).outcome).toBe("send");
    expect(ask("thanks", { ...question, settings })).toMatchObject({ outcome, reason });
  });
});

describe("a marketing message that a store declares transactional", () => {
  const nobodyAsked = { facts: facts({ consents: [] }) };

  it("is so only where the flow allows it", () => {
    expect(ask("notice", nobodyAsked)).toMatchObject({ reason: "no-consent" });
    expect(ask("notice", { ...nobodyAsked, settings: declared("notice", "transactional") }).outcome).toBe("send");
    expect(ask("advert", { ...nobodyAsked, settings: declared("advert", "transactional") })).toMatchObject({
      outcome: "skip",
      reason: "no-consent",
    });
  });

  it.each<[string, readonly Kind[]]>([
    ["advert", ["marketing"]],
    ["receipt", ["transactional", "marketing"]],
    ["alert", ["internal"]],
  ])("by default %s may be %s", (id, kinds) => {
    expect(flow.steps.find((step) => step.id === id)?.kinds).toEqual(kinds);
  });
});

describe("a transactional message that is kept out of the night", () => {
  const night = at("2026-11-06T02:00-05:00");

  it("waits for the morning, which one that is not kept out does not", () => {
    expect(ask("receipt", { now: night }).outcome).toBe("send");
    expect(ask("apology", { now: night })).toMatchObject({
      outcome: "defer",
      reason: "quiet-hours",
      until: at("2026-11-06T07:00-05:00"),
    });
  });

  it("minds neither blackout dates nor the cap, a complaint or a missing consent", () => {
    const sends = [{ message: "m", channel: "email" as const, at: due }];
    const settings = settingsWith({ exclusions: { blackoutDates: ["2026-11-05"] } });
    expect(ask("advert", { settings }).reason).toBe("quiet-hours");
    expect(ask("apology", { settings }).outcome).toBe("send");
    const evaluation = ask("apology", { facts: facts({ sends, consents: [], ...complaining(start) }) });
    expect(evaluation.outcome).toBe("send");
  });
});

describe("what support is told", () => {
  const nothing = { ...runOf(flow, "c-1"), heldOut: true };
  const nobody = facts({ consents: [], emails: [], phones: [], ...complaining(start), tags: ["wholesale"] });

  it("goes out at once, in the night, about somebody held out who can't be reached and consented to nothing", () => {
    const activityAt = at("2026-11-06T03:00-05:00");
    const checkouts = [checkoutOf({ token: "c-1", activityAt, who: {} })];
    const evaluation = ask("alert", {
      run: nothing,
      facts: { ...nobody, person: { ...nobody.person, checkouts } },
      now: activityAt,
    });
    expect(evaluation).toMatchObject({ outcome: "send", due: activityAt, recipient: undefined });
  });

  it("goes to support alone, so that neither the address nor the phone of the person matters", () => {
    const suppressed = { stops: {}, suppressed: { reason: "hard-bounce", at: start } };
    const addresses = new Map([
      [hashOf("email", email), suppressed],
      [hashOf("text", phone), suppressed],
    ]);
    const evaluation = ask("alert", { facts: facts({}, { addresses }) });
    expect(evaluation).toMatchObject({ outcome: "send", recipient: undefined });
  });

  it("needs no slot under the cap, and takes none from others", () => {
    const sends = [{ message: "m", channel: "email" as const, at: due }];
    expect(gateOf(ask("alert", { facts: facts({ sends }) }), "frequency-cap")).toMatchObject({ pass: true });
  });

  it.each<GateName>(["quiet-hours", "frequency-cap"])("has no %s, whatever a flow calls it", (gate) => {
    const advertising: Flow = {
      ...flow,
      bind: (input) => {
        const bound = flow.bind(input);
        const alert = bound?.step("alert");
        return bound && { ...bound, step: () => alert && { ...alert, kind: "marketing" } };
      },
    };
    expect(gateOf(ask("alert", { flow: advertising }), gate)).toEqual({
      gate,
      pass: true,
      inputs: { kind: "marketing" },
    });
  });

  it.each<[string, string, Partial<Question>]>([
    ["an exit", "over", { flow: flowOf("test", [{ id: "alert", channel: "support" }], { exit: () => true }) }],
    ["a pause", "paused", { facts: facts({}, { everything: { paused: { at: start, reason: "incident" } } }) }],
    ["its deadline", "past-deadline", { now: plus(start, hours(25)) }],
    ["its own guard", "known", { flow: flowOf("test", [{ id: "alert", channel: "support", guard: "known" }]) }],
  ])("is subject to %s", (_what, reason, question) => {
    expect(ask("alert", question)).toMatchObject({ reason });
  });

  it("is told though the rest of the flow is held back from somebody held out, who gets nothing", () => {
    expect(ask("advert", { run: nothing })).toMatchObject({ outcome: "skip", reason: "holdout" });
  });

  it("stays when every channel to the customer is off", () => {
    const settings = settingsWith({ flows: { test: { channels: { email: false, text: false } } } });
    expect(planOf(flow, settings).map(({ id }) => id)).toEqual(["alert"]);
  });
});

describe("what the reader subscribes to already", () => {
  const subscription = (productIds: readonly string[], status: Subscription["status"] = "active"): Subscription => ({
    id: productIds.join(),
    status,
    updatedAt: start,
    items: productIds.map((productId) => ({ productId })),
  });
  const offered = (...subscriptions: Subscription[]) => ask("offer", { facts: facts({ subscriptions }) });

  it("is not advertised", () => {
    expect(offered(subscription(["p-1", "p-2"]))).toMatchObject({ outcome: "skip", reason: "already-subscribed" });
    expect(offered(subscription(["p-1"]), subscription(["p-2"], "paused"))).toMatchObject({
      reason: "already-subscribed",
    });
  });

  it.each<[string, readonly Subscription[]]>([
    ["only one of the products comes by itself", [subscription(["p-1"])]],
    ["the subscription has ended", [subscription(["p-1", "p-2"], "cancelled")]],
    ["it is about something else", [subscription(["p-3"])]],
    ["there is none", []],
  ])("is advertised when %s", (_what, subscriptions) => {
    expect(offered(...subscriptions).outcome).toBe("send");
  });

  it("is told by the first order where the contract names no product", () => {
    const order = orderOf("o-1", start);
    const contract = { ...subscription([]), originOrderId: "o-1" };
    const both = [
      {
        ...order,
        lines: ["p-1", "p-2"].flatMap((productId) =>
          order.lines.map((line) => ({ ...line, productId, subscription: true })),
        ),
      },
    ];
    expect(ask("offer", { facts: facts({ subscriptions: [contract], orders: both }) }).reason).toBe(
      "already-subscribed",
    );
  });

  it("is no reason against a message that advertises nothing", () => {
    expect(ask("advert", { facts: facts({ subscriptions: [subscription(["p-1"])] }) }).outcome).toBe("send");
  });
});
