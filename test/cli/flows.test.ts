import { demoStore } from "../../local/demo/store.ts";
import { flows } from "../../shared/flows/registry.ts";
import { commandLine } from "./support/command-line.ts";

const own = {
  ...demoStore,
  holdout: 0.1,
  flows: {
    "abandoned-checkout": {
      channels: { text: false },
      steps: { "reminder-1": { after: "PT2H" }, "reminder-3": { enabled: false } },
    },
    "tier-change": { enabled: false },
  },
};

const setup = async () => {
  const line = commandLine({ files: { "store.json": JSON.stringify(own) } });
  await line.run("stores", "put", "store.json");
  return line;
};

test("every flow is listed as it comes, without any stage", async () => {
  const { run, opened } = commandLine();
  const { code, out } = await run("flows", "list");
  expect(code).toBe(0);
  for (const { id } of flows) expect(out).toContain(id);
  expect(opened).toEqual([]);
});

test("a store's own settings show in the list and in a flow", async () => {
  const { run } = await setup();
  const { out } = await run("flows", "list", "demo");
  expect(out).toMatch(/^abandoned-checkout .* 2 emails +2 h +yes$/m);
  expect(out).toMatch(/^tier-change .* no$/m);
  const { out: page } = await run("flows", "show", "abandoned-checkout", "demo");
  expect(page).toMatch(/^reminder-1 +email +marketing +2 h +24 h later +yes +after$/m);
  expect(page).toMatch(/^text-1 +text .* no$/m);
  expect(page).toMatch(/^reminder-3 .* no +enabled$/m);
  expect(page).toMatch(/^holdout +10 %/m);
});

test("scripts get the same as JSON", async () => {
  const { run } = await setup();
  const view = JSON.parse((await run("flows", "show", "points-expiry", "demo", "--json")).out);
  expect(view).toMatchObject({
    flow: "points-expiry",
    on: true,
    holdout: 0.1,
    moments: { expiry: expect.any(String) },
  });
  expect(view.steps[0]).toMatchObject({ due: expect.stringMatching(/before expiry/), on: true });
});

test.each([
  [["show", "abandoned-checkouts"], "Did you mean abandoned-checkout?"],
  [["show", "abandoned-checkout", "dema"], "Did you mean demo?"],
])("called as %j it says what is wrong", async (words, saying) => {
  const { run } = await setup();
  expect(await run("flows", ...words)).toEqual({ code: 2, out: expect.stringContaining(saying) });
});
