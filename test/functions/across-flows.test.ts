import { createHandler } from "../../functions/enroll/handler.ts";
import { days, Duration, hours, type Instant, minutes, plus } from "../../shared/events/instant.ts";
import type { SendOutcome } from "../../shared/platform/ports.ts";
import { listUnknown } from "../../shared/store/messages.ts";
import { pauseStore, putSettings } from "../../shared/store/stores.ts";
import { checkoutUpdated, guest, orderUpdated, says, start } from "../support/events.ts";
import { flowOf, type StepSketch } from "../support/flows.ts";
import { busMessage, createWorld, keys, recordOf, type World } from "../support/world.ts";
import { storeSettings } from "../support/settings.ts";

const email = "ada@customer.example";
const phone = "+12125550147";
const ada = keys.person("email", email);
const abandoned = checkoutUpdated(
  { token: "c-1" },
  { who: guest(email, phone), consents: [says("granted", email, start), says("granted", phone, start)] },
);

const decided = async (world: World, outcome: string) =>
  (await world.decisions(ada)).filter((decision) => decision.outcome === outcome);
/** The flows whose messages went out, in that order, with when. */
const sentBy = async (world: World): Promise<readonly (readonly [string, Instant])[]> =>
  (await decided(world, "send")).map(({ flow, at }) => [flow, at] as const);

describe("several flows that are all due for one person on one day", () => {
  const flow = (id: string, priority: number, sketch: Partial<StepSketch> = {}) =>
    flowOf(id, [{ id: "mail", after: hours(1), dies: days(4), ...sketch }], { priority });
  const flows = [
    flow("second-purchase", 10),
    flow("abandoned-checkout", 20),
    flow("points", 30),
    flow("recovery", 40, { kind: "transactional" }),
    flowOf("note", [{ id: "text", channel: "text", dies: hours(47) }], { priority: 5 }),
  ];

  it("go out in the order of their priority, each within the cap; texts and what is no marketing wait for nobody", async () => {
    const world = await createWorld({ flows });
    await world.publish(abandoned);
    await world.runUntil(plus(start, days(6)));
    const sent = await sentBy(world);
    expect([...sent.slice(0, 3)].map(([id]) => id).sort()).toEqual(["note", "points", "recovery"]);
    expect(sent.slice(0, 3).every(([, at]) => at < plus(start, minutes(61)))).toBe(true);
    const marketing = sent.filter(([id]) => id !== "recovery" && id !== "note");
    expect(marketing.map(([id]) => id)).toEqual(["points", "abandoned-checkout", "second-purchase"]);
    for (const [index, [, at]] of marketing.entries()) {
      const [, before] = marketing[index - 1] ?? [];
      if (before !== undefined) expect(at >= plus(before, hours(16))).toBe(true);
    }
    expect(await decided(world, "skip")).toEqual([]);
    expect((await world.person(ada)).person.runs.every(({ finished }) => finished?.reason === "completed")).toBe(true);
  });

  it("that cannot wait go before one that can, and what the cap leaves no room for dies with that reason", async () => {
    const world = await createWorld({
      flows: [flow("patient", 40), flow("urgent", 10, { dies: hours(2) }), flow("late", 5, { dies: hours(10) })],
    });
    await world.publish(abandoned);
    await world.runUntil(plus(start, days(6)));
    expect((await sentBy(world)).map(([id]) => id)).toEqual(["urgent", "patient"]);
    expect(await decided(world, "skip")).toMatchObject([{ flow: "late", reason: "past-deadline:frequency-cap" }]);
  });

  it("leave the slot to the next when the first turns out to be over", async () => {
    const over = flowOf("first", [{ id: "mail", dies: days(4) }], { priority: 40, exit: () => true });
    const world = await createWorld({ flows: [over, flow("second", 10)] });
    await world.publish(abandoned);
    await world.runUntil(plus(start, minutes(61)));
    expect((await sentBy(world)).map(([id]) => id)).toEqual(["second"]);
  });
});

