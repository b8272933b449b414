import { pauseStore, putSettings, readStore } from "../../shared/store/stores.ts";
import { storeSettings } from "../support/settings.ts";
import { commandLine, now } from "./support/command-line.ts";

const setup = async () => {
  const line = commandLine();
  for (const id of ["demo", "other"]) await putSettings(line.table, storeSettings({ id }), now);
  const paused = async (id: string) => (await readStore(line.table, id))?.state.paused !== undefined;
  return { ...line, paused };
};

test("what pauses a store says how it goes on, on the same stage", async () => {
  const { run, paused } = await setup();
  expect((await run("pause", "demo", "--stage", "dev")).out).toBe(
    "The store demo is paused. `npx comeback resume demo --stage dev` ends it.",
  );
  expect(await paused("demo")).toBe(true);
  expect((await run("resume", "demo", "--stage", "dev")).out).toBe("The store demo goes on.");
  expect(await paused("demo")).toBe(false);
});

test("a store that is resumed while everything is paused is said to wait", async () => {
  const { run } = await setup();
  await run("pause", "--stage", "dev");
  const { code, out } = await run("resume", "demo", "--stage", "dev");
  expect(code).toBe(0);
  expect(out).toMatch(/sends once everything goes on: `npx comeback resume --stage dev`/);
});

test("what was paused by itself is named when everything goes on", async () => {
  const { run, table } = await setup();
  await pauseStore(table, "other", { at: now, reason: "wrong discount" });
  await run("pause", "--stage", "dev");
  expect((await run("resume", "--stage", "dev")).out).toBe(
    "Everything goes on, but for what was paused by itself: `npx comeback resume other --stage dev`.",
  );
});

test("a dry run changes nothing", async () => {
  const { run, paused } = await setup();
  expect((await run("pause", "demo", "--dry-run")).out).toContain("would be paused. Nothing was changed.");
  expect(await paused("demo")).toBe(false);
});
