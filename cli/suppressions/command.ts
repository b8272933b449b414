import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { plural } from "../plural.ts";
import { exportSuppressions, removeSuppression } from "./suppressions.ts";

type Options = StageOptions & { readonly dryRun?: boolean };

const hashes = `
Addresses are kept as hashes under the secret of the stage, so no address can be read from the file. It can be
imported into the same store of the same stage by "comeback import suppressions".`;

/** `suppressions export` and `suppressions remove`. */
export const addSuppressionCommands = (kit: Kit): void => {
  const { program, onStage, withDryRun, withExamples, at, print, writeFile } = kit;
  const suppressions = program
    .command("suppressions")
    .helpGroup(helpGroups.people)
    .description("addresses to which a store sends nothing at all");
  withExamples(
    onStage(suppressions.command("export <store> <file>")),
    "suppressions export my-store suppressed.csv --stage prod",
  )
    .description("write every suppressed address, by its hash: JSON lines if the file ends in .jsonl, otherwise CSV")
    .addHelpText("after", hashes)
    .action(async (store: string, file: string, options: StageOptions) => {
      const format = file.endsWith(".jsonl") ? "jsonl" : "csv";
      const { text, rows } = await exportSuppressions(await at(options), store, format);
      writeFile(file, text);
      print(`${plural(rows, "address", "es")} written to ${file}, as hashes.`);
    });
  withExamples(
    withDryRun(onStage(suppressions.command("remove <store> <address>"))),
    "suppressions remove my-store ana@example.com --stage prod",
  )
    .description("let one address be written to again, because its holder asks for it")
    .action(async (store: string, address: string, options: Options) => {
      const dryRun = options.dryRun === true;
      const was = await removeSuppression(await at(options), store, address, dryRun);
      if (!was) return print("It was not suppressed.");
      print(
        dryRun
          ? "It is suppressed, and could be written to again. Nothing was changed."
          : "It can be written to again, as far as its holder consents.",
      );
    });
};
