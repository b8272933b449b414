import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createDynamoTable } from "../../shared/store/dynamo/table.ts";
import type { Table } from "../../shared/store/table.ts";
import { createClient, ensureTable, tableName, watchClient } from "../../local/store/client.ts";
import { type Engine, startEngine } from "../../local/store/engine.ts";
import { faultsWithCounts, start, tempFolder } from "./support/fixtures.ts";

const folder = tempFolder();
const watched = faultsWithCounts();
let engine: Engine;
let table: Table;

const open = async (): Promise<void> => {
  engine = await startEngine(folder);
  const client = watchClient(createClient(engine), watched.faults, watched.counts);
  await ensureTable(createClient(engine));
  table = createDynamoTable({ client, tableName, now: () => start });
};

beforeAll(open);
afterAll(() => engine.close());

describe("the store of the local run", () => {
  it("counts calls and capacity units by operation, those of the table's making apart", async () => {
    await table.put({ pk: "a", sk: "1", text: "x".repeat(1_500) });
    await table.get({ pk: "a", sk: "1" });
    await table.query("a");
    expect(watched.counts.report()).toEqual({
      store: {
        PutItem: { calls: 1, units: 2 },
        GetItem: { calls: 1, units: 1 },
        Query: { calls: 1, units: 1 },
      },
    });
  });

  it.each(["throttle", "error", "timeout-before", "timeout-after"] as const)(
    "shows %s to the caller at once, above the client's own retries",
    async (fault) => {
      const before = watched.counts.report()["store"]?.["PutItem"]?.calls ?? 0;
      watched.faults.add({ target: "store", fault, times: 1 });
      await expect(table.put({ pk: fault, sk: "1" })).rejects.toThrow(/asked for/);
      expect(watched.counts.report()["store"]?.["PutItem"]?.calls).toBe(before + 1);
      expect(await table.get({ pk: fault, sk: "1" })).toEqual(
        fault === "timeout-after" ? { pk: fault, sk: "1" } : undefined,
      );
    },
  );

  it("keeps its data when it is started again", async () => {
    await table.put({ pk: "kept", sk: "1" });
    await engine.close();
    await open();
    expect(await table.get({ pk: "kept", sk: "1" })).toEqual({ pk: "kept", sk: "1" });
  });
});