describe("settings that change while a run is under way", () => {
  const flow = flowOf("test", [
    { id: "first", after: hours(1) },
    { id: "second", after: hours(24), kind: "transactional" },
  ]);
  type FlowChange = NonNullable<NonNullable<Parameters<typeof storeSettings>[0]>["flows"]>[string];
  const after = async (steps: NonNullable<FlowChange["steps"]>, more: FlowChange = {}): Promise<World> => {
    const world = await createWorld({ flows: [flow] });
    await world.publish(abandoned);
    await world.runUntil(plus(start, hours(2)));
    await putSettings(world.table, storeSettings({ flows: { test: { steps, ...more } } }), world.clock.now);
    await world.runUntil(plus(start, days(4)));
    return world;
  };
  const times = (world: World): readonly string[] => world.sentSince(start);

  it("a delay, a lifetime or a step switched off is for runs to come: this one keeps its plan", async () => {
    expect(times(await after({ second: { after: "PT30H", dies: "PT1M" } }))).toEqual([
      "email +60min",
      "email +1440min",
    ]);
    expect(times(await after({ second: { enabled: false } }))).toEqual(["email +60min", "email +1440min"]);
    const world = await createWorld({
      flows: [flow],
      settings: { flows: { test: { steps: { second: { after: "PT30H" } } } } },
    });
    await world.publish(abandoned);
    await world.runUntil(plus(start, days(4)));
    expect(times(world)).toEqual(["email +60min", "email +1800min"]);
  });

  it("what a message is declared to be holds at once", async () => {
    const at22 = checkoutUpdated(
      { token: "c-1" },
      { at: plus(start, hours(12)), who: guest(email), consents: [says("granted", email, start)] },
    );
    const nightly = async (kind?: "marketing"): Promise<World> => {
      const world = await createWorld({ flows: [flow] });
      await world.publish(at22);
      await world.runUntil(plus(start, hours(30)));
      if (kind !== undefined)
        await putSettings(
          world.table,
          storeSettings({ flows: { test: { steps: { second: { kind } } } } }),
          world.clock.now,
        );
      await world.runUntil(plus(start, days(4)));
      return world;
    };
    // Due at 22:00 in New York: what is no marketing goes then, marketing in the morning.
    expect(times(await nightly()).at(-1)).toBe("email +2160min");
    expect(times(await nightly("marketing")).at(-1)).toBe("email +2700min");
  });

  it.each<[string, FlowChange, string]>([
    ["the flow off", { enabled: false }, "flow-off"],
    ["its channel off", { channels: { email: false } }, "channel-off"],
  ])("%s holds at once", async (_what, more, reason) => {
    const world = await after({}, more);
    expect(times(world)).toEqual(["email +60min"]);
    expect((await world.decisions(ada)).at(-1)).toMatchObject({ step: "second", reason });
  });

  it("the store's own words are used at once", async () => {
    const world = await after({ second: { template: { en: { subject: "In our own words, {{ firstName }}" } } } });
    const [first, second] = world.emails.map(({ raw }) => Buffer.from(raw).toString());
    expect(first).not.toContain("In our own words");
    expect(second).toMatch(/^Subject: In our own words, Maya\r?$/m);
    expect(world.counted("template-fallback")).toBe(0);
  });

  it("words that cannot be used give way to the flow's own, which is counted and logged, and the message goes", async () => {
    const world = await after({ second: { template: { en: { subject: "{{ gone }}" } } } });
    expect(times(world)).toHaveLength(2);
    expect(Buffer.from(world.emails[1]?.raw ?? []).toString()).toMatch(/^Subject: \S/m);
    expect(world.counted("template-fallback")).toBe(1);
    expect(world.lines).toContainEqual({
      level: "warn",
      message: "a store's own words could not be used; the flow's stand in for them",
      fields: {
        correlationId: expect.any(String),
        message: world.emails[1]?.message,
        reason: expect.stringContaining("undefined variable: gone"),
      },
    });
  });
});

