import { demoStore } from "../../local/demo/store.ts";
import { sources } from "../../shared/sources/registry.ts";
import { makers } from "../../cli/secrets/makers.ts";
import { commandLine, somebody } from "./support/command-line.ts";

const setup = async (ask?: ReturnType<typeof somebody>) => {
  const line = commandLine({
    files: { "store.json": JSON.stringify({ ...demoStore, secrets: {} }) },
    ...(ask && { ask }),
  });
  await line.run("stores", "put", "store.json", "--stage", "dev");
  const secrets = (...words: string[]) => line.run("secrets", ...words, "--stage", "dev");
  const active = (source: string) => line.bundle().stores["demo"]?.[source];
  return { ...line, secrets, active };
};

test("every source has its maker, and what is made here has the form it must have", () => {
  expect(Object.keys(makers).sort()).toEqual(Object.keys(sources).sort());
  for (const { make, problem } of Object.values(makers)) if (make) expect(problem(make())).toBeUndefined();
});

test("the first secret is piped in, and a second one is not put in its place by mistake", async () => {
  const { secrets, files, active } = await setup();
  files["-"] = "shpss_0123456789\n";
  const first = await secrets("set", "demo", "shopify");
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining("shopify has one secret") });
  expect(first.out).not.toContain("shpss_");
  expect(active("shopify")).toEqual(["shpss_0123456789"]);
  files["-"] = "another-secret";
  expect(await secrets("set", "demo", "shopify")).toMatchObject({ code: 2, out: expect.stringContaining("rotate") });
  expect(active("shopify")).toEqual(["shpss_0123456789"]);
  expect((await secrets("set", "demo", "shopify", "--replace")).code).toBe(0);
  expect(active("shopify")).toEqual(["another-secret"]);
});

test("a rotation keeps the newest two, until the older one is retired", async () => {
  const { secrets, files, active } = await setup();
  for (const [verb, secret] of [
    ["set", "secret-number-1"],
    ["rotate", "secret-number-2"],
  ] as const) {
    files["-"] = secret;
    await secrets(verb, "demo", "shopify");
  }
  expect(active("shopify")).toEqual(["secret-number-2", "secret-number-1"]);
  expect((await secrets("list", "demo")).out).toMatch(/demo +shopify +2 +being rotated/);
  files["-"] = "secret-number-3";
  expect((await secrets("rotate", "demo", "shopify")).out).toMatch(/The one before that is taken no more/);
  expect(active("shopify")).toEqual(["secret-number-3", "secret-number-2"]);
  expect((await secrets("retire", "demo", "shopify", "--dry-run")).out).toMatch(/would go.*Nothing was changed/);
  expect(active("shopify")).toHaveLength(2);
  await secrets("retire", "demo", "shopify");
  expect(active("shopify")).toEqual(["secret-number-3"]);
  await secrets("remove", "demo", "shopify");
  expect(active("shopify")).toBeUndefined();
});

test("what is ours to make is made and shown this once, and nothing else ever is", async () => {
  const { secrets, active } = await setup();
  const made = JSON.parse((await secrets("set", "demo", "events", "--generate", "--json")).out);
  expect(made).toMatchObject({ store: "demo", source: "events", active: 1, secret: active("events")?.[0] });
  const rotated = await secrets("rotate", "demo", "events", "--generate");
  expect(rotated.out).toContain(active("events")?.[0]);
  expect(rotated.out).not.toContain(made.secret);
  for (const words of [["list"], ["list", "demo", "--json"]])
    expect((await secrets(...words)).out).not.toMatch(/whsec_/);
});

test("a dry run makes nothing and shows nothing", async () => {
  const { secrets, active } = await setup();
  const { code, out } = await secrets("set", "demo", "events", "--generate", "--dry-run");
  expect({ code, out }).toEqual({ code: 0, out: "events would have one secret. Nothing was changed." });
  expect(active("events")).toBeUndefined();
});

test("at a terminal the secret is asked for, and Enter makes one where that may be", async () => {
  const { secrets, active } = await setup(somebody({ Shopify: "typed-in-secret", "your own events": "" }));
  await secrets("set", "demo", "shopify");
  expect(active("shopify")).toEqual(["typed-in-secret"]);
  await secrets("set", "demo", "events");
  expect(active("events")?.[0]).toMatch(/^whsec_/);
});

test("a secret on the command line is taken, with a warning", async () => {
  const { secrets, active } = await setup();
  const { out } = await secrets("set", "demo", "shopify", "--value", "given-in-a-script");
  expect(out).toMatch(/history may hold it/);
  expect(active("shopify")).toEqual(["given-in-a-script"]);
});

test.each([
  [["set", "demo", "shopfy", "--generate"], "Did you mean shopify?"],
  [["set", "demo", "shopify", "--generate"], "Shopify makes its secrets itself"],
  [["set", "demo", "shopify"], "Pipe in the secret of Shopify"],
  [["set", "demo", "shopify", "--value", "short"], "must be at least 8 characters"],
  [["set", "demo", "okendo", "--value", "no-prefix-at-all"], "must be whsec_ and base64"],
  [["rotate", "demo", "events"], "events has no secret yet"],
  [["retire", "demo", "events"], "events has no secret"],
  [["remove", "demo", "events"], "events has no secret"],
  [["set", "nobody", "events"], "There is no store nobody"],
])("called as %j it says what is wrong", async (words, saying) => {
  const { secrets, bundle } = await setup();
  expect(await secrets(...words)).toEqual({ code: 2, out: expect.stringContaining(saying) });
  expect(bundle().stores).toEqual({});
});
