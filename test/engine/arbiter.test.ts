import { advance } from "../../shared/engine/advance.ts";
import type { Flow } from "../../shared/engine/flow.ts";
import type { Run } from "../../shared/engine/run.ts";
import { hours, type Instant, minus, minutes, plus } from "../../shared/events/instant.ts";
import type { Person } from "../../shared/profile/person.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { flowOf, type StepSketch } from "../support/flows.ts";
import { start } from "../support/events.ts";
import { at } from "../support/instants.ts";
import { checkoutOf, factsWith, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const settings = settingsWith({ quietHours: { email: { from: "00:00", to: "24:00" } } });
const now = plus(start, hours(1));

const own = flowOf("own", [{ id: "own-mail", after: hours(1), dies: hours(24) }], { priority: 10 });
/** A flow whose only mail falls due so long from now, and dies so soon after. */
const rivalFlow = (priority: number, sketch: Partial<StepSketch> = {}): Flow =>
  flowOf("rival", [{ id: "rival-mail", after: hours(2), dies: hours(3), ...sketch }], { priority });

type Scene = {
  readonly rival: Flow;
  readonly rivalRun?: Partial<Run>;
  readonly person?: Partial<Person>;
  readonly at?: Instant;
  readonly ownFlow?: Flow;
  readonly rules?: Settings;
};

const scene = ({ rival, rivalRun = {}, person = {}, at = now, ownFlow = own, rules = settings }: Scene) => {
  const run = runOf(ownFlow, "c-own", { id: "m-own" });
  const other = runOf(rival, "c-rival", { id: "z-rival", ...rivalRun });
  const checkouts = [checkoutOf({ token: "c-own" }), checkoutOf({ token: "c-rival" })];
  const facts = factsWith({ checkouts, runs: [run, other], ...person });
  return advance({ flows: [ownFlow, rival], flow: ownFlow, run, facts, settings: rules, now: at, messages: new Map() });
};

const decided = (input: Scene) => {
  const { decisions, wake } = scene(input);
  const [decision] = decisions;
  return { outcome: decision?.outcome, reason: decision?.reason, until: decision?.until, wake };
};

describe("two flows due for one person", () => {
  it("the lower priority waits for a rival that could not go after it", () => {
    expect(decided({ rival: rivalFlow(20) })).toEqual({
      outcome: "defer",
      reason: "arbiter",
      until: plus(start, minutes(125)),
      wake: [],
    });
  });

  it("the decision names the rival and when it can go", () => {
    const arbiter = scene({ rival: rivalFlow(20) }).decisions[0]?.gates.find(({ gate }) => gate === "arbiter");
    expect(arbiter).toEqual({
      gate: "arbiter",
      pass: false,
      inputs: { rival: "z-rival", flow: "rival", next: plus(start, hours(2)) },
    });
  });

  it.each<[string, Scene]>([
    ["has a lower priority", { rival: rivalFlow(5) }],
    ["can wait until the cap lets it go as well", { rival: rivalFlow(20, { dies: hours(24) }) }],
    ["falls due after the cap's interval", { rival: rivalFlow(20, { after: hours(17), dies: hours(1) }) }],
    ["is held out", { rival: rivalFlow(20), rivalRun: { heldOut: true } }],
    ["has ended", { rival: rivalFlow(20), rivalRun: { finished: { reason: "ordered", at: start } } }],
    [
      "has sent its message",
      { rival: rivalFlow(20), rivalRun: { steps: { "rival-mail": { state: "sent", message: "m", at: start } } } },
    ],
    ["is transactional", { rival: rivalFlow(20, { kind: "transactional" }) }],
    ["goes by another channel", { rival: rivalFlow(20, { channel: "text" }) }],
    ["is refused by its own guard", { rival: rivalFlow(20, { guard: "sold-out" }) }],
    [
      "is over",
      {
        rival: flowOf("rival", [{ id: "rival-mail", after: hours(2), dies: hours(3) }], {
          priority: 20,
          exit: () => true,
        }),
      },
    ],
    ["has a subject nobody knows", { rival: rivalFlow(20), rivalRun: { subject: "c-unknown" } }],
    ["is of a flow that is no more", { rival: rivalFlow(20), rivalRun: { flow: "retired" } }],
    [
      "is a step that its flow has no more",
      {
        rival: rivalFlow(20),
        rivalRun: { plan: [{ id: "retired", channel: "email", after: hours(1), dies: hours(3) }] },
      },
    ],
    [
      "hangs on a moment that nobody knows yet",
      {
        rival: flowOf("rival", [{ id: "rival-mail", after: { before: hours(1), of: "expiry" }, dies: hours(3) }], {
          priority: 20,
          moments: ["expiry"],
        }),
      },
    ],
  ])("a rival does not count that %s", (_what, input) => {
    expect(decided(input)).toMatchObject({ outcome: "send", wake: [] });
  });

  it.each<[string, Scene]>([
    ["the rival could wait, and so could this one", { rival: rivalFlow(20, { after: hours(1), dies: hours(24) }) }],
    ["the rival could not wait", { rival: rivalFlow(20, { after: hours(1), dies: hours(3) }) }],
    [
      "neither could wait",
      {
        rival: rivalFlow(20, { after: hours(1), dies: hours(3) }),
        ownFlow: flowOf("own", [{ id: "own-mail", dies: hours(2) }], { priority: 10 }),
      },
    ],
    [
      "the rival has a lower priority, but could not wait",
      { rival: rivalFlow(5, { after: hours(1), dies: hours(3) }) },
    ],
  ])("a rival that is due as well goes first: %s", (_what, input) => {
    expect(decided(input)).toMatchObject({ outcome: "defer", reason: "arbiter", wake: ["z-rival"] });
  });

  it.each<[string, Scene]>([
    [
      "it could not wait and the rival of higher priority could",
      {
        rival: rivalFlow(20, { after: hours(1), dies: hours(24) }),
        ownFlow: flowOf("own", [{ id: "own-mail", dies: hours(2) }], { priority: 10 }),
      },
    ],
    [
      "the rival has a lower priority, and both could wait",
      { rival: rivalFlow(5, { after: hours(1), dies: hours(24) }) },
    ],
    ["the rival has a lower priority, falls due later and could not wait", { rival: rivalFlow(5) }],
  ])("goes first itself when %s", (_what, input) => {
    expect(decided(input)).toMatchObject({ outcome: "send", wake: [] });
  });

  it("a rival that is held back by a third one is not waited for", () => {
    const middle = flowOf("rival", [{ id: "rival-mail", after: hours(3), dies: hours(1) }], { priority: 20 });
    const top = flowOf("top", [{ id: "top-mail", after: hours(18), dies: minutes(30) }], { priority: 30 });
    const [run, second, third] = [runOf(own, "c-own"), runOf(middle, "c-rival"), runOf(top, "c-top")];
    const checkouts = ["c-own", "c-rival", "c-top"].map((token) => checkoutOf({ token }));
    const ask = (runs: readonly Run[]) =>
      advance({
        flows: [own, middle, top],
        flow: own,
        run,
        facts: factsWith({ checkouts, runs }),
        settings,
        now,
        messages: new Map(),
      }).decisions[0]?.outcome;
    expect(ask([run, second])).toBe("defer");
    expect(ask([run, second, third])).toBe("send");
  });

  it("a rival that is overdue is woken", () => {
    const rival = rivalFlow(20, { after: minutes(30), dies: hours(3) });
    expect(decided({ rival })).toMatchObject({ outcome: "defer", reason: "arbiter", wake: ["z-rival"] });
  });

  it("of equal priority the one that falls due first goes first", () => {
    expect(decided({ rival: rivalFlow(10, { after: minutes(50), dies: hours(3) }) })).toMatchObject({
      reason: "arbiter",
    });
    expect(decided({ rival: rivalFlow(10, { after: hours(2), dies: hours(3) }) })).toMatchObject({ outcome: "send" });
  });

  it.each([
    ["a-rival", "defer"],
    ["z-rival", "send"],
  ])("of equal priority and due time the smaller run id goes first: %s", (id, outcome) => {
    const rival = rivalFlow(10, { after: hours(1), dies: hours(24) });
    expect(decided({ rival, rivalRun: { id } })).toMatchObject({ outcome });
  });

  it("a transactional message waits for nobody", () => {
    const ownFlow = flowOf("own", [{ id: "own-mail", kind: "transactional" }], { priority: 10 });
    expect(decided({ rival: rivalFlow(20), ownFlow })).toMatchObject({ outcome: "send", wake: [] });
  });

  it("is not dropped for a rival before its own deadline, since the rival may fall away: it asks again every hour", () => {
    const rival = rivalFlow(20, { after: hours(10), dies: hours(1) });
    const ownFlow = flowOf("own", [{ id: "own-mail", after: hours(1), dies: minutes(90) }], { priority: 10 });
    const deadline = plus(now, minutes(90));
    expect(decided({ rival, ownFlow })).toMatchObject({ outcome: "defer", until: plus(now, hours(1)) });
    const later = plus(now, hours(1));
    expect(decided({ rival, ownFlow, at: later })).toMatchObject({
      outcome: "defer",
      until: plus(deadline, minutes(1)),
    });
    const gone = { finished: { reason: "ordered", at: later } };
    expect(decided({ rival, ownFlow, at: later, rivalRun: gone })).toMatchObject({ outcome: "send" });
    expect(decided({ rival, ownFlow, at: plus(deadline, minutes(1)) })).toMatchObject({
      outcome: "skip",
      reason: "past-deadline",
    });
  });

  it("a message that went out lately decides through the cap, not through the arbiter", () => {
    const sends = [{ message: "m", channel: "email" as const, at: minus(now, hours(1)) }];
    expect(decided({ rival: rivalFlow(20, { dies: hours(1) }), person: { sends } })).toMatchObject({
      reason: "frequency-cap",
    });
  });

  it("the other steps of its own run are no rivals", () => {
    const ownFlow = flowOf("own", [
      { id: "own-mail", after: hours(1), dies: hours(24) },
      { id: "own-second", after: hours(1), dies: hours(1) },
    ]);
    expect(decided({ rival: rivalFlow(5), ownFlow })).toMatchObject({ outcome: "send", wake: [] });
  });
});

describe("a cap of one message a week", () => {
  const rules = settingsWith({
    quietHours: { email: { from: "00:00", to: "24:00" } },
    caps: { email: { apart: hours(16), most: 1, within: "P7D" } },
  });

  it("lets a rival go first that could have waited for the interval, and not for the week", () => {
    expect(decided({ rival: rivalFlow(20, { dies: hours(24) }), rules })).toMatchObject({ reason: "arbiter" });
  });

  it("counts what went out before: where two are allowed, and one went, the rival goes first as well", () => {
    const two = settingsWith({
      quietHours: { email: { from: "00:00", to: "24:00" } },
      caps: { email: { apart: hours(16), most: 2, within: "P7D" } },
    });
    const sends = [{ message: "m", channel: "email" as const, at: minus(now, hours(48)) }];
    const rival = rivalFlow(20, { dies: hours(24) });
    expect(decided({ rival, rules: two })).toMatchObject({ outcome: "send" });
    expect(decided({ rival, rules: two, person: { sends } })).toMatchObject({ reason: "arbiter" });
  });

  it("does not make it wait for a rival that goes as late as the interval", () => {
    expect(decided({ rival: rivalFlow(20, { after: hours(17), dies: hours(24) }), rules })).toMatchObject({
      outcome: "send",
    });
  });
});

describe("two readers' clocks", () => {
  /** It is noon in Berlin. */
  const noon = at("2026-11-06T12:00+01:00");
  const since = minus(noon, hours(1));
  const inBerlin = checkoutOf({ token: "c-own", activityAt: since, place: { country: "DE" } });
  const elsewhere = (country: string) => checkoutOf({ token: "c-rival", activityAt: since, place: { country } });
  const hoursOf = (from: string, to: string) => settingsWith({ quietHours: { email: { from, to } } });
  const dying = (dies: number): Flow => rivalFlow(20, { after: minutes(30), dies: minutes(dies) });

  it("a rival whose day begins at its very deadline goes first", () => {
    const scene = {
      at: noon,
      rules: hoursOf("12:00", "18:00"),
      person: { checkouts: [inBerlin, elsewhere("GB")] },
    };
    expect(decided({ ...scene, rival: dying(90) })).toMatchObject({
      reason: "arbiter",
      until: plus(noon, minutes(65)),
    });
    expect(decided({ ...scene, rival: dying(89) })).toMatchObject({ outcome: "send" });
  });

  it("a rival for whom it is never day everywhere it may be, and whose time is up, is not waited for", () => {
    const rules = hoursOf("12:00", "13:00");
    const person = { phones: [], checkouts: [inBerlin, elsewhere("US")] };
    expect(decided({ at: noon, rules, person, rival: dying(45) })).toMatchObject({ outcome: "send" });
  });
});

describe("of several rivals that could not go afterwards", () => {
  const named = (id: string, priority: number, after: number): Flow =>
    flowOf(id, [{ id: "mail", after: minutes(after), dies: hours(3) }], { priority });

  it.each([
    ["the one that goes first", [named("later", 20, 180), named("sooner", 20, 120)], "sooner"],
    ["at one instant the one of the higher priority", [named("lower", 20, 120), named("higher", 30, 120)], "higher"],
  ])("%s is named", (_what, rivals, expected) => {
    const runs = [own, ...rivals].map((flow) => runOf(flow, `c-${flow.id}`));
    const checkouts = runs.map(({ subject }) => checkoutOf({ token: subject }));
    const [run] = runs;
    if (run === undefined) throw new Error("no run");
    const facts = factsWith({ checkouts, runs });
    const flows = [own, ...rivals];
    const { decisions } = advance({ flows, flow: own, run, facts, settings, now, messages: new Map() });
    expect(decisions[0]?.gates.find(({ gate }) => gate === "arbiter")?.inputs).toMatchObject({ flow: expected });
  });
});
