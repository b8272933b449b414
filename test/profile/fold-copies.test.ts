import { keptElsewhere, type Run, type Send } from "../../shared/engine/run.ts";
import { minutes, plus } from "../../shared/events/instant.ts";
import { foldPerson } from "../../shared/profile/fold.ts";
import { start } from "../support/events.ts";
import { flowOf } from "../support/flows.ts";
import { runOf } from "../support/people.ts";

const later = (count: number) => plus(start, minutes(count));
const personOf = (first: { runs?: readonly Run[]; sends?: readonly Send[] }, second: typeof first = {}) =>
  foldPerson([
    { profile: "root", facts: [], runs: [], sends: [], ...first },
    { profile: "guest", facts: [], runs: [], sends: [], ...second },
  ]);

describe("a run that lies in two collections", () => {
  const flow = flowOf("test", [{ id: "one" }]);
  const fresh = runOf(flow, "c-1", { person: "a" });
  const sent: Run = { ...fresh, person: "b", steps: { one: { state: "sent", message: "m", at: start } } };
  const ended = (run: Run, reason: string): Run => ({ ...run, finished: { reason, at: later(5) } });

  it.each<[string, Run, Run]>([
    ["the copy that has come further", sent, fresh],
    ["a copy that has ended rather than one that goes on", ended({ ...fresh, person: "c" }, "exit"), sent],
    ["of two that have ended the one that has come further", ended(sent, "completed"), ended(fresh, "exit")],
    ["a copy that goes on rather than one that was left to it", fresh, ended(sent, keptElsewhere)],
    ["a copy that has ended rather than one that was left to it", ended(fresh, "exit"), ended(sent, keptElsewhere)],
    [
      "a copy without a step rather than one without a step that was left to it",
      { ...fresh, person: "z" },
      ended(fresh, keptElsewhere),
    ],
    ["of two alike that of the profile that sorts first", fresh, { ...fresh, person: "b" }],
  ])("counts once: %s", (_what, kept, other) => {
    expect(personOf({ runs: [kept] }, { runs: [other] }).runs).toEqual([kept]);
    expect(personOf({ runs: [other] }, { runs: [kept] }).runs).toEqual([kept]);
  });

  it("does not hide another one", () => {
    const other = runOf(flow, "c-2", { openedAt: later(1) });
    expect(personOf({ runs: [sent, other] }, { runs: [fresh] }).runs).toEqual([sent, other]);
  });
});

describe("runs", () => {
  it("are told by when they were opened, and those of the same instant by their ids", () => {
    const run = (id: string, minute: number): Run => ({
      ...runOf(flowOf("test", [{ id: "one" }]), id),
      id,
      openedAt: later(minute),
    });
    const told = [run("r-2", 1), run("r-3", 1), run("r-1", 2)];
    expect(personOf({ runs: told }).runs).toEqual(told);
    expect(personOf({ runs: told.toReversed() }).runs).toEqual(told);
  });
});

describe("a message that lies in two collections", () => {
  const send = (message: string, minute: number): Send => ({ message, channel: "email", at: later(minute) });

  it.each([
    [1, 2],
    [2, 1],
  ])("counts once, by when it went out last: minutes %i and %i", (first, second) => {
    expect(personOf({ sends: [send("m", first)] }, { sends: [send("m", second)] }).sends).toEqual([send("m", 2)]);
  });

  it("does not hide another one", () => {
    const others = [send("m-2", 1), send("m-1", 3)];
    expect(personOf({ sends: [send("m", 2)] }, { sends: others }).sends.map(({ message }) => message)).toEqual([
      "m-2",
      "m",
      "m-1",
    ]);
  });
});
