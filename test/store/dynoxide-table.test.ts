import { createDynamoTable } from "../../shared/store/dynamo/table.ts";
import { dynoxideBinary, startDynoxide, tableName, type Engine } from "./engines.ts";
import { describeTable } from "./table-suite.ts";

const binary = dynoxideBinary();

if (binary === undefined) {
  const left = "dynoxide: @dynoxide/linux-x64 is not installed here, its run of the table suite is left out";
  process.stdout.write(`${left}\n`);
  test(left, () => {
    expect(dynoxideBinary()).toBeUndefined();
  });
} else {
  let engine: Engine | undefined;
  afterAll(async () => {
    await engine?.stop();
  });

  describeTable("dynoxide", async (now) => {
    engine = await startDynoxide(binary);
    return createDynamoTable({ client: engine.client, tableName, now });
  });
}
