import { hours, minutes, plus } from "../../shared/events/instant.ts";
import { runId } from "../../shared/store/keys.ts";
import { openRun, readRun } from "../../shared/store/runs.ts";
import { checkoutUpdated, guest, says, start } from "../support/events.ts";
import { flowOf } from "../support/flows.ts";
import { runOf } from "../support/people.ts";
import { createWorld, keys, recordOf } from "../support/world.ts";

const email = "ada@customer.example";
const ada = keys.person("email", email);

const one = flowOf("one", [{ id: "mail-one", dies: hours(40) }]);
const two = flowOf("two", [{ id: "mail-two", dies: hours(40) }]);
const due = plus(start, hours(1));

const abandoned = checkoutUpdated({ token: "c-1" }, { who: guest(email), consents: [says("granted", email, start)] });

const wakeFor = (flow: string) => ({
  store: "demo",
  person: ada,
  run: runId("demo", flow, "c-1"),
  at: due,
  correlationId: "c",
});

/** Two flows with a run each, both due now; nobody has woken them. */
const bothDue = async () => {
  const world = await createWorld({ flows: [one, two] });
  await world.publish(abandoned);
  world.clock.now = due;
  world.schedules.clear();
  return world;
};

describe("two wakes of two flows for one person", () => {
  it("at the same time cannot both pass the cap: one claims, the other comes again and waits", async () => {
    const world = await bothDue();
    const results = await Promise.all([world.deliver("wakes", wakeFor("one")), world.deliver("wakes", wakeFor("two"))]);
    expect(world.outbox).toHaveLength(1);
    expect(results.filter((result) => result !== undefined)).toMatchObject([{ name: "ConflictError" }]);
    const loser = results[0] === undefined ? "two" : "one";
    await world.deliver("wakes", wakeFor(loser), 2);
    expect(world.outbox).toHaveLength(1);
    expect((await world.person(ada)).person.sends).toHaveLength(1);
    await world.runUntil(plus(start, hours(200)));
    const [first, second, ...more] = world.emails;
    expect(more).toEqual([]);
    expect(first && second && plus(first.at, hours(16)) <= second.at).toBe(true);
    expect((await world.person(ada)).person.runs.map(({ finished }) => finished?.reason)).toEqual([
      "completed",
      "completed",
    ]);
  });

  it("one after the other: the second waits for the cap, or dies at its deadline, and says so", async () => {
    const world = await bothDue();
    await world.deliver("wakes", wakeFor("one"));
    await world.deliver("wakes", wakeFor("two"));
    const decisions = await world.decisions(ada);
    expect(decisions.map(({ flow, outcome, reason }) => [flow, outcome, reason])).toEqual(
      expect.arrayContaining([
        ["one", "send", "all-gates-pass"],
        ["two", "defer", "frequency-cap"],
      ]),
    );
  });
});

describe("a wake", () => {
  it("twice at once hands over one message", async () => {
    const world = await bothDue();
    await Promise.all([world.deliver("wakes", wakeFor("one")), world.deliver("wakes", wakeFor("one"))]);
    await world.runUntil(plus(due, minutes(30)));
    expect(world.emails).toHaveLength(1);
    expect(world.outbox.every(({ message }) => message.message === world.emails[0]?.message)).toBe(true);
    expect((await world.person(ada)).person.sends).toHaveLength(1);
  });

  it("that finds no run is thrown back until it is 15 minutes old", async () => {
    const world = await createWorld({ flows: [one] });
    const wake = wakeFor("one");
    world.clock.now = plus(due, minutes(14));
    expect(await world.deliver("wakes", wake)).toMatchObject({ name: "NotYetError" });
    world.clock.now = plus(due, minutes(15));
    expect(await world.deliver("wakes", wake)).toBeUndefined();
    expect(world.lines.at(-1)).toMatchObject({ level: "warn", message: "wake of a run that is not there" });
  });

  it("of a run that has ended does nothing", async () => {
    const world = await bothDue();
    const { root } = await world.person(ada);
    await world.runUntil(plus(start, hours(200)));
    await world.deliver("wakes", wakeFor("one"));
    const before = await world.person(ada);
    await world.deliver("wakes", wakeFor("one"), 2);
    expect((await world.person(ada)).root.runs).toEqual(before.root.runs);
    expect(root.runs).toHaveLength(2);
  });

  it("of a flow the code no longer has ends the run and counts it", async () => {
    const world = await createWorld({ flows: [one] });
    const run = runOf(two, "c-1", { person: ada });
    await openRun(world.table, run);
    await world.deliver("wakes", { ...wakeFor("two"), run: run.id });
    expect((await readRun(world.table, run))?.finished).toMatchObject({ reason: "flow-gone" });
    expect(world.counted("step-gone")).toBe(1);
  });

  it("of a store that is gone is let go", async () => {
    const world = await createWorld({ flows: [one] });
    expect(await world.deliver("wakes", { ...wakeFor("one"), store: "gone" })).toBeUndefined();
  });

  it("that comes early leaves the run and its schedule as they are", async () => {
    const world = await createWorld({ flows: [one] });
    await world.publish(abandoned);
    const before = await world.person(ada);
    world.clock.now = plus(start, minutes(30));
    await world.deliver("wakes", wakeFor("one"));
    expect((await world.person(ada)).root.runs).toEqual(before.root.runs);
    expect(world.scheduled).toHaveLength(1);
  });

  it("among others fails alone", async () => {
    const world = await bothDue();
    const good: unknown = recordOf(wakeFor("one"));
    const records = [recordOf({ nonsense: true }), good].flatMap((event) => JSON.parse(JSON.stringify(event)).Records);
    const results = await world.handlers.wakes({ Records: records });
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(world.outbox).toHaveLength(1);
  });
});
