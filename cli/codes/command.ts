import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { plural } from "../plural.ts";
import { knownStore } from "../known-store.ts";
import { addCodes, parseCodes } from "./codes.ts";

/** `codes`. */
export const addCodesCommand = ({ program, onStage, withDryRun, withExamples, at, print, readFile }: Kit): void => {
  withExamples(
    withDryRun(onStage(program.command("codes <store> <pool> <file>"))),
    "codes my-store welcome codes.csv --stage prod",
  )
    .helpGroup(helpGroups.start)
    .description("add discount codes to a pool, from a file with one code a line")
    .addHelpText("after", "\nAn expiry may follow a code: SPRING-7F3K, 2027-04-01T00:00:00Z")
    .action(async (store: string, pool: string, file: string, options: StageOptions & { dryRun?: boolean }) => {
      const codes = parseCodes(readFile(file));
      const stage = await at(options);
      await knownStore(stage, store);
      if (options.dryRun === true)
        return print(
          `${plural(codes.length, "code")} could be added, those that are not there already. Nothing was changed.`,
        );
      print(
        `${await addCodes(stage, store, pool, codes)} of ${plural(codes.length, "code")} ${codes.length === 1 ? "was" : "were"} new.`,
      );
    });
};
