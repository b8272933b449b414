import { advance } from "../../shared/engine/advance.ts";
import type { Flow } from "../../shared/engine/flow.ts";
import type { Run } from "../../shared/engine/run.ts";
import { hours, type Instant, minus, minutes, plus } from "../../shared/events/instant.ts";
import type { Person } from "../../shared/profile/person.ts";
import { flowOf, type StepSketch } from "../support/flows.ts";
import { start } from "../support/events.ts";
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
};

const scene = ({ rival, rivalRun = {}, person = {}, at = now, ownFlow = own }: Scene) => {
  const run = runOf(ownFlow, "c-own", { id: "m-own" });
  const other = runOf(rival, "c-rival", { id: "z-rival", ...rivalRun });
  const checkouts = [checkoutOf({ token: "c-own" }), checkoutOf({ token: "c-rival" })];
  const facts = factsWith({ checkouts, runs: [run, other], ...person });
  return advance({ flows: [ownFlow, rival], flow: ownFlow, run, facts, settings, now: at, messages: new Map() });
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
});
