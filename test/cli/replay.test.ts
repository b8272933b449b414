import { readFileSync } from "node:fs";
import { join } from "node:path";
import { printReport } from "../../cli/replay/print-report.ts";
import { type ReplayOptions, type Report, whatWouldChange } from "../../cli/replay/what-would-change.ts";
import type { Stage } from "../../cli/stage.ts";
import type { Event } from "../../shared/events/catalogue.ts";
import { days, hours, type Instant, minus, minutes, plus } from "../../shared/events/instant.ts";
import { flows } from "../../shared/flows/registry.ts";
import { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import { stopAddress } from "../../shared/store/addresses.ts";
import { pauseStore, putSettings } from "../../shared/store/stores.ts";
import {
  checkoutUpdated,
  customer,
  guest,
  orderUpdated,
  personRedacted,
  productUpdated,
  says,
  start,
} from "../support/events.ts";
import { storeSettings } from "../support/settings.ts";
import { createWorld, keys, type World } from "../support/world.ts";
import { commandLine, memoryStage } from "./support/command-line.ts";
import { stageOf } from "./support/stage-of-world.ts";

const templates = Promise.resolve(
  CompiledTemplates.parse(JSON.parse(readFileSync(join(__dirname, "../../dist/templates.json"), "utf8"))),
);
const ada = "ada@customer.example";
const grace = "grace@customer.example";

const leaves = (token: string, email: string, at: Instant): Event =>
  checkoutUpdated({ token }, { at, who: guest(email), consents: [says("granted", email, at)] });

const refuse = () => Promise.reject(new Error("A replay writes nothing."));

/** What a world went through, as a stage that can only be read. */
const stageAfter = (world: World, events: readonly (Event | undefined)[]): Stage => {
  const { put: _put, remove: _remove, ...reads } = world.table;
  const own = stageOf(world);
  return memoryStage({
    ...own,
    table: { ...reads, put: refuse, remove: refuse },
    wakes: { send: refuse },
    bus: { put: refuse },
    email: { send: refuse },
    text: { send: refuse },
    archive: {
      replay: async function* (from, to) {
        for (const event of await Promise.resolve(events))
          if (event === undefined || (event.receivedAt >= from && event.receivedAt <= to)) yield event;
      },
    },
  }).stage;
};

const replay = (stage: Stage, changes: Partial<ReplayOptions> = {}): Promise<Report> =>
  whatWouldChange(stage, {
    from: minus(start, hours(1)),
    to: stage.now(),
    until: stage.now(),
    flow: undefined,
    flows,
    people: 100,
    templates,
    onEvent: () => undefined,
    onPeople: () => undefined,
    onPerson: () => undefined,
    ...changes,
  });

/** Two who leave their carts, one of whom comes back, and three days. */
const lived = async (settings = {}) => {
  const world = await createWorld({ settings, now: minus(start, hours(2)) });
  const events = [
    leaves("t-1", ada, start),
    leaves("t-2", grace, plus(start, minutes(10))),
    orderUpdated({ id: "o-1", checkoutToken: "t-2" }, { at: plus(start, hours(8)), who: guest(grace) }),
  ];
  await world.publish(...events);
  await world.runUntil(plus(start, days(3)));
  return { world, events };
};

const totals = ({ steps }: Report) =>
  steps.map(({ flow, step, channel, ...counts }) => [`${flow} ${step} ${channel}`, counts] as const);

test("the flows as they are send what was sent: nothing differs, and nothing is sent or written", async () => {
  const { world, events } = await lived();
  expect(world.emails.length).toBeGreaterThan(3);
  const report = await replay(stageAfter(world, events));
  expect(report).toMatchObject({ events: 3, people: 2, differences: [] });
  const sent = report.steps.reduce((sum, { sentThen }) => sum + sentThen, 0);
  expect(sent).toBe(world.emails.length + world.texts.length);
  for (const [, counts] of totals(report))
    expect(counts).toMatchObject({ sentNow: counts.sentThen, same: counts.sentThen, "only-now": 0, "only-then": 0 });
});

test("a step that is switched off, and one that comes later, are found in the messages they concern", async () => {
  const { world, events } = await lived();
  const steps = { "reminder-1": { after: "PT6H" as const }, "reminder-2": { enabled: false } };
  await putSettings(world.table, storeSettings({ flows: { "abandoned-checkout": { steps } } }), world.clock.now);
  const report = await replay(stageAfter(world, events));
  const of = (step: string) => report.steps.find((row) => row.step === step);
  expect(of("reminder-1")).toMatchObject({ sentThen: 2, sentNow: 2, "other-time": 2, same: 0 });
  expect(of("reminder-2")).toMatchObject({ sentThen: 1, sentNow: 0, "only-then": 1 });
  expect(report.differences.find(({ step }) => step === "reminder-2")?.now.reason).toBe("no step of its run");
  expect(report.notes.join(" ")).toMatch(/decided under earlier settings/);
  const text = printReport(report, 2);
  expect(text).toContain("2 of 3 differences:");
  expect(text).not.toContain(ada);
  expect(text).toContain(keys.person("email", ada));
  expect((await replay(stageAfter(world, events), { flow: "points-expiry" })).steps).toEqual([]);
});

test("a flow that is no longer there would send none of its messages", async () => {
  const { world, events } = await lived();
  const report = await replay(stageAfter(world, events), {
    flows: flows.filter(({ id }) => id !== "abandoned-checkout"),
  });
  expect(report.steps.every(({ sentNow }) => sentNow === 0)).toBe(true);
  expect(report.differences.filter(({ verdict }) => verdict === "only-then")).toHaveLength(world.emails.length);
  expect(report.differences[0]?.now.reason).toContain("its run was not opened");
});

test("what was said beside the bus is said again at its moment: an unsubscription after the first reminder", async () => {
  const world = await createWorld({ now: minus(start, hours(2)) });
  const events = [leaves("t-1", ada, start)];
  await world.publish(...events);
  await world.runUntil(plus(start, hours(8)));
  await stopAddress(world.table, "demo", keys.address("email", ada), "marketing", world.clock.now);
  await world.runUntil(plus(start, days(3)));
  expect(world.emails).toHaveLength(1);
  const report = await replay(stageAfter(world, events));
  expect(report.differences).toEqual([]);
  expect(report.steps).toMatchObject([{ step: "reminder-1", sentThen: 1, sentNow: 1, same: 1 }]);
});

test("runs of before go on from where they stood, and what was sent before is no difference", async () => {
  const { world, events } = await lived();
  const from = plus(start, hours(7));
  const report = await replay(stageAfter(world, [...events, leaves("t-3", ada, plus(start, days(9)))]), { from });
  expect(report.differences).toEqual([]);
  expect(report.people).toBe(1);
  const late = await replay(
    stageAfter(world, [
      orderUpdated({ id: "o-9" }, { at: plus(start, days(2)), who: customer("c-9", ada) }),
      ...events,
    ]),
    { from },
  );
  expect(late.people).toBe(2);
});

test("a product is as the events say it was, not as it is today", async () => {
  const world = await createWorld({ now: minus(start, hours(2)) });
  const sold = (available: boolean, at: Instant) =>
    productUpdated({ id: "p-1", title: "Walnut Board", available, soldOutVariants: [] }, { at });
  const events = [leaves("t-1", ada, start), sold(true, minus(start, minutes(5)))];
  await world.publish(leaves("t-1", ada, start));
  await world.runUntil(plus(start, days(3)));
  const gone = sold(false, plus(start, days(3)));
  await world.table.put({
    ...{ pk: "demo/product/p-1", sk: "PRODUCT", version: gone.version },
    content: { product: { id: "p-1", title: "Walnut Board", available: false, soldOutVariants: [] } },
  });
  expect((await replay(stageAfter(world, events))).differences).toEqual([]);
  const today = await replay(stageAfter(world, [leaves("t-1", ada, start)]));
  expect(today.differences.map(({ now }) => now.reason)).toContain("sold-out");
});

test("an address that was corrected is played with both, and ends as it did", async () => {
  const world = await createWorld({ now: minus(start, hours(2)) });
  const corrected = checkoutUpdated(
    { token: "t-1" },
    { at: plus(start, minutes(3)), who: guest(grace), consents: [says("granted", grace, plus(start, minutes(3)))] },
  );
  const events = [leaves("t-1", ada, start), corrected];
  await world.publish(...events);
  await world.runUntil(plus(start, days(3)));
  const report = await replay(stageAfter(world, events));
  expect(report.people).toBe(2);
  expect(report.differences).toEqual([]);
  expect(report.steps[0]?.same).toBeGreaterThan(0);
});

test("what is left out is told: people beyond the number, the erased, and what is not understood", async () => {
  const { world, events } = await lived();
  const stranger = leaves("t-4", "carol@customer.example", plus(start, hours(1)));
  const asked = personRedacted(guest(ada), { at: plus(start, days(3)) });
  await world.publish(asked);
  await pauseStore(world.table, "demo", { at: world.clock.now, reason: "test" });
  const report = await replay(stageAfter(world, [...events, stranger, undefined]), { people: 2 });
  expect(report).toMatchObject({ events: 5, people: 1 });
  expect(report.notes).toEqual(
    expect.arrayContaining([
      expect.stringContaining("1 events are not understood"),
      expect.stringContaining("1 events are of people beyond"),
      expect.stringContaining("1 events are of people or stores erased"),
      expect.stringContaining("demo stands still"),
    ]),
  );
});

test("an event after --to opens nothing, but is told of", async () => {
  const { world, events } = await lived();
  const report = await replay(stageAfter(world, events), { to: plus(start, minutes(5)) });
  const [only] = report.differences;
  expect(report.differences.every(({ person }) => person === keys.person("email", grace))).toBe(true);
  expect(only?.now.reason).toContain("its run was not opened");
});

test.each([
  [["--from", "yesterday"], "--from is a moment with its offset"],
  [["--from", "P1D", "--to", "P2D"], "must be before --to"],
  [["--from", "P31D"], "The archive keeps 30 days"],
  [["--from", "P2D", "--to", "P1D", "--until", "PT30H"], "must not be before --to"],
  [["--from", "P1D", "--to", "2027-01-01T00:00:00Z"], "Nobody knows what comes after now"],
  [["--from", "P1D", "--flow", "nothing"], "There is no flow nothing. There are: abandoned-checkout"],
])("called with %j it says what is wrong", async (words, saying) => {
  const { run } = commandLine();
  expect(await run("replay", ...words, "--stage", "dev")).toEqual({ code: 2, out: expect.stringContaining(saying) });
});
