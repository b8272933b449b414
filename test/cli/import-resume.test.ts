import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createHandler } from "../../functions/update-profile/handler.ts";
import { createRecorder } from "../../cli/import/recorder.ts";
import { orders } from "../../cli/import/orders.ts";
import { openFile } from "../../cli/import/open-file.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { putSettings, readSettings } from "../../shared/store/stores.ts";
import type { Table } from "../../shared/store/table.ts";
import { failingTable, fuseOf } from "../support/failing-table.ts";
import { storeSettings } from "../support/settings.ts";
import { busMessage, recordOf } from "../support/world.ts";
import { now, root } from "./support/command-line.ts";
import { importKeys, importLine } from "./support/import-line.ts";

const head = "id,email,customer id,created at,total";
const rowOf = (n: number): string =>
  `${n},person-${n % 300}@customer.example,${n % 3 === 0 ? 7000 + (n % 300) : ""},2026-0${1 + (n % 9)}-1${n % 7},${10 + n}`;
const rows = (count: number): string[] => Array.from({ length: count }, (_, index) => rowOf(index + 1));

/** Everything that a table holds but the store's settings, which tests put more than once. */
const dump = async (table: Table) => {
  const { keys } = await table.scan("", 1_000_000);
  const kept = keys.filter(({ sk }) => sk !== "SETTINGS" && sk !== "STATE");
  const items = await Promise.all(kept.map((key) => table.get(key)));
  return items.sort((a, b) => `${a?.pk} ${a?.sk}`.localeCompare(`${b?.pk} ${b?.sk}`));
};

test("an import that was stopped goes on where it was, and ends where it would have", async () => {
  const whole = await importLine();
  whole.write("orders.csv", head, ...rows(1100), "x,nobody,,,5");
  await whole.import("orders", "orders.csv");

  const half = await importLine();
  const fuse = fuseOf(1600, "after");
  const stage = { table: failingTable(half.table, fuse) };
  half.write("orders.csv", head, "y,nobody,,,5", ...rows(1100), "x,nobody,,,5");
  const broken = await importLine({}, { stage });
  expect(broken.table).not.toBe(half.table);
  const stopped = await broken.run("import", "orders", half.at("orders.csv"));
  expect(stopped.code).toBe(1);
  expect(stopped.out).toContain("the same command goes on from there");
  const checkpoint: unknown = JSON.parse(readFileSync(half.at("orders.csv.import.json"), "utf8"));
  expect(checkpoint).toMatchObject({ rows: 501, tally: { written: 500, badRows: 1 } });

  let puts = 0;
  const counting: Table = {
    ...half.table,
    put: (item, condition) => {
      puts += 1;
      return half.table.put(item, condition);
    },
  };
  const resumed = await importLine({}, { stage: { table: counting } });
  const { code, out } = await resumed.run("import", "orders", half.at("orders.csv"));
  expect(code).toBe(1);
  expect(out).toContain("1,100 orders of 1,102 rows are in.");
  expect(out).toContain("It went on after the 501 rows of an earlier try.");
  expect(puts).toBeLessThan(2000);
  expect(half.read("orders.rejected.csv")).toBe(`${head}\ny,nobody,,,5\nx,nobody,,,5\n`);
  expect(await dump(half.table)).toEqual(await dump(whole.table));
  expect(existsSync(half.at("orders.csv.import.json"))).toBe(false);
});

test("a file that was changed meanwhile, another kind, or --restart begins at the first row", async () => {
  const line = await importLine();
  line.write("orders.csv", head, ...rows(1100));
  const stage = { table: failingTable(line.table, fuseOf(2000, "before")) };
  const broken = await importLine({}, { stage });
  expect((await broken.run("import", "orders", line.at("orders.csv"))).code).toBe(1);
  expect((await line.import("customers", "orders.csv", "--dry-run")).out).not.toContain("earlier try");
  expect((await line.import("orders", "orders.csv", "--restart", "--dry-run")).out).not.toContain("earlier try");
  appendFileSync(line.at("orders.csv"), `${rowOf(1101)}\n`);
  const { out } = await line.import("orders", "orders.csv");
  expect(out).toContain("1,101 orders of 1,101 rows are in.");
  expect(out).not.toContain("earlier try");
});

test("one bad row in many keeps nobody else's from being taken", async () => {
  const line = await importLine();
  const all = rows(1200);
  all[899] = "900,person@customer.example,,,12";
  line.write("orders.csv", head, ...all);
  const { out } = await line.import("orders", "orders.csv");
  expect(out).toContain("1,199 orders of 1,200 rows are in.");
  expect(out).toMatch(/1 +createdAt is missing +901/);
  expect(line.read("orders.rejected.csv")).toBe(`${head}\n900,person@customer.example,,,12\n`);
});

test("what is imported are the very items that the same events leave as webhooks", async () => {
  const line = await importLine();
  line.write("orders.csv", head, ...rows(60), rowOf(7));
  await line.import("orders", "orders.csv");

  const table = createMemoryTable({ now: () => now });
  await putSettings(table, storeSettings({ country: "US" }), now);
  const settings = await readSettings(table, "demo");
  if (settings === undefined) throw new Error("There is no store.");
  const handler = createHandler({
    clock: { now: () => now },
    table,
    bus: { put: () => Promise.reject(new Error("Nothing waits for anybody here.")) },
    secrets: { read: () => Promise.resolve({ root, stores: {} }) },
    metrics: { count: () => undefined, measure: () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const { rows: read } = await openFile({ path: line.at("orders.csv"), columns: orders.columns, map: new Map() });
  const context = { settings, keys: importKeys, isStaff: () => false, now, asOf: now };
  for await (const row of read) {
    const reading = orders.read([row], context);
    if (reading.kind !== "work" || reading.work.kind !== "events") throw new Error("A row was not read.");
    for (const event of reading.work.events) await handler(recordOf(busMessage(event)));
  }
  expect(await dump(line.table)).toEqual(await dump(table));
});

test("a wrong guess of what is new changes nothing: whatever webhooks have told before stands", async () => {
  const line = await importLine();
  const settings = await readSettings(line.table, "demo");
  if (settings === undefined) throw new Error("There is no store.");
  line.write("customers.jsonl", '{"id":"7003","email":"person-3@customer.example","phone":"+12125550147"}');
  line.write("orders.csv", head, ...rows(9));
  await line.import("customers", "customers.jsonl");
  await line.import("orders", "orders.csv");
  const before = await dump(line.table);
  const context = { settings, keys: importKeys, isStaff: () => false, now, asOf: now };
  const recorder = createRecorder(line.table, () => now, context);
  const { rows: read } = await openFile({ path: line.at("orders.csv"), columns: orders.columns, map: new Map() });
  for await (const row of read) {
    const reading = orders.read([row], context);
    if (reading.kind === "work") await recorder.write(reading.work);
  }
  expect(await dump(line.table)).toEqual(before);
  expect((await line.person("person-3@customer.example")).orders).toHaveLength(1);
});