describe("what a flow tells the store's support", () => {
  const flow = flowOf("test", [
    { id: "alert", channel: "support", after: minutes(0), dies: hours(24) },
    { id: "mail", after: hours(1) },
  ]);
  const told = async (answers: readonly SendOutcome[] = [], settings: object = {}): Promise<World> => {
    const world = await createWorld({ flows: [flow], settings });
    world.answers.next = [...answers];
    await world.publish(abandoned);
    await world.runUntil(plus(start, minutes(30)));
    return world;
  };
  const stepOf = async (world: World) => (await world.person(ada)).person.runs[0]?.steps["alert"];

  it("comes at once and once, takes no slot under the cap, and is kept with its decision", async () => {
    const world = await told();
    expect(world.alerts).toMatchObject([{ subject: "About c-1", text: "c-1 needs somebody.", at: start }]);
    expect((await world.person(ada)).person.sends).toEqual([]);
    expect(await decided(world, "send")).toMatchObject([{ step: "alert", flow: "test" }]);
    await world.runUntil(plus(start, days(3)));
    expect(world.alerts).toHaveLength(1);
    expect(world.emails).toHaveLength(1);
  });

  it("comes though the customer is held out, who gets nothing", async () => {
    const world = await told([], { holdout: 1 });
    await world.runUntil(plus(start, days(3)));
    expect(world.alerts).toHaveLength(1);
    expect(world.emails).toEqual([]);
  });

  it("waits while everything stands still", async () => {
    const world = await createWorld({ flows: [flow] });
    await pauseStore(world.table, "demo", { at: start, reason: "sale" });
    await world.publish(abandoned);
    await world.runUntil(plus(start, minutes(20)));
    expect(world.alerts).toEqual([]);
    await pauseStore(world.table, "demo", undefined);
    await world.runUntil(plus(start, minutes(40)));
    expect(world.alerts).toHaveLength(1);
  });

  it("comes again after a throttle, fails when it is refused for good, and is flagged when nobody knows", async () => {
    const throttled = await told([{ kind: "refused", retry: true, reason: "Throttling" }]);
    expect(throttled.alerts).toHaveLength(2);
    expect(await stepOf(throttled)).toMatchObject({ state: "handed-over" });
    const refused = await told([{ kind: "refused", retry: false, reason: "AuthorizationError" }]);
    await refused.runUntil(plus(start, hours(2)));
    expect(refused.alerts).toHaveLength(1);
    expect(await stepOf(refused)).toMatchObject({ state: "failed" });
    const unknown = await told([{ kind: "ambiguous", reason: "timeout" }]);
    await unknown.runUntil(plus(start, hours(2)));
    expect(unknown.alerts).toHaveLength(1);
    expect(await stepOf(unknown)).toMatchObject({ state: "unknown" });
    expect(await listUnknown(unknown.table, unknown.clock.now)).toHaveLength(1);
  });
});

describe("a run whose moment is told later", () => {
  const expiries = new Map<string, Instant>();
  const flow = flowOf("test", [{ id: "mail", after: { before: days(1), of: "expiry" } }], {
    moments: ["expiry"],
    known: ({ person }) => ({ expiry: person.orders.length > 0 ? undefined : expiries.get("c-1") }),
    told: () => ({ expiry: expiries.get("c-1") }),
  });

  it("sleeps a week at a stretch until an event tells it, and is then due in time", async () => {
    expiries.clear();
    const world = await createWorld({ flows: [flow] });
    await world.publish(abandoned);
    await world.runUntil(plus(start, hours(3)));
    const [run] = (await world.person(ada)).person.runs;
    expect(run).toMatchObject({ steps: {}, nextWakeAt: plus(start, Duration.parse("P7DT10M")) });
    expect(run?.finished).toBeUndefined();
    expiries.set("c-1", plus(start, days(3)));
    await world.publish(checkoutUpdated({ token: "c-1" }, { at: plus(start, hours(3)), who: guest(email) }));
    await world.runUntil(plus(start, days(2)));
    expect(world.emails).toHaveLength(1);
  });

  it("that is lost while the message waits in the outbox withdraws it, and the run sleeps on", async () => {
    expiries.set("c-1", plus(start, days(3)));
    const world = await createWorld({ flows: [flow] });
    await world.publish(abandoned);
    await world.runUntil(plus(start, hours(47)));
    world.clock.now = plus(start, days(2));
    const [[name, schedule] = []] = [...world.schedules];
    world.schedules.delete(name ?? "");
    await world.deliver("wakes", schedule?.wake);
    const [waiting] = world.waiting.splice(0).filter(({ queue }) => queue === "outbox");
    expiries.clear();
    await world.deliver("outbox", waiting?.message);
    expect(world.emails).toEqual([]);
    expect((await world.decisions(ada)).at(-1)).toMatchObject({ by: "send", outcome: "defer", reason: "no-date" });
    await world.runUntil(plus(start, days(2)));
    const { person } = await world.person(ada);
    expect(person.sends).toEqual([]);
    expect(person.runs[0]?.finished).toBeUndefined();
  });
});

describe("an event and the flows it is nothing to", () => {
  it("costs them no read of the person, and is asked whose it is once for all others", async () => {
    const flows = ["one", "two", "three"].map((id) => flowOf(id, [{ id: "mail" }]));
    const reads: string[] = [];
    const world = await createWorld({ flows });
    const table = {
      ...world.table,
      get: (key: Parameters<typeof world.table.get>[0]) => {
        reads.push(`${key.pk} ${key.sk}`);
        return world.table.get(key);
      },
    };
    const enroll = createHandler(flows, { ...world.ports, table });
    await enroll(recordOf(busMessage(orderUpdated({ id: "o-1" }, { who: guest(email) }))));
    expect(reads).toEqual(["demo/store SETTINGS"]);
    reads.length = 0;
    await enroll(recordOf(busMessage(abandoned)));
    expect((await world.person(ada)).person.runs).toHaveLength(3);
    expect(reads.filter((read) => read.endsWith(" OWNER"))).toHaveLength(1);
  });
});
