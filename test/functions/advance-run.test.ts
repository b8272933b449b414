import { hours, minutes, plus } from "../../shared/events/instant.ts";
import { scheduleName } from "../../shared/platform/wakes.ts";
import { messageId, runId } from "../../shared/store/keys.ts";
import { readMessage } from "../../shared/store/messages.ts";
import { openRun, readRun, updateRun } from "../../shared/store/runs.ts";
import { pauseStore, putSettings } from "../../shared/store/stores.ts";
import { checkoutUpdated, guest, says, start } from "../support/events.ts";
import { fuseOf } from "../support/failing-table.ts";
import { flowOf } from "../support/flows.ts";
import { runOf } from "../support/people.ts";
import { storeSettings } from "../support/settings.ts";
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

/** Two flows with a run each, both due now; nobody has woken them. Of the two it is the turn of `two`, by its run's id. */
const bothDue = async () => {
  const world = await createWorld({ flows: [one, two] });
  await world.publish(abandoned);
  world.clock.now = due;
  world.schedules.clear();
  return world;
};

describe("two wakes of two flows for one person", () => {
  it("one after the other: the second waits for the first, then for the cap, and says so", async () => {
    const world = await bothDue();
    await world.deliver("wakes", wakeFor("one"));
    await world.deliver("wakes", wakeFor("two"));
    await world.runUntil(plus(due, minutes(10)));
    const decisions = (await world.decisions(ada)).filter(({ by }) => by === "wake");
    expect(decisions.map(({ flow, outcome, reason }) => [flow, outcome, reason])).toEqual([
      ["two", "send", "all-gates-pass"],
      ["one", "defer", "arbiter"],
      ["one", "defer", "frequency-cap"],
    ]);
  });

  it("the one that waits wakes the one it waits for", async () => {
    const world = await bothDue();
    await world.deliver("wakes", wakeFor("one"));
    expect(world.outbox).toEqual([]);
    expect(world.wakes.map(({ message }) => message.run)).toEqual([runId("demo", "two", "c-1")]);
    await world.runUntil(plus(due, minutes(1)));
    expect(world.emails).toHaveLength(1);
  });
});

