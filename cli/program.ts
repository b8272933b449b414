import { readFileSync, writeFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { parseInstant } from "../shared/events/instant.ts";
import { addComplaintCommands } from "./complaint-commands.ts";
import { inspectAws } from "./doctor/aws.ts";
import { addDoctorCommand, UnwellError } from "./doctor/command.ts";
import type { Inspected } from "./doctor/inspected.ts";
import * as operator from "./operator.ts";
import { toExplanation, toTable } from "./print.ts";
import { addFeedbackCommands, type Files } from "./feedback-commands.ts";

export type ProgramOptions = {
  readonly stage: (name: string) => operator.Stage;
  readonly print: (text: string) => void;
  readonly readFile?: Files["readFile"];
  readonly writeFile?: Files["writeFile"];
  readonly inspect?: (stage: operator.Stage) => Inspected;
};

const stageName = (value: string): string => {
  const parsed = operator.StageName.safeParse(value);
  if (!parsed.success) throw new InvalidArgumentError("A stage is named like dev or prod.");
  return parsed.data;
};

const readJson = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new operator.UsageError(`${path} is not JSON.`);
  }
};

/** The command line. Every command works on one stage, with the caller's own AWS credentials. */
export const createProgram = ({
  stage,
  print,
  readFile = (path) => readFileSync(path, "utf8"),
  writeFile = (path, text) => writeFileSync(path, text),
  inspect = inspectAws,
}: ProgramOptions) => {
  const program = new Command("comeback").description("Operates a deployed stage of Comeback.").exitOverride();

  const onStage = (command: Command): Command =>
    command.requiredOption("--stage <stage>", "the stage to work on, such as prod", stageName);
  const at = (options: { stage: string }): operator.Stage => stage(options.stage);
  const show = (options: { json?: boolean }, value: unknown, text: () => string): void =>
    print(options.json === true ? JSON.stringify(value, undefined, 2) : text());
  const withJson = (command: Command): Command => command.option("--json", "print JSON for a script");

  const stores = program.command("stores").description("the stores of a stage");
  onStage(stores.command("put <file>"))
    .description("register a store, or change its settings, from a JSON file (docs/store-settings.schema.json)")
    .option("--dry-run", "check the file and change nothing")
    .addHelpText("after", "\nExample:\n  npx comeback stores put store.json --stage prod")
    .action(async (file: string, options: { stage: string; dryRun?: boolean }) => {
      const settings = operator.parseSettings(readJson(readFile(file), file));
      if (options.dryRun === true) return print(`${file} is valid. Nothing was changed.`);
      const version = await operator.putStore(at(options), settings);
      print(`Store ${settings.id} stands at edition ${version} of its settings.`);
    });
  withJson(onStage(stores.command("list")))
    .description("name every store")
    .action(async (options: { stage: string; json?: boolean }) => {
      const ids = await operator.storeIds(at(options));
      show(options, ids, () => ids.join("\n") || "(none)");
    });
  onStage(stores.command("show <store>"))
    .description("a store's settings and state, without its secrets")
    .action(async (store: string, options: { stage: string }) =>
      print(JSON.stringify(await operator.showStore(at(options), store), undefined, 2)),
    );

  onStage(program.command("pause [store]"))
    .description("stop sending for a store, or for everything, at once; webhooks are still taken in")
    .option("--reason <words>", "why, for whoever asks", "paused by an operator")
    .action(async (store: string | undefined, options: { stage: string; reason: string }) => {
      await operator.pause(at(options), store, options.reason);
      print(`${store ?? "Everything"} is paused. \`comeback resume\` ends it.`);
    });
  onStage(program.command("resume [store]"))
    .description("go on sending, marketing too if complaints stopped it; what died meanwhile stays unsent")
    .action(async (store: string | undefined, options: { stage: string }) => {
      await operator.resume(at(options), store);
      print(`${store ?? "Everything"} goes on.`);
    });

  onStage(program.command("codes <store> <pool> <file>"))
    .description("add discount codes to a pool: one a line, with its expiry after a comma where it has one")
    .action(async (store: string, pool: string, file: string, options: { stage: string }) => {
      const codes = operator.parseCodes(readFile(file), parseInstant);
      print(`${await operator.addCodes(at(options), store, pool, codes)} of ${codes.length} codes were new.`);
    });

  withJson(onStage(program.command("rejected [store] [person]")))
    .description("signed webhooks that could not be understood: all, of one store, or those that mention one person")
    .action(
      async (store: string | undefined, person: string | undefined, options: { stage: string; json?: boolean }) => {
        const found = await operator.rejected(at(options), store, person);
        const rows = found.map((body) => [body.receivedAt, body.store, body.topic, body.reason]);
        show(options, found, () => toTable(["received", "store", "topic", "reason"], rows));
      },
    );
  withJson(onStage(program.command("unknown")))
    .description("messages of which nobody knows whether they went out; they are never repeated by themselves")
    .action(async (options: { stage: string; json?: boolean }) => {
      const found = await operator.unknownMessages(at(options));
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
  withJson(onStage(program.command("explain <store> [person]")))
    .description("why messages were sent, or were not: by e-mail address, phone number or customer id")
    .option("--message <id>", "one message only")
    .action(
      async (
        store: string,
        person: string | undefined,
        options: { stage: string; json?: boolean; message?: string },
      ) => {
        if ((person === undefined) === (options.message === undefined))
          throw new operator.UsageError("Name either a person or --message.");
        const target = at(options);
        const explanation =
          options.message === undefined
            ? await operator.explainPerson(target, store, person ?? "")
            : await operator.explainMessage(target, store, options.message);
        show(options, explanation, () => toExplanation(explanation));
      },
    );
  addComplaintCommands({ program, onStage, withJson, at, show, print });
  addFeedbackCommands({ program, onStage, at, print }, { readFile, writeFile });
  addDoctorCommand({ program, onStage, withJson, at, show, print }, inspect);
  return program;
};

/** Runs the command line; the exit code: 0 done, 1 could not be done, 2 wrongly called. */
export const runProgram = async (
  program: Command,
  argv: readonly string[],
  complain: (text: string) => void,
): Promise<number> => {
  try {
    await program.parseAsync([...argv]);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof operator.UsageError) {
      complain(error.message);
      return 2;
    }
    if (error instanceof UnwellError) {
      complain(error.message);
      return 1;
    }
    complain(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    return 1;
  }
};
