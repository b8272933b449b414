import { days, hours, plus } from "../../shared/events/instant.ts";
import { reviewRecovery } from "../../shared/flows/review-recovery/flow.ts";
import { listComplaint } from "../../shared/store/complaints.ts";
import { guest, reviewUpdated, start } from "../support/events.ts";
import { createWorld, keys } from "../support/world.ts";
import { commandLine } from "./support/command-line.ts";
import { stageOf } from "./support/stage-of-world.ts";

const ada = keys.person("email", "ada@customer.example");
const review = (id: string, rating = 1, at = start) =>
  reviewUpdated({ id, rating, createdAt: start }, { at, who: guest("ada@customer.example") });

const setup = async () => {
  const world = await createWorld({ flows: [reviewRecovery] });
  await world.publish(review("judgeme:1"), review("okendo:2", 3));
  const { run: call } = commandLine({ stage: stageOf(world) });
  const run = (...words: string[]) => call("complaints", ...words, "--stage", "dev");
  return { world, run };
};

const rowOf = (id: string, rating: number) =>
  new RegExp(`^demo +${id} +${rating} +2026-11-05T15:00:00.000Z +2026-11-12T15:00:00.000Z$`, "m");

test("open complaints are listed, of one store or of all", async () => {
  const { run } = await setup();
  for (const words of [["list"], ["list", "demo"]]) {
    const { code, out } = await run(...words);
    expect(code).toBe(0);
    expect(out).toMatch(rowOf("judgeme:1", 1));
    expect(out).toMatch(rowOf("okendo:2", 3));
  }
  const json: unknown = JSON.parse((await run("list", "--json")).out);
  expect(json).toMatchObject([{ review: "judgeme:1", person: ada }, { review: "okendo:2" }]);
  expect(JSON.stringify(json)).not.toContain("ada@");
});

test("what has closed by time, by the customer, or is nobody's any more, is not listed", async () => {
  const { world, run } = await setup();
  const orphan = { store: "demo", review: "yotpo:3", person: "nobody", run: "r", rating: 1, openedAt: start };
  await listComplaint(world.table, { ...orphan, until: plus(start, days(7)) });
  await world.publish(review("okendo:2", 5, plus(start, hours(2))));
  const { out } = await run("list");
  expect(out).toMatch(rowOf("judgeme:1", 1));
  expect(out).not.toMatch(/okendo:2|yotpo:3/);
  await world.runUntil(plus(start, days(7)));
  expect((await run("list")).out).toBe("(none)");
});

test("a complaint is settled, its run is woken, and the customer is asked a day later", async () => {
  const { world, run } = await setup();
  await world.runUntil(plus(start, hours(2)));
  for (const id of ["judgeme:1", "okendo:2"])
    expect(await run("resolve", "demo", id)).toEqual({
      code: 0,
      out: `The complaint about ${id} is settled. The customer will be asked how it went.`,
    });
  expect((await world.person(ada)).person.resolutions).toMatchObject([
    { complaint: "judgeme:1", at: plus(start, hours(2)), by: "command-line" },
    { complaint: "okendo:2" },
  ]);
  expect((await run("list")).out).toBe("(none)");
  await world.runUntil(plus(start, days(20)));
  expect(world.sentSince(start)).toEqual(["email +30min", `email +${26 * 60}min`]);
});

test("a dry run tells what would happen and changes nothing", async () => {
  const { world, run } = await setup();
  expect((await run("resolve", "demo", "judgeme:1", "--dry-run")).out).toContain("would be settled");
  expect((await world.person(ada)).person.resolutions).toEqual([]);
  expect((await run("list")).out).toMatch(rowOf("judgeme:1", 1));
});

test("one that the customer has settled stays as it is", async () => {
  const { world, run } = await setup();
  await world.publish(review("judgeme:1", 5, plus(start, hours(2))));
  const saying = "was closed already: by customer at 2026-11-05T17:00:00.000Z.";
  for (const words of [["--dry-run"], []]) {
    const { code, out } = await run("resolve", "demo", "judgeme:1", ...words);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(saying) });
  }
  expect((await world.person(ada)).person.resolutions).toEqual([]);
});

test.each([
  [["resolve", "demo", "judgeme:9"], "No complaint about the review judgeme:9 is open"],
  [["resolve", "nobody", "judgeme:1"], "There is no store nobody"],
  [["list", "nobody"], "There is no store nobody"],
])("called as %j it says what is wrong", async (words, saying) => {
  const { run } = await setup();
  expect(await run(...words)).toEqual({ code: 2, out: expect.stringContaining(saying) });
});
