import type { Kit } from "./complaint-commands.ts";
import { UsageError } from "./operator.ts";
import { settleMessage } from "./settle.ts";
import { exportSuppressions, importSuppressions, removeSuppression } from "./suppressions.ts";

type OnStage = { readonly stage: string };

export type Files = {
  readonly readFile: (path: string) => string;
  readonly writeFile: (path: string, text: string) => void;
};

/** `suppressions import`, `suppressions export`, `suppressions remove`, and `settle`: what providers tell, done by hand. */
export const addFeedbackCommands = (
  { program, onStage, at, print }: Pick<Kit, "program" | "onStage" | "at" | "print">,
  { readFile, writeFile }: Files,
): void => {
  const suppressions = program.command("suppressions").description("addresses to which a store sends nothing at all");
  onStage(suppressions.command("import <store> <file>"))
    .description("suppress every address of a file: CSV with a line of columns, or a JSON object a line")
    .option("--dry-run", "check the file and change nothing")
    .addHelpText(
      "after",
      "\nColumns: channel (email or text), address or hash, reason, at. Only an address or a hash is needed.\n\nExample:\n  npx comeback suppressions import my-store bounced.csv --stage prod",
    )
    .action(async (store: string, file: string, options: OnStage & { dryRun?: boolean }) => {
      const dryRun = options.dryRun === true;
      const { rows, fresh, bad } = await importSuppressions(at(options), store, readFile(file), dryRun);
      print(
        dryRun
          ? `${rows} addresses would be suppressed. Nothing was changed.`
          : `${fresh} of ${rows} addresses were new.`,
      );
      if (bad.length > 0)
        throw new UsageError(
          [
            `${bad.length} rows of ${file} are wrong and were left out:`,
            ...bad.map(({ line, problem }) => `  line ${line}: ${problem}`),
          ].join("\n"),
        );
    });
  onStage(suppressions.command("export <store> <file>"))
    .description("write every suppressed address, by its hash: JSON lines if the file ends in .jsonl, otherwise CSV")
    .addHelpText(
      "after",
      "\nAddresses are kept as hashes under the secret of the stage, so no address can be read from the file. It can be\nimported into the same store of the same stage.",
    )
    .action(async (store: string, file: string, options: OnStage) => {
      const { text, rows } = await exportSuppressions(at(options), store, file.endsWith(".jsonl") ? "jsonl" : "csv");
      writeFile(file, text);
      print(`${rows} addresses written to ${file}, as hashes.`);
    });
  onStage(suppressions.command("remove <store> <address>"))
    .description("let one address be written to again, because its holder asks for it")
    .action(async (store: string, address: string, options: OnStage) => {
      const was = await removeSuppression(at(options), store, address);
      print(was ? "It can be written to again, as far as its holder consents." : "It was not suppressed.");
    });
  onStage(program.command("settle <store> <message> <outcome>"))
    .description("say what became of a message of unknown outcome: sent or failed")
    .addHelpText("after", "\nExample:\n  npx comeback settle my-store 8nIYbJr3vXk2Qe0uTgZlAw sent --stage prod")
    .action(async (store: string, message: string, outcome: string, options: OnStage) => {
      if (outcome !== "sent" && outcome !== "failed") throw new UsageError("The outcome is sent or failed.");
      await settleMessage(at(options), store, message, outcome);
      print(`The message ${message} counts as ${outcome}. It is not sent again.`);
    });
};
