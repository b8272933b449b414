import { listUnknown } from "../../shared/store/messages.ts";
import { UsageError } from "../errors.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { toTable } from "../print.ts";
import { settleMessage } from "./settle.ts";

/** `messages unknown` and `messages settle`. */
export const addMessageCommands = (kit: Kit): void => {
  const { program, onStage, withJson, withDryRun, withExamples, at, show, print } = kit;
  const messages = program
    .command("messages")
    .helpGroup(helpGroups.repair)
    .description("messages of which nobody knows whether they went out");
  withExamples(withJson(onStage(messages.command("unknown"))), "messages unknown --stage prod")
    .description("list them: they are never repeated by themselves")
    .action(async (options: StageOptions & { json?: boolean }) => {
      const stage = await at(options);
      const found = await listUnknown(stage.table, stage.now());
      const rows = found.map(({ id, store, flow, step, sendingAt = "", reason = "" }) => [
        id,
        store,
        flow,
        step,
        sendingAt,
        reason,
      ]);
      show(options, found, () => toTable(["message", "store", "flow", "step", "since", "reason"], rows));
    });
  withExamples(
    withDryRun(onStage(messages.command("settle <store> <message> <outcome>"))),
    "messages settle my-store 8nIYbJr3vXk2Qe0uTgZlAw sent --stage prod",
  )
    .description("say what became of one: sent, or failed")
    .action(async (store: string, message: string, outcome: string, options: StageOptions & { dryRun?: boolean }) => {
      if (outcome !== "sent" && outcome !== "failed") throw new UsageError("The outcome is sent or failed.");
      const dryRun = options.dryRun === true;
      await settleMessage(await at(options), store, message, outcome, dryRun);
      print(
        dryRun
          ? `The message ${message} would count as ${outcome}. Nothing was changed.`
          : `The message ${message} counts as ${outcome}. It is not sent again.`,
      );
    });
};
