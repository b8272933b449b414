import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { explain } from "./explain.ts";
import { toExplanation } from "./print.ts";

/** `explain`. */
export const addExplainCommand = ({ program, onStage, withJson, withExamples, at, show }: Kit): void => {
  withExamples(
    withJson(onStage(program.command("explain <store> <message-or-person>"))),
    "explain my-store ana@example.com --stage prod",
    "explain my-store 8nIYbJr3vXk2Qe0uTgZlAw --stage prod",
  )
    .helpGroup(helpGroups.understand)
    .description("why messages were sent, or were not: every gate, in words")
    .addHelpText(
      "after",
      "\nName a message by its id (`messages unknown` lists some, every mail has it in X-Comeback-Message), or a customer by email\naddress, phone number with its country code or id at the shop. `NO` stands before the gates that refused.",
    )
    .action(async (store: string, about: string, options: StageOptions & { json?: boolean }) => {
      const explanation = await explain(await at(options), store, about);
      show(options, explanation, () => toExplanation(explanation));
    });
};
