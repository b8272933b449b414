import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { names } from "../../../infra/names.ts";
import { deploy, stage } from "../cdk.ts";
import { mailsTo, textsTo, textWith } from "../mailbox.ts";
import { step } from "../report.ts";
import { settleGrants } from "../settle.ts";
import { checkoutOf, leftAgo, newShopper, tellShop } from "../shop.ts";
import { waitFor } from "../wait.ts";

const early = newShopper("noa", { texts: true });
const number = early.phone ?? "";

/** Whether one of the wakes that lie with EventBridge Scheduler is due within minutes. */
const isScheduled = async (): Promise<boolean> => {
  const client = new SchedulerClient();
  const GroupName = names(stage).scheduleGroup;
  const { Schedules = [] } = await client.send(new ListSchedulesCommand({ GroupName }));
  for (const { Name } of Schedules) {
    const { ScheduleExpression = "" } = await client.send(new GetScheduleCommand({ Name, GroupName }));
    const [, at = ""] = /^at\((.*)\)$/.exec(ScheduleExpression) ?? [];
    if (Date.parse(`${at}Z`) - Date.now() < 5 * 60_000) return true;
  }
  return false;
};

/** Opens the run that will be under way when the flow changes. */
export const openEarlyRun = (): Promise<void> =>
  step("a run is opened, and its next wake lies with EventBridge Scheduler", async () => {
    await tellShop(checkoutOf(early, leftAgo.early));
    await waitFor("its schedule", async () => ((await isScheduled()) ? true : undefined));
  });

/**
 * Updates the stacks in place with a flow whose second mail comes after an hour and no longer after a day, and whose text
 * comes after 90 minutes and no longer after an hour.
 */
export const secondDeploy = async (changed: string): Promise<void> => {
  await step("a second cdk deploy updates the stacks in place with a changed flow", async () => {
    await deploy(changed);
    await settleGrants();
    const texts = await textsTo(number);
    if (texts.length > 0) throw new Error("This machine is too slow: the run that should be under way is through");
  });
  const oli = newShopper("oli");
  await step("a new run keeps to the changed flow: its second mail comes with the first", async () => {
    await tellShop(checkoutOf(oli, leftAgo.cart));
    await waitFor("two mails", async () => ((await mailsTo(oli.email)).length === 2 ? true : undefined));
  });
};

/** Minutes later: the run of before went on as it was planned. */
export const keptItsVersion = (): Promise<void> =>
  step(
    "the run of before kept its version: EventBridge Scheduler woke it, its text went out at its old time",
    async () => {
      await textWith(number, /cart/, { patienceMs: 200_000, everyMs: 1000 });
      // What is due together goes out one after the other, the mail after the text.
      const mails = await waitFor("its mail", async () => {
        const sent = await mailsTo(early.email);
        return sent.length > 0 ? sent : undefined;
      });
      if (mails.length !== 1) throw new Error(`It sent ${mails.length} mails`);
    },
  );
