import { hours, minus, minutes, plus } from "../../shared/events/instant.ts";
import { readRun } from "../../shared/store/runs.ts";
import { runId } from "../../shared/store/keys.ts";
import { checkoutUpdated, guest, start } from "../support/events.ts";
import { Crash, fuseOf } from "../support/failing-table.ts";
import { busMessage, createWorld, keys } from "../support/world.ts";

const email = "ada@customer.example";
const ada = keys.person("email", email);
const id = runId("demo", "abandoned-checkout", "c-1");
const first = checkoutUpdated({ token: "c-1" }, { who: guest(email) });
const later = (count: number, total = "60.00") =>
  checkoutUpdated({ token: "c-1", createdAt: start, total }, { at: plus(start, minutes(count)), who: guest(email) });

const runOf = ({ table }: Awaited<ReturnType<typeof createWorld>>) =>
  readRun(table, { store: "demo", person: ada, id });

describe("enroll", () => {
  it("opens a run with its plan, and arranges its first wake", async () => {
    const world = await createWorld();
    expect(await world.deliver("enrolments", busMessage(first))).toBeUndefined();
    expect(await runOf(world)).toMatchObject({
      id,
      subject: "c-1",
      person: ada,
      settingsVersion: 1,
      heldOut: false,
      steps: {},
      nextWakeAt: plus(start, hours(1)),
      wakes: 1,
      plan: [
        { id: "text-1", channel: "text", after: "PT1H", dies: "PT47H" },
        { id: "reminder-1", channel: "email" },
        { id: "reminder-2", channel: "email" },
        { id: "reminder-3", channel: "email" },
      ],
    });
    expect(world.scheduled).toMatchObject([
      { at: plus(start, hours(1)), wake: { store: "demo", person: ada, run: id } },
    ]);
    expect(world.scheduled[0]?.name.length).toBeLessThanOrEqual(64);
    expect(world.counted("run-opened")).toBe(1);
  });

  it("finds its run open when the event comes again, and makes no second schedule", async () => {
    const world = await createWorld();
    await world.deliver("enrolments", busMessage(first));
    const run = await runOf(world);
    await world.deliver("enrolments", busMessage(first), 2);
    expect(await runOf(world)).toEqual(run);
    expect(world.schedules.size).toBe(1);
  });

  it("leaves a storm of later updates to the wake", async () => {
    const world = await createWorld();
    await world.deliver("enrolments", busMessage(first));
    for (let count = 1; count <= 200; count += 1) await world.deliver("enrolments", busMessage(later(count % 30)));
    expect(world.scheduled).toHaveLength(1);
    expect((await runOf(world))?.revision).toBe(1);
  });

  it("brings the wake forward when the cart becomes worth more, and not for older activity", async () => {
    const steps = { "text-1": { enabled: false } };
    const world = await createWorld({ settings: { flows: { "abandoned-checkout": { steps } } } });
    await world.deliver("enrolments", busMessage(first));
    expect((await runOf(world))?.nextWakeAt).toBe(plus(start, hours(4)));
    await world.deliver("enrolments", busMessage(later(20, "250.00")));
    expect(await runOf(world)).toMatchObject({ nextWakeAt: plus(start, minutes(80)), wakes: 2, revision: 2 });
    expect(world.scheduled.map(({ at }) => at)).toEqual([plus(start, hours(4)), plus(start, minutes(80))]);
    expect(new Set(world.scheduled.map(({ name }) => name)).size).toBe(2);
    const stale = checkoutUpdated(
      { token: "c-1", total: "900.00" },
      { at: minus(start, minutes(1)), receivedAt: plus(start, minutes(21)), who: guest(email) },
    );
    await world.deliver("enrolments", busMessage(stale));
    expect(await runOf(world)).toMatchObject({ nextWakeAt: plus(start, minutes(80)), wakes: 2, revision: 2 });
  });

  it("opens nothing for a trigger past its last deadline, and says so once", async () => {
    const world = await createWorld({ now: plus(start, hours(73)) });
    for (let count = 1; count <= 3; count += 1) await world.deliver("enrolments", busMessage(first), count);
    expect(await runOf(world)).toBeUndefined();
    expect(world.scheduled).toEqual([]);
    expect(await world.decisions(ada)).toMatchObject([
      { by: "enrol", outcome: "skip", reason: "trigger-too-old", run: id },
    ]);
  });

  it.each<[string, NonNullable<Parameters<typeof createWorld>[0]>["settings"], string]>([
    ["the flow is off", { flows: { "abandoned-checkout": { enabled: false } } }, "flow-off"],
    [
      "every step is off",
      {
        flows: {
          "abandoned-checkout": {
            steps: {
              "text-1": { enabled: false },
              "reminder-1": { enabled: false },
              "reminder-2": { enabled: false },
              "reminder-3": { enabled: false },
            },
          },
        },
      },
      "no-steps",
    ],
  ])("opens nothing while %s", async (_what, settings, reason) => {
    const world = await createWorld({ settings });
    await world.deliver("enrolments", busMessage(first));
    expect(await runOf(world)).toBeUndefined();
    expect(await world.decisions(ada)).toMatchObject([{ reason }]);
  });

  it("wakes a run at once that is due already", async () => {
    const world = await createWorld({ now: plus(start, hours(2)) });
    await world.deliver("enrolments", busMessage(first));
    expect(world.scheduled).toEqual([]);
    expect(world.wakes).toMatchObject([{ delay: 0, message: { run: id } }]);
  });

  it.each(["before", "after"] as const)(
    "that dies at any effect still opens the run and its wake: %s it",
    async (when) => {
      for (const now of [start, plus(start, hours(2))]) {
        for (const nth of [1, 2]) {
          const world = await createWorld({ now });
          world.fuse.current = fuseOf(nth, when);
          expect(await world.deliver("enrolments", busMessage(first))).toBeInstanceOf(Crash);
          expect(await world.deliver("enrolments", busMessage(first), 2)).toBeUndefined();
          expect(await runOf(world)).toMatchObject({ revision: 1 });
          expect(world.schedules.size + world.wakes.length).toBeGreaterThan(0);
          expect(world.schedules.size).toBeLessThanOrEqual(1);
        }
      }
    },
  );

  it("lets a store that is gone be, and a queue message that is none fail", async () => {
    const world = await createWorld();
    const gone = checkoutUpdated({ token: "c-1" }, { who: guest(email), store: "gone" });
    expect(await world.deliver("enrolments", busMessage(gone))).toBeUndefined();
    expect(
      await world.deliver("enrolments", { source: "somebody.else", "detail-type": "x", detail: {} }),
    ).toBeInstanceOf(Error);
    expect(world.scheduled).toEqual([]);
  });

  it("draws the holdout once and keeps it, whatever the store sets later", async () => {
    const world = await createWorld({ settings: { holdout: 1 } });
    await world.publish(first);
    await world.runUntil(plus(start, hours(100)));
    const [run] = (await world.person(ada)).person.runs;
    expect(run).toMatchObject({ heldOut: true, finished: { reason: "holdout" } });
    expect(world.emails).toEqual([]);
    expect(await world.decisions(ada)).toMatchObject([{ outcome: "exit", reason: "holdout" }]);
  });
});
