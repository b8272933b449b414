import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { names } from "../../../infra/names.ts";
import { stage } from "../cdk.ts";
import { comeback, tryComeback } from "../command-line.ts";
import { mailsTo } from "../mailbox.ts";
import { drained } from "../queues.ts";
import { step } from "../report.ts";
import { checkoutOf, leftAgo, newShopper, shop, tellShop } from "../shop.ts";
import { waitFor } from "../wait.ts";

/** How many items of the table name something. */
const itemsNaming = async (words: string): Promise<number> => {
  let found = 0;
  const pages = paginateScan({ client: new DynamoDBClient() }, { TableName: names(stage).table, ConsistentRead: true });
  for await (const { Items = [] } of pages)
    found += Items.filter((item) => JSON.stringify(item).includes(words)).length;
  return found;
};

/** Erased means gone. */
export const erasure = (): Promise<void> =>
  step("profile erase leaves nothing of a person in the table", async () => {
    const leo = newShopper("leo");
    await tellShop(checkoutOf(leo, leftAgo.cart));
    await waitFor("both mails", async () => ((await mailsTo(leo.email)).length === 2 ? true : undefined));
    await drained();
    const shown = await comeback("profile", "show", shop.id, leo.email);
    if (!shown.includes(leo.email)) throw new Error(`profile show does not know ${leo.email}:\n${shown}`);
    if ((await itemsNaming(leo.email)) === 0) throw new Error("The table names nobody before the erasure");
    await comeback("profile", "erase", shop.id, leo.email, "--yes");
    const left = await itemsNaming(leo.email);
    if (left > 0) throw new Error(`${left} items still name ${leo.email}`);
    const { stdout, stderr } = await tryComeback(["profile", "show", shop.id, leo.email]);
    if (stdout.includes("Oak board")) throw new Error(`profile show still knows: ${stdout} ${stderr}`);
  });
