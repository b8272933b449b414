import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checks } from "./oracle/oracle.ts";
import { bundleHunt, makeFolder } from "./planted/bundle.ts";
import { catchBug, mostSeeds } from "./planted/catch-bug.ts";
import { plantedBugs } from "./planted/list.ts";
import { plant } from "./planted/planted.ts";
import { readRecord, renderDocument } from "./planted/record.ts";

const root = join(__dirname, "../..");

describe("the planted bugs", () => {
  it("are at least 25, each with a name of its own", () => {
    expect(plantedBugs.length).toBeGreaterThanOrEqual(25);
    expect(new Set(plantedBugs.map(({ id }) => id)).size).toBe(plantedBugs.length);
  });

  it.each(plantedBugs)("$id fits its file, and is for a check that there is", async (planted) => {
    const source = await readFile(join(root, planted.file), "utf8");
    expect(plant(planted, source)).not.toBe(source);
    expect(checks.map(({ name }) => name)).toContain(planted.check);
  });

  it.each(plantedBugs)("$id was caught when it was looked for last, and passed the unit tests", async ({ id }) => {
    const { seed = Infinity, played = Infinity, passesUnitTests } = (await readRecord(root))[id] ?? {};
    expect(seed).toBeLessThanOrEqual(mostSeeds);
    expect(played).toBeLessThanOrEqual(mostSeeds);
    expect(passesUnitTests).toBe(true);
  });

  it("are told of as they were found", async () => {
    const record = await readRecord(root);
    expect(Object.keys(record).sort()).toEqual(plantedBugs.map(({ id }) => id).sort());
    expect(await readFile(join(root, "docs/planted-bugs.md"), "utf8")).toBe(renderDocument(record));
  });

  it("are refused where their text is not there exactly once", () => {
    const planted = { id: "x", what: "", file: "a.ts", find: "one", replace: "two", check: "" };
    expect(plant(planted, "one, and no more")).toBe("two, and no more");
    expect(() => plant(planted, "nothing")).toThrow("its text is there 0 times, not once");
    expect(() => plant(planted, "one and one")).toThrow("its text is there 2 times, not once");
  });
});

/** Of all that `npm run simulate -- --planted` looks for, what is found at once. */
const share = ["due-not-asked-again", "wake-read-failed", "bus-time-out-taken-for-taken", "alert-sent-then-marked"];

describe("the oracle", () => {
  it.each(share)("sees %s", async (id) => {
    const planted = plantedBugs.find((bug) => bug.id === id);
    if (planted === undefined) throw new Error(`There is no planted bug ${id}.`);
    const { folder, remove } = await makeFolder(root);
    try {
      const [bundle, control] = await Promise.all([bundleHunt(root, folder, planted), bundleHunt(root, folder)]);
      expect(await catchBug(planted, { bundle, control })).toMatchObject({ kind: "caught" });
    } finally {
      await remove();
    }
  });
});
