import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { knownStore } from "../known-store.ts";
import { pause, resume } from "./pause.ts";

type Options = StageOptions & { readonly dryRun?: boolean };

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
      print(`${what} is paused. \`npx comeback resume\` ends it.`);
    });
  withExamples(withDryRun(onStage(program.command("resume [store]"))), "resume my-store --stage prod")
    .helpGroup(helpGroups.live)
    .description("go on sending; a store named by itself goes on with marketing too if complaints stopped it")
    .addHelpText("after", "\nWhat missed its deadline meanwhile stays unsent.")
    .action(async (store: string | undefined, options: Options) => {
      const stage = await at(options);
      const what = store === undefined ? "Everything" : `The store ${store}`;
      if (options.dryRun === true) {
        if (store !== undefined) await knownStore(stage, store);
        return print(`${what} would go on. Nothing was changed.`);
      }
      await resume(stage, store);
      print(`${what} goes on.`);
    });
};
