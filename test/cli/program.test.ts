import { createProgram, runProgram } from "../../cli/program.ts";
import { demoStore } from "../../local/demo/store.ts";
import { Instant } from "../../shared/events/instant.ts";
import type { SecretBundle } from "../../shared/platform/ports.ts";
import { keepDecision } from "../../shared/store/decisions.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { claimMessage, changeMessage } from "../../shared/store/messages.ts";
import { keepRejected } from "../../shared/store/rejected.ts";
import { readStore } from "../../shared/store/stores.ts";

const now = Instant.parse("2026-11-02T15:00:00.000Z");
const root = "a-root-secret-of-more-than-32-characters";

const comeback = () => {
  const table = createMemoryTable({ now: () => now });
  let bundle: SecretBundle = { root, stores: {} };
  const files: Record<string, string> = { "store.json": JSON.stringify(demoStore) };
  const stages: string[] = [];
  const run = async (...words: string[]) => {
    const out: string[] = [];
    const program = createProgram({
      print: (text) => void out.push(text),
      readFile: (path) => files[path] ?? "",
      stage: (name) => {
        stages.push(name);
        const secrets = {
          read: () => Promise.resolve(bundle),
          write: (next: SecretBundle) => Promise.resolve(void (bundle = next)),
        };
        const wakes = { send: () => Promise.reject(new Error("No command here wakes a run.")) };
        return { table, now: () => now, secrets, wakes };
      },
    });
    program.configureOutput({ writeOut: (text) => void out.push(text), writeErr: (text) => void out.push(text) });
    for (const command of program.commands) command.configureOutput(program.configureOutput());
    const code = await runProgram(program, ["node", "comeback", ...words], (text) => void out.push(text));
    return { code, out: out.join("\n") };
  };
  return { run, table, files, stages, bundle: () => bundle };
};

test("a store is registered with its secrets kept apart from its settings", async () => {
  const { run, table, stages, bundle } = comeback();
  expect(await run("stores", "put", "store.json", "--stage", "dev")).toEqual({
    code: 0,
    out: "Store demo stands at edition 1 of its settings.",
  });
  expect(stages).toEqual(["dev"]);
  expect(bundle().stores).toEqual({ demo: demoStore.secrets });
  expect(JSON.stringify(await table.query("demo/store"))).not.toContain("demo-secret");
  expect((await run("stores", "show", "demo", "--stage", "dev")).out).toContain('"shopify": "1 active"');
  expect((await run("stores", "list", "--stage", "dev", "--json")).out).toBe('[\n  "demo"\n]');
});

test("wrong settings are refused with the path of what is wrong, and nothing is changed", async () => {
  const { run, table, files } = comeback();
  files["store.json"] = JSON.stringify({
    ...demoStore,
    currency: "dollars",
    quietHours: { text: { from: "06:00", to: "20:00" } },
  });
  const { code, out } = await run("stores", "put", "store.json", "--stage", "dev");
  expect(code).toBe(2);
  expect(out).toMatch(/currency: .*ISO 4217/);
  expect(out).toMatch(/quietHours\.text: .*47 CFR 64\.1200/);
  expect(await table.query("stores")).toEqual([]);
});

test("a dry run checks and changes nothing", async () => {
  const { run, table } = comeback();
  expect((await run("stores", "put", "store.json", "--stage", "dev", "--dry-run")).code).toBe(0);
  expect(await table.query("stores")).toEqual([]);
});

test("a store, or everything, is paused and goes on", async () => {
  const { run, table } = comeback();
  await run("stores", "put", "store.json", "--stage", "dev");
  expect((await run("pause", "demo", "--stage", "dev", "--reason", "sale gone wrong")).code).toBe(0);
  expect((await readStore(table, "demo"))?.state.paused?.reason).toBe("sale gone wrong");
  await run("resume", "demo", "--stage", "dev");
  expect((await readStore(table, "demo"))?.state.paused).toBeUndefined();
  await run("pause", "--stage", "dev");
  expect((await readStore(table, "demo"))?.everything.paused).toBeDefined();
});

