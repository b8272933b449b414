import { join } from "node:path";
import * as z from "zod";
import { copyWithBrokenFunction } from "../break-function.ts";
import { deploy } from "../cdk.ts";
import { comeback } from "../command-line.ts";
import { mailsTo, mailWith } from "../mailbox.ts";
import { makeImpatient } from "../queues.ts";
import { step } from "../report.ts";
import { settleGrants } from "../settle.ts";
import { checkoutOf, leftAgo, newShopper, tellShop } from "../shop.ts";
import { waitFor } from "../wait.ts";
import { places } from "../workspace.ts";

const Queues = z.array(z.object({ queue: z.string(), waiting: z.number() }));
const broken = { function: "enroll", queue: "enrolments" } as const;

const waitingLetters = async (): Promise<number> => {
  const listed = Queues.parse(JSON.parse(await comeback("dead-letters", "list", "--json")));
  return listed.find(({ queue }) => queue.startsWith(broken.queue))?.waiting ?? 0;
};

/** A bad release of one function, from the first lost event to the mail that comes after all. */
export const deadLetters = async (good: string): Promise<void> => {
  const kim = newShopper("kim");
  const bad = join(places.run, "bad");
  const makePatient = await step("a release in which enroll fails is deployed", async () => {
    await copyWithBrokenFunction(good, bad, broken.function);
    await deploy(bad);
    await settleGrants();
    return makeImpatient(broken.queue);
  });
  await step(
    "the event that it fails at comes into its dead-letter queue, and dead-letters list names it",
    async () => {
      await tellShop(checkoutOf(kim, leftAgo.cart));
      await waitFor("the dead letter", async () => ((await waitingLetters()) > 0 ? true : undefined), { everyMs: 500 });
      if ((await mailsTo(kim.email)).length > 0) throw new Error("She got a mail although no run was opened");
    },
  );
  await step("after the good release, dead-letters redrive puts it back and the mail goes out", async () => {
    await deploy(good);
    await settleGrants();
    await makePatient();
    await comeback("dead-letters", "redrive", broken.queue);
    await mailWith(kim.email, /Oak board for kim/);
    const left = await waitingLetters();
    if (left > 0) throw new Error(`${left} dead letters are still there`);
  });
};
