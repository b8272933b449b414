import { FailedError, UsageError } from "../errors.ts";
import { helpGroups, type Kit } from "../kit.ts";
import { toTable } from "../print.ts";
import { parseSettings } from "../stores/stores.ts";
import { toFile } from "./answers.ts";
import { answerQuestions, answerRest, type Given } from "./ask-all.ts";
import { questions } from "./questions.ts";

type Options = Given & {
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
};

const listOf = (value: string): readonly string[] =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

const details = `
Whatever is not given as an option is asked for; with --yes what is likely is taken instead, and what nothing is likely
for must be given. Everything else has a default, and can be written into the file: docs/store-settings.schema.json
lists it all. The file may hold secrets: only you can read it, and it does not belong into version control.`;

/** What is still to be done, as commands. */
const nextSteps = (id: string, file: string, sources: readonly string[], known: readonly string[]): string =>
  toTable(
    ["Next:"],
    [
      [`  npx comeback stores put ${file}`, "register it with the local run"],
      [`  npx comeback stores put ${file} --stage prod`, "or with a stage on AWS"],
      ...sources
        .filter((source) => !known.includes(source))
        .map((source) => [`  npx comeback secrets set ${id} ${source}`, "once you have its secret"]),
      [`  npx comeback preview ${id} abandoned-checkout reminder-1`, "see what a message looks like"],
      [`  npx comeback go-live ${id} --shadow`, "decide everything and send nothing, to see what would go out"],
    ],
  );

/** `init`. */
export const addInitCommand = (kit: Kit): void => {
  const { program, withJson, withDryRun, withExamples, show, complain, ask, writeFile, fileExists } = kit;
  const command = program.command("init");
  for (const { flags, message } of questions)
    command.option(
      flags,
      message.replace(/:$/, "").replace(/^./, (first) => first.toLowerCase()),
    );
  withExamples(
    withDryRun(withJson(command)),
    "init",
    "init --name 'Acme' --country US --zone America/New_York --sender-address hello@acme.example \\\n      --postal-address '1 Main Street, Springfield, IL 62701' --yes",
  )
    .helpGroup(helpGroups.start)
    .description("set up a store: asks what it needs and writes its settings to a file")
    .option("--flows <list>", "the flows that may send, with commas between them (default: all of them)", listOf)
    .option("--sources <list>", "who sends webhooks, with commas between them (default: shopify)", listOf)
    .option("--consent-names-carts", "the wording of your text consent names cart reminders")
    .option("--out <file>", "the file to write (default: the id, then .json)")
    .option("--yes", "don't ask: take what is likely")
    .option("--force", "write over a file that is there")
    .addHelpText("after", details)
    .action(async (options: Options) => {
      const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
      const answers = await answerQuestions(options, ask, here);
      const rest = await answerRest(options, ask);
      const file = options.out ?? `${answers.id}.json`;
      const settings = toFile(answers, rest);
      parseSettings(settings);
      const withSecrets = Object.keys(rest.secrets);
      const told = { file, id: answers.id, secrets: withSecrets, written: options.dryRun !== true };
      if (options.dryRun === true)
        return show(options, { ...told, settings: { ...settings, secrets: undefined } }, () =>
          [
            JSON.stringify({ ...settings, secrets: undefined }, undefined, 2),
            `${file} would hold this${withSecrets.length > 0 ? `, and the secrets of ${withSecrets.join(", ")}` : ""}. Nothing was written.`,
          ].join("\n"),
        );
      if (fileExists(file) && options.force !== true) {
        if (!ask.canAsk || options.yes === true)
          throw new UsageError(`${file} is there already: name another with --out, or write over it with --force.`);
        const over = await ask.confirm({ message: `${file} is there already. Write over it?`, default: false });
        if (!over) throw new FailedError(`${file} was left as it is. --out names another file.`);
      }
      writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`, { onlyForMe: true });
      if (withSecrets.length > 0 && options.json === true)
        complain(`${file} holds the secrets of ${withSecrets.join(", ")}.`);
      show(options, told, () =>
        [
          `${file} is written.${withSecrets.length > 0 ? ` It holds the secrets of ${withSecrets.join(", ")}: keep it to yourself.` : ""}`,
          "",
          nextSteps(answers.id, file, rest.sources, withSecrets),
        ].join("\n"),
      );
    });
};
