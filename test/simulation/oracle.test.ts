import { fromEpoch } from "../../shared/events/instant.ts";
import { checks, oracle } from "./oracle/oracle.ts";
import { startsAt } from "./story/acts.ts";
import { brokenFolds } from "./story/broken-folds.ts";
import { brokenGates } from "./story/broken-gates.ts";
import { brokenKeeping } from "./story/broken-keeping.ts";
import { brokenMessages } from "./story/broken-messages.ts";
import { call, changing, good } from "./story/evidence.ts";
import { hour, minute } from "./workload/shop.ts";

const broken = { ...brokenKeeping, ...brokenFolds, ...brokenGates, ...brokenMessages };

describe("the oracle of the simulation", () => {
  it("has nothing against a history in which everything went well", () => {
    expect(oracle(good)).toEqual([]);
  });

  it("has nothing against a message that was due by the clock that received its cause first", () => {
    const early = fromEpoch(startsAt - 4 * hour);
    const twice = changing("checkout", ({ events }) => ({
      events: events.flatMap((event) => [{ ...event, occurredAt: early, version: early }, event]),
    }));
    const evidence = { ...twice, calls: [{ ...call, now: fromEpoch(startsAt + 30 * minute) }] };
    expect(oracle(evidence).map(({ check }) => check)).not.toContain("due-and-not-past-its-deadline");
  });

  it("is tested check by check", () => {
    expect(Object.keys(broken).toSorted()).toEqual(checks.map(({ name }) => name).toSorted());
  });

  it.each(
    Object.entries(broken).flatMap(([name, ways]) => ways.map(([what, evidence]) => [name, what, evidence] as const)),
  )("%s: %s", (name, _what, evidence) => {
    expect(oracle(evidence).map(({ check }) => check)).toContain(name);
  });
});
