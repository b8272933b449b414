import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { knownStore } from "../known-store.ts";
import { stageFlag } from "../stage-flag.ts";
import type { Stage } from "../stage.ts";
import { pause, resume, stillPaused } from "./pause.ts";

type Options = StageOptions & { readonly dryRun?: boolean };

const resumption = (stage: Stage, store: string | undefined): string =>
  `\`npx comeback resume${store === undefined ? "" : ` ${store}`}${stageFlag(stage)}\``;

const howItGoesOn = async (stage: Stage, store: string | undefined, what: string): Promise<string> => {
  const still = await stillPaused(stage, store);
  if (still.everything)
    return `${what} is paused by itself no more. It sends once everything goes on: ${resumption(stage, undefined)}.`;
  if (still.stores.length === 0) return `${what} goes on.`;
  const each = still.stores.map((one) => resumption(stage, one)).join(", ");
  return `${what} goes on, but for what was paused by itself: ${each}.`;
};

/** `pause` and `resume`. */
export const addPauseCommands = ({ program, onStage, withDryRun, withExamples, at, print }: Kit): void => {
  withExamples(
    withDryRun(onStage(program.command("pause [store]"))),
    "pause my-store --reason 'wrong discount' --stage prod",
    "pause --stage prod",
  )
    .helpGroup(helpGroups.live)
    .description("stop sending at once, for one store or for everything: what is in the outbox waits too")
    .option("--reason <words>", "why, for whoever asks", "paused by an operator")
    .addHelpText("after", "\nWebhooks are still taken in, and runs go on; `resume` ends it.")
    .action(async (store: string | undefined, options: Options & { reason: string }) => {
      const stage = await at(options);
      const what = store === undefined ? "Everything" : `The store ${store}`;
      if (options.dryRun === true) {
        if (store !== undefined) await knownStore(stage, store);
        return print(`${what} would be paused. Nothing was changed.`);
      }
      await pause(stage, store, options.reason);
      print(`${what} is paused. ${resumption(stage, store)} ends it.`);
    });
  withExamples(withDryRun(onStage(program.command("resume [store]"))), "resume my-store --stage prod")
    .helpGroup(helpGroups.live)
    .description("go on sending; a store named by itself goes on with marketing too if complaints stopped it")
    .addHelpText(
      "after",
      "\nWhat was held back is looked at again within a quarter of the time the pause has lasted (15 minutes to 3 hours)." +
        "\nWhat missed its deadline meanwhile stays unsent.",
    )
    .action(async (store: string | undefined, options: Options) => {
      const stage = await at(options);
      const what = store === undefined ? "Everything" : `The store ${store}`;
      if (options.dryRun === true) {
        if (store !== undefined) await knownStore(stage, store);
        return print(`${what} would go on. Nothing was changed.`);
      }
      await resume(stage, store);
      print(await howItGoesOn(stage, store, what));
    });
};
