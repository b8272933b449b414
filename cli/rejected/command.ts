import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { toTable } from "../print.ts";
import { findRejected } from "./rejected.ts";

/** `rejected`. */
export const addRejectedCommand = ({ program, onStage, withJson, withExamples, at, show }: Kit): void => {
  withExamples(
    withJson(onStage(program.command("rejected [store] [person]"))),
    "rejected --stage prod",
    "rejected my-store ana@example.com --stage prod",
  )
    .helpGroup(helpGroups.repair)
    .description("signed webhooks that could not be understood: all, of one store, or about one person")
    .action(
      async (store: string | undefined, person: string | undefined, options: StageOptions & { json?: boolean }) => {
        const found = await findRejected(await at(options), store, person);
        const rows = found.map((body) => [body.receivedAt, body.store, body.topic, body.reason]);
        show(options, found, () => toTable(["received", "store", "topic", "reason"], rows));
      },
    );
};
