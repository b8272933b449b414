import { demoStore } from "../../local/demo/store.ts";
import { listStores, pauseMarketing, readStore } from "../../shared/store/stores.ts";
import { commandLine, now, somebody } from "./support/command-line.ts";

const setup = async (options: Parameters<typeof commandLine>[0] = {}) => {
  const line = commandLine({ ...options, files: { "store.json": JSON.stringify(demoStore) } });
  await line.run("stores", "put", "store.json", "--stage", "dev");
  const stores = (...words: string[]) => line.run("stores", ...words, "--stage", "dev");
  const put = (changes: object) => {
    line.files["store.json"] = JSON.stringify({ ...demoStore, ...changes });
    return stores("put", "store.json");
  };
  return { ...line, stores, put };
};

test("the list says of every store whether it sends, and what keeps it from that", async () => {
  const { stores, table, run } = await setup();
  expect((await stores("list")).out).toMatch(/^demo +Demo Store +demo-store\.myshopify\.com +1 +on$/m);
  await pauseMarketing(table, "demo", { at: now, reason: "complaints" });
  expect((await stores("list")).out).toMatch(/marketing paused$/m);
  await run("go-live", "demo", "--shadow", "--stage", "dev");
  expect((await stores("list")).out).toMatch(/ shadow$/m);
  await run("pause", "--stage", "dev");
  expect((await stores("list")).out).toMatch(/ paused$/m);
});

test("what is shown of the settings can be put again, and changes nothing", async () => {
  const { stores, files, table, bundle } = await setup();
  const [before, secrets] = [await readStore(table, "demo"), bundle()];
  const { out } = await stores("show", "demo", "--settings");
  files["store.json"] = out;
  expect(out).not.toContain("demo-secret");
  expect((await stores("put", "store.json")).code).toBe(0);
  expect({ ...(await readStore(table, "demo"))?.settings, version: 1 }).toEqual({ ...before?.settings, version: 1 });
  expect(bundle()).toEqual(secrets);
});

test("secrets a file does not speak of stay, and an active one is not dropped by mistake", async () => {
  const { put, stores, bundle } = await setup();
  expect((await put({ secrets: {} })).code).toBe(0);
  expect(bundle().stores["demo"]).toEqual(demoStore.secrets);
  expect((await put({ secrets: { shopify: ["demo-secret", "a-new-secret"] } })).code).toBe(0);
  expect(bundle().stores["demo"]).toEqual({ ...demoStore.secrets, shopify: ["demo-secret", "a-new-secret"] });
  expect(await put({ secrets: { shopify: ["demo-secret"] } })).toEqual({
    code: 2,
    out: expect.stringContaining("1 of shopify would be taken no more"),
  });
  expect(bundle().stores["demo"]?.["shopify"]).toHaveLength(2);
  expect((await stores("put", "store.json", "--replace-secrets")).code).toBe(0);
  expect(bundle().stores["demo"]?.["shopify"]).toEqual(["demo-secret"]);
});

test("a store without any secret is told that it takes nothing in yet", async () => {
  const { run } = commandLine({ files: { "store.json": JSON.stringify({ ...demoStore, secrets: {} }) } });
  expect((await run("stores", "put", "store.json")).out).toMatch(/no secrets yet.*secrets set demo shopify/);
});

test("a removed store loses its settings and secrets, and its customers are kept", async () => {
  const { stores, table, bundle, done } = await setup();
  expect((await stores("remove", "demo", "--dry-run")).out).toMatch(/Nothing was changed/);
  expect(await listStores(table)).toEqual(["demo"]);
  expect((await stores("remove", "demo", "--yes")).code).toBe(0);
  expect(await listStores(table)).toEqual([]);
  expect(await readStore(table, "demo")).toBeUndefined();
  expect(bundle().stores).toEqual({});
  expect(done.events).toEqual([]);
});

test("an erasure asks for what the platform would ask for, also of a store removed before", async () => {
  const { stores, done } = await setup();
  await stores("remove", "demo", "--yes");
  expect((await stores("remove", "demo", "--erase", "--yes")).code).toBe(0);
  expect(done.events).toMatchObject([{ type: "store.redacted", store: "demo", data: { at: now } }]);
});

test.each([
  ["demo", []],
  ["dema", ["demo"]],
])("asked for its id, %s typed leaves the stores %j", async (typed, left) => {
  const { stores, table } = await setup({ ask: somebody({ "Type demo": typed }) });
  expect((await stores("remove", "demo")).code).toBe(0);
  expect(await listStores(table)).toEqual(left);
});

test.each([
  [["remove", "demo"], "Say so with --yes"],
  [["remove", "dema", "--yes"], "Did you mean demo?"],
  [["put", "broken.json"], "broken.json is not JSON"],
])("called as %j it says what is wrong, and nothing is lost", async (words, saying) => {
  const { stores, files, table } = await setup();
  files["broken.json"] = "{";
  expect(await stores(...words)).toEqual({ code: 2, out: expect.stringContaining(saying) });
  expect(await listStores(table)).toEqual(["demo"]);
});
