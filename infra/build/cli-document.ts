import type { Command } from "commander";
import { nobody } from "../../cli/ask.ts";
import { createProgram } from "../../cli/program.ts";

/** As wide as this repository's lines of prose are. */
const width = 100;

const unused = (): never => {
  throw new Error("The command line is only described here.");
};

/** The command line with nothing behind it. */
const describedProgram = (): Command =>
  createProgram({
    awsStage: unused,
    localStage: unused,
    readFile: unused,
    streamFile: unused,
    sizeOf: unused,
    writeFile: unused,
    fileExists: unused,
    readInput: unused,
    print: unused,
    complain: unused,
    progress: unused,
    ask: nobody,
    width,
  });

/** What `--help` prints. */
const helpOf = (command: Command): string => {
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => width,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trimEnd();
};

const block = (text: string): readonly string[] => ["```text", text, "```", ""];

const sections = (command: Command, path: readonly string[]): readonly string[] =>
  command.commands.length === 0
    ? [`### ${path.join(" ")}`, "", ...block(helpOf(command))]
    : command.commands.flatMap((part) => sections(part, [...path, part.name()]));

const isShown = (command: Command): boolean => command.name() !== "help";

/** `docs/cli.md`: every command as its own help says. */
export const cliDocument = (): string => {
  const program = describedProgram();
  const shown = program.commands.filter(isShown);
  const groups = [...new Set(shown.map((command) => command.helpGroup()))];
  return [
    "# The command line",
    "",
    "Generated from the program's own help by `npm run docs`; a test keeps it true. `npx comeback` works in this folder after",
    "`npm ci`, whatever Node is installed; `npm run comeback -- stores list` is the same.",
    "",
    "Without `--stage` a command works on the local run of `npm start`; with `--stage prod` on AWS, in the account and region of",
    "your own credentials (`AWS_PROFILE`, `AWS_REGION`). `--json` prints for scripts, `--dry-run` changes nothing. Exit codes:",
    "0 done, 1 could not be done, 2 wrongly called.",
    "",
    ...block(helpOf(program)),
    ...groups.flatMap((group) => [
      `## ${group.replace(/:$/, "")}`,
      "",
      ...shown
        .filter((command) => command.helpGroup() === group)
        .flatMap((command) => sections(command, [command.name()])),
    ]),
  ].join("\n");
};
