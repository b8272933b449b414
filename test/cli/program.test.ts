import { demoStore } from "../../local/demo/store.ts";
import { Instant } from "../../shared/events/instant.ts";
import { keepDecision } from "../../shared/store/decisions.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { claimMessage, changeMessage } from "../../shared/store/messages.ts";
import { keepRejected } from "../../shared/store/rejected.ts";
import { readStore } from "../../shared/store/stores.ts";
import { commandLine, now, root } from "./support/command-line.ts";

const comeback = () => commandLine({ files: { "store.json": JSON.stringify(demoStore) } });

test("a store is registered with its secrets kept apart from its settings", async () => {
  const { run, table, opened, bundle } = comeback();
  expect(await run("stores", "put", "store.json", "--stage", "dev")).toEqual({
    code: 0,
    out: "Store demo stands at edition 1 of its settings.",
  });
  expect(opened).toEqual(["dev"]);
  expect(bundle().stores).toEqual({ demo: demoStore.secrets });
  expect(JSON.stringify(await table.query("demo/store"))).not.toContain("demo-secret");
  expect((await run("stores", "show", "demo", "--stage", "dev")).out).toContain('"shopify": "1 active"');
  expect(JSON.parse((await run("stores", "list", "--stage", "dev", "--json")).out)).toEqual([
    { id: "demo", name: demoStore.brand.name, domain: demoStore.domain, edition: 1, sending: "on" },
  ]);
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
  expect((await run("messages", "unknown", "--stage", "dev")).out).toBe("(none)");
  await changeMessage(table, message, {
    status: "unknown",
    settledAt: Instant.parse("2026-11-02T14:00:00.000Z"),
    reason: "TimeoutError",
  });
  expect((await run("messages", "unknown", "--stage", "dev")).out).toMatch(
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
  expect(out).toContain("Abandoned checkout, the first mail: not sent, no consent  (when it was due)");
  expect(out).toContain("NO   Consent for this channel  [why: never-asked]");
});

test.each([
  [["pause", "--stage", "dev", "--local", "http://127.0.0.1:8790"], "cannot be used with"],
  [["pause", "--local", "http://shop.example"], "The local run is on this machine"],
  [["sotres", "list"], "Did you mean stores?"],
  [["stores", "lst"], "Did you mean list?"],
  [["stores", "put", "nothing.json", "--stage", "dev"], "there is no such file"],
  [["pause", "--stage", "PROD!"], "A stage is named like"],
  [["stores", "show", "nobody", "--stage", "dev"], "There is no store nobody"],
  [["explain", "demo", "--stage", "dev"], "missing required argument"],
])("called as %j it says what is wrong", async (words, saying) => {
  const { code, out } = await comeback().run(...words);
  expect(code).toBe(2);
  expect(out).toContain(saying);
});