test("codes are imported once, and a line that is none names itself", async () => {
  const { run, files } = comeback();
  await run("stores", "put", "store.json", "--stage", "dev");
  files["codes.csv"] = "WELCOME-1\nWELCOME-2, 2026-12-24T00:00:00Z\n";
  expect((await run("codes", "demo", "welcome", "codes.csv", "--stage", "dev")).out).toBe("2 of 2 codes were new.");
  expect((await run("codes", "demo", "welcome", "codes.csv", "--stage", "dev")).out).toBe("0 of 2 codes were new.");
  files["codes.csv"] = "WELCOME-3\nWELCOME-4, tomorrow\n";
  const wrong = await run("codes", "demo", "welcome", "codes.csv", "--stage", "dev");
  expect(wrong).toMatchObject({ code: 2, out: expect.stringContaining("Line 2") });
});

test("what nobody knows the outcome of is listed", async () => {
  const { run, table } = comeback();
  const message = await claimMessage(table, {
    id: "m1",
    store: "demo",
    person: "p",
    run: "r",
    flow: "abandoned-checkout",
    step: "reminder-1",
    channel: "email",
    status: "claimed",
    claimedAt: now,
    correlationId: "c",
    revision: 1,
  });
  expect((await run("unknown", "--stage", "dev")).out).toBe("(none)");
  await changeMessage(table, message, {
    status: "unknown",
    settledAt: Instant.parse("2026-11-02T14:00:00.000Z"),
    reason: "TimeoutError",
  });
  expect((await run("unknown", "--stage", "dev")).out).toMatch(
    /m1\s+demo\s+abandoned-checkout\s+reminder-1\s+TimeoutError/,
  );
});

test("a rejected body is found by its store and by the person it mentions", async () => {
  const { run, table } = comeback();
  await run("stores", "put", "store.json", "--stage", "dev");
  const person = createKeys(root, "demo").person("email", "ana@example.com");
  const body = { kind: "inline", base64: "bm90IGpzb24=" } as const;
  const kept = { id: "b1", store: "demo", source: "shopify", topic: "orders/create", headers: {}, body };
  await keepRejected(table, { ...kept, reason: "not JSON", receivedAt: now }, [person]);
  for (const words of [[], ["demo"], ["demo", "ana@example.com"]])
    expect((await run("rejected", ...words, "--stage", "dev")).out).toMatch(/orders\/create\s+not JSON/);
  expect((await run("rejected", "demo", "bob@example.com", "--stage", "dev")).out).toBe("(none)");
});

test("a person's decisions are explained gate by gate", async () => {
  const { run, table } = comeback();
  await run("stores", "put", "store.json", "--stage", "dev");
  const person = createKeys(root, "demo").person("email", "ana@example.com");
  await keepDecision(table, {
    at: now,
    store: "demo",
    person,
    run: "r",
    flow: "abandoned-checkout",
    step: "reminder-1",
    by: "wake",
    outcome: "skip",
    reason: "no-consent",
    ruleVersion: 1,
    gates: [{ gate: "consent", pass: false, inputs: { why: "never-asked" } }],
  });
  const { out } = await run("explain", "demo", "Ana@Example.com", "--stage", "dev");
  expect(out).toMatch(/reminder-1 {2}skip: no-consent/);
  expect(out).toMatch(/STOP {2}consent .*why=never-asked/);
});

test.each([
  [["pause"], "--stage"],
  [["pause", "--stage", "PROD!"], "A stage is named like"],
  [["stores", "show", "nobody", "--stage", "dev"], "There is no store nobody"],
  [["explain", "demo", "--stage", "dev"], "Name either a person or --message"],
])("called as %j it says what is wrong", async (words, saying) => {
  const { code, out } = await comeback().run(...words);
  expect(code).toBe(2);
  expect(out).toContain(saying);
});
