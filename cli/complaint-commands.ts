import type { Command } from "commander";
import { listComplaints, resolveComplaint } from "./complaints.ts";
import type { Stage } from "./operator.ts";
import { toTable } from "./print.ts";

type OnStage = { readonly stage: string };

/** What the program gives to its groups of commands. */
export type Kit = {
  readonly program: Command;
  readonly onStage: (command: Command) => Command;
  readonly withJson: (command: Command) => Command;
  readonly at: (options: OnStage) => Stage;
  readonly show: (options: { json?: boolean }, value: unknown, text: () => string) => void;
  readonly print: (text: string) => void;
};

/** `complaints list` and `complaints resolve`. */
export const addComplaintCommands = ({ program, onStage, withJson, at, show, print }: Kit): void => {
  const complaints = program.command("complaints").description("reviews of few stars that hold promotions back");
  withJson(onStage(complaints.command("list [store]")))
    .description("complaints that support may still settle: of every store, or of one")
    .action(async (store: string | undefined, options: OnStage & { json?: boolean }) => {
      const found = await listComplaints(at(options), store);
      const rows = found.map((one) => [one.store, one.review, String(one.rating), one.openedAt, one.until]);
      show(options, found, () => toTable(["store", "review", "stars", "since", "closes by itself"], rows));
    });
  onStage(complaints.command("resolve <store> <review>"))
    .description("settle a complaint, as the link in its alert does; promotions resume some days later")
    .option("--dry-run", "tell what would happen and change nothing")
    .addHelpText("after", "\nExample:\n  npx comeback complaints resolve my-store judgeme:465077653 --stage prod")
    .action(async (store: string, review: string, options: OnStage & { dryRun?: boolean }) => {
      const resolved = await resolveComplaint(at(options), store, review, options.dryRun === true);
      switch (resolved.kind) {
        case "settled":
          return print(`The complaint about ${review} is settled. The customer will be asked how it went.`);
        case "would-settle":
          return print(`The complaint about ${review} is open and would be settled. Nothing was changed.`);
        case "closed":
          return print(`The complaint about ${review} was closed already: by ${resolved.by} at ${resolved.at}.`);
      }
    });
};
