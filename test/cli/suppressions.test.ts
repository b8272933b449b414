import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hours, plus } from "../../shared/events/instant.ts";
import { pauseMarketing, readStore } from "../../shared/store/stores.ts";
import { listSuppressions, suppress } from "../../shared/store/suppressions.ts";
import { start } from "../support/events.ts";
import { createWorld, keys } from "../support/world.ts";
import { commandLine } from "./support/command-line.ts";
import { stageOf } from "./support/stage-of-world.ts";

const ada = keys.address("email", "ada@customer.example");
const phone = keys.address("text", "+12125550147");

const listed = [
  { channel: "email", hash: ada, reason: "hard-bounce", at: start },
  { channel: "text", hash: phone, reason: "complaint", at: start },
  { channel: "email", hash: keys.address("email", "bo@customer.example"), reason: "imported", at: start },
] as const;

const folder = mkdtempSync(join(tmpdir(), "comeback-suppressions-"));
afterAll(() => rmSync(folder, { recursive: true }));

const setup = async () => {
  const world = await createWorld({ settings: { country: "US" } });
  const files: Record<string, string> = {};
  const { run: call } = commandLine({ stage: stageOf(world), files });
  const run = (...words: string[]) => call(...words, "--stage", "dev");
  return { world, files, run };
};

test.each(["csv", "jsonl"])(
  "an export as %s holds hashes only, and can be imported where it came from",
  async (ending) => {
    const { world, files, run } = await setup();
    for (const one of listed) await suppress(world.table, "demo", one);
    const { out } = await run("suppressions", "export", "demo", `out.${ending}`);
    expect(out).toBe(`3 addresses written to out.${ending}, as hashes.`);
    const text = files[`out.${ending}`] ?? "";
    expect(text).toContain(ada);
    expect(text).not.toMatch(/@|555/);
    const before = await listSuppressions(world.table, "demo");
    for (const address of ["ada@customer.example", "bo@customer.example", "+12125550147"])
      expect((await run("suppressions", "remove", "demo", address)).out).toMatch(/can be written to again/);
    expect(await listSuppressions(world.table, "demo")).toEqual([]);
    const path = join(folder, `out.${ending}`);
    writeFileSync(path, text);
    expect((await run("import", "suppressions", path)).out).toContain("3 addresses are suppressed, 3 newly.");
    expect(await listSuppressions(world.table, "demo")).toEqual(before);
  },
);

test.each([
  [["export", "nobody", "out.csv"], "There is no store nobody"],
  [["remove", "demo", "ada"], "That is no email address"],
])("called as %j it says what is wrong", async (words, saying) => {
  const { run } = await setup();
  expect(await run("suppressions", ...words)).toEqual({ code: 2, out: expect.stringContaining(saying) });
});

test("an address that was never suppressed is said to be none", async () => {
  const { run } = await setup();
  expect((await run("suppressions", "remove", "demo", "ada@customer.example")).out).toBe("It was not suppressed.");
});

test("resume takes a stop of marketing back, and what is shown of a store says how it stands", async () => {
  const { world, run } = await setup();
  await pauseMarketing(world.table, "demo", { at: start, reason: "3 complaints" });
  const shown: unknown = JSON.parse((await run("stores", "show", "demo")).out);
  expect(shown).toMatchObject({
    state: { marketingPaused: { reason: "3 complaints" } },
    complaints: { mails: 0, complaints: 0, days: 7 },
  });
  world.clock.now = plus(start, hours(2));
  expect((await run("resume", "demo")).code).toBe(0);
  const state = (await readStore(world.table, "demo"))?.state;
  expect(state?.marketingPaused).toBeUndefined();
  expect(state?.marketingSince).toBe(world.clock.now);
});