describe("a wake", () => {
  it("twice at once hands over one message", async () => {
    const world = await bothDue();
    await Promise.all([world.deliver("wakes", wakeFor("two")), world.deliver("wakes", wakeFor("two"))]);
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

  it("is the one that an earlier try scheduled sooner, and then arranges its own", async () => {
    const world = await createWorld({ flows: [one] });
    await world.publish(abandoned);
    world.clock.now = plus(start, minutes(50));
    await world.publish(
      checkoutUpdated({ ...abandoned.data, total: "61.00" }, { at: world.clock.now, who: guest(email) }),
    );
    const [run] = (await world.person(ada)).root.runs;
    if (run === undefined) throw new Error("There is no run.");
    const sooner = plus(start, minutes(100));
    world.schedules.set(scheduleName(run, 2), { at: sooner, wake: { ...wakeFor("one"), at: sooner } });
    world.clock.now = due;
    await world.deliver("wakes", wakeFor("one"));
    expect((await world.person(ada)).root.runs).toMatchObject([{ nextWakeAt: sooner, wakes: 2 }]);
    await world.runUntil(plus(start, hours(3)));
    expect(world.emails).toMatchObject([{ at: plus(start, minutes(110)) }]);
  });

  it("that comes twice begins no second row of wakes, whatever the run waits for", async () => {
    const world = await createWorld({ flows: [one] });
    await world.publish(abandoned);
    await pauseStore(world.table, "demo", { at: start, reason: "sale" });
    for (let count = 0; count < 12; count += 1) {
      const [run] = (await world.person(ada)).root.runs;
      world.clock.now = run?.nextWakeAt ?? due;
      await world.deliver("wakes", { ...wakeFor("one"), at: world.clock.now });
      world.clock.now = plus(world.clock.now, minutes(3));
      await world.deliver("wakes", { ...wakeFor("one"), at: world.clock.now });
    }
    expect(world.scheduled).toHaveLength(1 + 12);
    expect((await world.person(ada)).root.runs).toMatchObject([{ wakes: 1 + 12 }]);
  });

  it("that is spare begins no row of its own where the awaited one is near; that one comes again if it is early", async () => {
    const world = await createWorld({ flows: [one] });
    await world.publish(abandoned);
    world.clock.now = plus(start, minutes(59));
    for (let count = 0; count < 5; count += 1)
      await world.deliver("wakes", { ...wakeFor("one"), at: plus(start, minutes(count)) });
    expect(world.wakes).toEqual([]);
    await world.deliver("wakes", wakeFor("one"));
    expect(world.wakes).toMatchObject([{ message: { at: due }, delay: 60 }]);
  });

  it("among others fails alone", async () => {
    const world = await bothDue();
    const good: unknown = recordOf(wakeFor("two"));
    const records = [recordOf({ nonsense: true }), good].flatMap((event) => JSON.parse(JSON.stringify(event)).Records);
    const results = await world.handlers.wakes({ Records: records });
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(world.outbox).toHaveLength(1);
  });
});

describe("a wake that dies", () => {
  it("has never claimed what it has not explained, since the sweep hands over whatever is claimed", async () => {
    const message = messageId(wakeFor("two").run, "mail-two", "email");
    const claimedAfter: boolean[] = [];
    for (const when of ["before", "after"] as const) {
      for (let nth = 1, isOver = false; !isOver; nth += 1) {
        const world = await bothDue();
        const fuse = fuseOf(nth, when);
        world.fuse.current = fuse;
        await world.deliver("wakes", wakeFor("two"));
        isOver = !fuse.blown;
        const isClaimed = (await readMessage(world.table, "demo", message)) !== undefined;
        const explained = (await world.decisions(ada)).filter(({ outcome }) => outcome === "send").length;
        claimedAfter.push(isClaimed);
        expect([when, nth, isClaimed && explained === 0]).toEqual([when, nth, false]);
      }
    }
    expect(new Set(claimedAfter)).toEqual(new Set([true, false]));
  });

  describe("between its slot and its claim", () => {
    /** The slot is the first effect of a wake. */
    const dead = async () => {
      const world = await bothDue();
      world.fuse.current = fuseOf(1, "after");
      await world.deliver("wakes", wakeFor("two"));
      return world;
    };
    const decideOtherwise = async (world: Awaited<ReturnType<typeof dead>>) => {
      await putSettings(world.table, storeSettings({ flows: { two: { enabled: false } } }), world.clock.now);
    };
    const slots = async (world: Awaited<ReturnType<typeof dead>>): Promise<readonly string[]> =>
      (await world.person(ada)).person.sends.map(({ message }) => message);
    const [mailOne, mailTwo] = ["one", "two"].map((flow) => messageId(wakeFor(flow).run, `mail-${flow}`, "email"));

    it("sends when it comes again, on a slot of its own", async () => {
      const world = await dead();
      expect(await slots(world)).toEqual([mailTwo]);
      world.clock.now = plus(due, minutes(3));
      expect(await world.deliver("wakes", wakeFor("two"), 2)).toBeUndefined();
      await world.runUntil(plus(due, minutes(4)));
      expect(world.emails).toMatchObject([{ message: mailTwo }]);
      expect((await world.person(ada)).person.sends).toMatchObject([{ message: mailTwo, at: plus(due, minutes(3)) }]);
    });

    it("gives the slot back when it comes again and decides otherwise, so that another message goes out", async () => {
      const world = await dead();
      await decideOtherwise(world);
      world.clock.now = plus(due, minutes(3));
      expect(await world.deliver("wakes", wakeFor("two"), 2)).toBeUndefined();
      expect(await slots(world)).toEqual([]);
      await world.deliver("wakes", wakeFor("one"));
      await world.runUntil(plus(due, minutes(4)));
      expect(world.emails).toMatchObject([{ message: mailOne }]);
    });

    it("gives it back of a run that has ended meanwhile", async () => {
      const world = await dead();
      const [run] = (await world.person(ada)).root.runs.filter(({ flow }) => flow === "two");
      if (run === undefined) throw new Error("There is no run.");
      await updateRun(world.table, { ...run, finished: { reason: "completed", at: due }, revision: run.revision + 1 });
      world.clock.now = plus(due, minutes(3));
      expect(await world.deliver("wakes", wakeFor("two"), 2)).toBeUndefined();
      expect(await slots(world)).toEqual([]);
    });

    it("leaves a slot of this minute to whoever may be about to claim, and comes again", async () => {
      const world = await dead();
      await decideOtherwise(world);
      expect(await world.deliver("wakes", wakeFor("two"))).toMatchObject({ name: "ConflictError" });
      expect(await slots(world)).toEqual([mailTwo]);
    });
  });
});
