import { createDynamoTable } from "../../shared/store/dynamo/table.ts";
import { startDynalite, tableName, type Engine } from "./engines.ts";
import { describeTable } from "./table-suite.ts";

let engine: Engine | undefined;
afterAll(async () => {
  await engine?.stop();
});

describeTable(
  "dynalite",
  async (now) => {
    engine = await startDynalite();
    return createDynamoTable({ client: engine.client, tableName, now });
  },
  { comparesBytes: false },
);
