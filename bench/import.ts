import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { inTurn } from "../cli/import/in-turn.ts";
import { orders } from "../cli/import/orders.ts";
import { runImport } from "../cli/import/run.ts";
import { demoStore } from "../local/demo/store.ts";
import { createCounts } from "../local/counts.ts";
import { createFaults } from "../local/faults.ts";
import { createClient, ensureTable, tableName, watchClient } from "../local/store/client.ts";
import { startEngine } from "../local/store/engine.ts";
import { Instant } from "../shared/events/instant.ts";
import { createDynamoTable } from "../shared/store/dynamo/table.ts";
import { createKeys } from "../shared/store/keys.ts";
import { createMemoryTable } from "../shared/store/memory-table.ts";
import { putSettings, readSettings } from "../shared/store/stores.ts";
import type { Item, Table } from "../shared/store/table.ts";
import { type Comparison, compare } from "./measure.ts";
import { ordersExport } from "./past.ts";
import { subtractUse, type Use, useOf } from "./use.ts";

export type ImportResult = {
  readonly orders: number;
  readonly people: number;
  /** Items that are there afterwards, and were not before. */
  readonly items: number;
  /** The import against putting those very items, each on condition that it is not there, as many at a time. */
  readonly onEngine: Comparison;
  readonly inMemory: Comparison;
  /** What the import asks of the table. */
  readonly use: Use;
};

const concurrency = 24;
const now = Instant.parse("2026-11-02T15:00:00.000Z");
const keys = createKeys("the-root-secret-of-a-measurement", "demo");

type Place = { readonly table: Table; readonly use: () => Use; readonly close: () => Promise<void> };

const openMemory = (): Promise<Place> =>
  Promise.resolve({
    table: createMemoryTable({ now: () => now }),
    use: () => ({ reads: 0, readUnits: 0, writes: 0, writeUnits: 0 }),
    close: () => Promise.resolve(),
  });

const openEngine = async (): Promise<Place> => {
  const folder = await mkdtemp(join(tmpdir(), "comeback-bench-"));
  const engine = await startEngine(folder);
  const counts = createCounts();
  const exit = (): never => {
    throw new Error("There are no faults here.");
  };
  const client = watchClient(createClient(engine), createFaults({ counts, exit }), counts);
  await ensureTable(client);
  const describe = async () => (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table;
  while ((await describe())?.TableStatus !== "ACTIVE") await setTimeout(10);
  return {
    table: createDynamoTable({ client, tableName, now: () => now }),
    use: () => useOf(counts.report()),
    close: async () => {
      client.destroy();
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
};

/** Milliseconds that the import of a file takes. */
const importInto = async (table: Table, path: string): Promise<number> => {
  const settings = await readSettings(table, "demo");
  if (settings === undefined) throw new Error("There is no store.");
  const begun = performance.now();
  const { tally } = await runImport({
    ...{ what: "orders", importer: orders, path, map: new Map(), asOf: undefined, concurrency },
    ...{ dryRun: false, restart: true },
    stage: { name: "bench", table, now: () => now },
    context: { settings, keys, isStaff: () => false },
    progress: () => ({ advance: () => undefined, end: () => undefined }),
  });
  if (tally.badRows > 0 || tally.written !== tally.things) throw new Error("Not every order was imported.");
  return performance.now() - begun;
};

/** What an import writes, each item as it stands in the end. */
const itemsOf = async (path: string): Promise<readonly Item[]> => {
  const { table } = await openMemory();
  await putSettings(table, demoStore, now);
  const written = new Map<string, Item>();
  const put: Table["put"] = async (item, condition) => {
    const result = await table.put(item, condition);
    if (result.written) written.set(`${item.pk} ${item.sk}`, item);
    return result;
  };
  await importInto({ ...table, put }, path);
  return [...written.values()];
};

/** Does something with a new table that knows the store. */
const onNew = async <T>(open: () => Promise<Place>, act: (place: Place) => Promise<T>): Promise<T> => {
  const place = await open();
  try {
    await putSettings(place.table, demoStore, now);
    return await act(place);
  } finally {
    await place.close();
  }
};

const putAll = async (table: Table, items: readonly Item[]): Promise<number> => {
  const begun = performance.now();
  await inTurn(
    items.map((item) => [item]),
    concurrency,
    async (item) => void (await table.put(item, { kind: "absent" })),
  );
  return performance.now() - begun;
};

/** Orders of a store's past, as an export has them, against what their writing alone would take. */
export const measureImport = async (count: number, rounds: number): Promise<ImportResult> => {
  const folder = await mkdtemp(join(tmpdir(), "comeback-bench-"));
  const path = join(folder, "orders.csv");
  const people = Math.round(count * 0.4);
  await writeFile(path, [...ordersExport(count, people)].map((line) => `${line}\n`).join(""));
  try {
    const items = await itemsOf(path);
    const against = (open: () => Promise<Place>): Promise<Comparison> =>
      compare(
        rounds,
        () => onNew(open, ({ table }) => putAll(table, items)),
        () => onNew(open, ({ table }) => importInto(table, path)),
      );
    const use = await onNew(openEngine, async (place) => {
      const before = place.use();
      await importInto(place.table, path);
      return subtractUse(place.use(), before);
    });
    const [onEngine, inMemory] = [await against(openEngine), await against(openMemory)];
    return { orders: count, people, items: items.length, onEngine, inMemory, use };
  } finally {
    await rm(folder, { recursive: true });
  }
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: { orders: { type: "string", default: "2000" }, rounds: { type: "string", default: "3" } },
  });
  console.log(JSON.stringify(await measureImport(Number(values.orders), Number(values.rounds)), undefined, 2));
}
