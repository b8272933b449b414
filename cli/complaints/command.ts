import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { toTable } from "../print.ts";
import { listComplaints, resolveComplaint } from "./complaints.ts";

/** `complaints list` and `complaints resolve`. */
export const addComplaintCommands = (kit: Kit): void => {
  const { program, onStage, withJson, withDryRun, withExamples, at, show, print } = kit;
  const complaints = program
    .command("complaints")
    .helpGroup(helpGroups.people)
    .description("reviews of few stars that hold promotions back");
  withExamples(withJson(onStage(complaints.command("list [store]"))), "complaints list my-store --stage prod")
    .description("complaints that support may still settle: of every store, or of one")
    .action(async (store: string | undefined, options: StageOptions & { json?: boolean }) => {
      const found = await listComplaints(await at(options), store);
      const rows = found.map((one) => [one.store, one.review, String(one.rating), one.openedAt, one.until]);
      show(options, found, () => toTable(["store", "review", "stars", "since", "closes by itself"], rows));
    });
  withExamples(
    withDryRun(onStage(complaints.command("resolve <store> <review>"))),
    "complaints resolve my-store judgeme:465077653 --stage prod",
  )
    .description("settle a complaint, as the link in its alert does; promotions resume some days later")
    .action(async (store: string, review: string, options: StageOptions & { dryRun?: boolean }) => {
      const resolved = await resolveComplaint(await at(options), store, review, options.dryRun === true);
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
