import { type Instant, parseInstant } from "../../shared/events/instant.ts";
import { exportPerson } from "../../shared/privacy/export-person.ts";
import { UsageError } from "../errors.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { plural } from "../plural.ts";
import { askToErase } from "./erase.ts";
import { findPerson } from "./find-person.ts";
import { showProfile, toProfile } from "./show.ts";

type Options = StageOptions & { readonly json?: boolean; readonly dryRun?: boolean };

const whoMeans =
  "\nPERSON is an email address, a phone number with its country code (+12125550147) or the customer's id at the shop.";

const momentOf = (text: string | undefined): Instant | undefined => {
  if (text === undefined) return undefined;
  const moment = parseInstant(text);
  if (moment === undefined) throw new UsageError(`--at is an instant such as 2026-12-24T18:00:00Z. It was: ${text}`);
  return moment;
};

/** `profile show`, `profile export` and `profile erase`. */
export const addProfileCommands = (kit: Kit): void => {
  const { program, onStage, withJson, withDryRun, withExamples, at, show, print, ask, writeFile, fileExists } = kit;
  const profile = program
    .command("profile")
    .helpGroup(helpGroups.people)
    .description("what is known of one customer: show it, hand it over, or erase it");

  withExamples(
    withJson(onStage(profile.command("show <store> <person>"))),
    "profile show my-store ana@example.com --stage prod",
    "profile show my-store ana@example.com --at 2027-01-31T00:00:00Z",
  )
    .description("a customer as the pipeline knows them now: consent, orders, points, complaints, runs")
    .option("--at <instant>", "points and tier as they were, or will be, at this moment")
    .addHelpText("after", whoMeans)
    .action(async (store: string, person: string, options: Options & { at?: string }) => {
      const view = await showProfile(await at(options), store, person, momentOf(options.at));
      show(options, view, () => toProfile(view));
    });

  withExamples(
    onStage(profile.command("export <store> <person> <file>")),
    "profile export my-store ana@example.com ana.json --stage prod",
  )
    .description("write everything that is kept of a customer to a JSON file, to be handed to them")
    .option("--force", "write over a file that exists")
    .addHelpText(
      "after",
      `${whoMeans}\nCheck who asks before you pass it on: the file holds addresses, orders and reviews.`,
    )
    .action(async (store: string, key: string, file: string, options: Options & { force?: boolean }) => {
      if (fileExists(file) && options.force !== true)
        throw new UsageError(`The file ${file} exists: choose another name, or --force.`);
      const stage = await at(options);
      const { settings, keys, read } = await findPerson(stage, store, key);
      const context = { table: stage.table, store, keys, blobs: stage.blobs };
      const known = await exportPerson(context, read.person.members, settings, stage.now());
      writeFile(file, `${JSON.stringify(known, undefined, 2)}\n`);
      print(
        `${plural(known.facts.length, "fact")}, ${plural(known.messages.length, "message")} and ${plural(known.decisions.length, "decision")} written to ${file}.`,
      );
    });

  withExamples(
    withDryRun(onStage(profile.command("erase <store> <person>"))),
    "profile erase my-store ana@example.com --stage prod",
    "profile erase my-store ana@example.com --yes --stage prod",
  )
    .description("erase everything that is kept of a customer; nobody can undo it")
    .option("--yes", "don't ask")
    .addHelpText(
      "after",
      `${whoMeans}\nMails that were sent, and backups of up to 35 days, are not reached (docs/privacy.md).`,
    )
    .action(async (store: string, person: string, options: Options & { yes?: boolean }) => {
      const { doomed, carryOut } = await askToErase(await at(options), store, person);
      const what = `${plural(doomed.profiles, "profile")} with ${plural(doomed.orders, "order")}`;
      if (options.dryRun === true) return print(`${what} would be erased. Nothing was changed.`);
      if (options.yes !== true && !ask.canAsk) throw new UsageError(`This erases ${what} for good. Say so with --yes.`);
      if (options.yes !== true && !(await ask.confirm({ message: `Erase ${what} for good?`, default: false })))
        return print("Nothing was changed.");
      const { erasure, done } = await carryOut();
      print(
        done
          ? `Erased, on record as ${erasure}. It is looked for once more in 15 minutes.`
          : `The erasure ${erasure} was asked for and takes longer than a minute. \`npx comeback dead-letters list\` shows whether it failed.`,
      );
    });
};
