import { type Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Ask } from "./ask.ts";
import { addCodesCommand } from "./codes/command.ts";
import { addComplaintCommands } from "./complaints/command.ts";
import { addDeadLetterCommands } from "./dead-letters/command.ts";
import { addDoctorCommand } from "./doctor/command.ts";
import type { Inspected } from "./doctor/inspected.ts";
import { addExplainCommand } from "./explain/command.ts";
import type { Files } from "./files.ts";
import { addFlowCommands } from "./flows/command.ts";
import { addGoLiveCommand } from "./go-live/command.ts";
import { addImportCommands } from "./import/command.ts";
import { addInitCommand } from "./init/command.ts";
import type { Kit, StageOptions } from "./kit.ts";
import { addMessageCommands } from "./messages/command.ts";
import { addPauseCommands } from "./pause/command.ts";
import { addPreviewCommand } from "./preview/command.ts";
import { addProfileCommands } from "./profile/command.ts";
import type { Progress } from "./progress.ts";
import { addRejectedCommand } from "./rejected/command.ts";
import { addSecretCommands } from "./secrets/command.ts";
import { addSendTestCommand } from "./send-test/command.ts";
import type { Stage } from "./stage.ts";
import { addReplayCommand } from "./replay/command.ts";
import { addStoreCommands } from "./stores/command.ts";
import { addSuppressionCommands } from "./suppressions/command.ts";
import { whyItFailed } from "./why-it-failed.ts";

/** Where the local run is when nothing else is said. */
export const localUrl = "http://127.0.0.1:8787";

export type ProgramOptions = Files & {
  /** A stage on AWS. */
  readonly awsStage: (name: string) => Promise<Stage>;
  /** The local run at an address. */
  readonly localStage: (url: string) => Promise<Stage>;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly progress: (total: number | undefined, label: string) => Progress;
  readonly ask: Ask;
  /** What the doctor looks at; AWS unless another is given. */
  readonly inspect?: (stage: Stage) => Promise<Inspected>;
  /** Columns of the terminal, for the help. */
  readonly width?: number;
};

const inspectStage = async (stage: Stage): Promise<Inspected> => (await import("./doctor/aws.ts")).inspectAws(stage);

const readStageName = (value: string): string => {
  if (/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/.test(value)) return value;
  throw new InvalidArgumentError("A stage is named like dev or prod.");
};

const readLocalUrl = (value: string): string => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) return url.origin;
  throw new InvalidArgumentError(`The local run is on this machine, at an address such as ${localUrl}.`);
};

const about = [
  "Comeback sends a store's customers the one message worth sending, or none.",
  "This operates it: the local run that `npm start` starts, or with --stage NAME",
  "a stage on AWS, with your own AWS credentials.",
].join("\n");

const firstSteps = `
Try these first, with the local run of \`npm start\` in another terminal:
  npx comeback stores list                 the stores there are: a new local run has one, demo
  npx comeback flows list                  which messages it may send, and when
  npx comeback init                        set up a store of your own, step by step

\`npx comeback COMMAND --help\` explains a command, with examples. All of them are in docs/cli.md.
Exit codes: 0 done, 1 could not be done, 2 wrongly called.`;

const examplesText = (examples: readonly string[]): string => {
  const lines = examples.map((example) => `  npx comeback ${example}`);
  return `\n${examples.length === 1 ? "Example" : "Examples"}:\n${lines.join("\n")}`;
};

const createKit = (
  program: Command,
  exampleTexts: Map<Command, string>,
  { awsStage, localStage, ...rest }: ProgramOptions,
): Kit => ({
  ...rest,
  program,
  onStage: (command) =>
    command
      .addOption(
        new Option("--stage <name>", "work on this stage on AWS, such as prod, with your own credentials")
          .argParser(readStageName)
          .conflicts("local"),
      )
      .addOption(
        new Option("--local <url>", `where the local run is, when not at ${localUrl}`).argParser(readLocalUrl),
      ),
  withJson: (command) => command.option("--json", "print JSON for a script"),
  withDryRun: (command) => command.option("--dry-run", "tell what would happen and change nothing"),
  withExamples: (command, ...examples) => {
    exampleTexts.set(command, examplesText(examples));
    return command;
  },
  at: ({ stage, local = localUrl }: StageOptions) => (stage === undefined ? localStage(local) : awsStage(stage)),
  show: ({ json }, value, text) => rest.print(json === true ? JSON.stringify(value, undefined, 2) : text()),
});

const argumentTerm = (argument: Argument): string =>
  argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;

/** The command line. */
export const createProgram = (options: ProgramOptions): Command => {
  const program = new Command("npx comeback")
    .description(about)
    .usage("COMMAND [--stage NAME]")
    .addHelpText("after", firstSteps)
    .configureHelp({
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(" "),
      subcommandDescription: (command) => {
        const parts = command.commands.map((part) => part.name());
        return `${command.description()}${parts.length === 0 ? "" : ` (${parts.join(", ")})`}`;
      },
    })
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => options.print(text.trimEnd()),
      writeErr: (text) => options.complain(text.trimEnd()),
      ...(options.width !== undefined && { getOutHelpWidth: () => options.width ?? 100 }),
    })
    .exitOverride();
  const exampleTexts = new Map<Command, string>();
  const kit = createKit(program, exampleTexts, options);
  addInitCommand(kit);
  addStoreCommands(kit);
  addSecretCommands(kit);
  addCodesCommand(kit);
  addImportCommands(kit);
  addPreviewCommand(kit);
  addSendTestCommand(kit);
  addGoLiveCommand(kit);
  addPauseCommands(kit);
  addFlowCommands(kit);
  addExplainCommand(kit);
  addProfileCommands(kit);
  addRejectedCommand(kit);
  addMessageCommands(kit);
  addSuppressionCommands(kit);
  addComplaintCommands(kit);
  addDeadLetterCommands(kit);
  addReplayCommand(kit);
  addDoctorCommand(kit, options.inspect ?? inspectStage);
  pointToHelp(program, ["npx comeback"]);
  addHelpCommand(program);
  // Examples are the last thing in a command's help, whatever else it has to say.
  for (const [command, text] of exampleTexts) command.addHelpText("after", text);
  return program;
};

/** After a mistake each command says where its help is; a group has no command of its own to ask for it. */
const pointToHelp = (command: Command, path: readonly string[]): void => {
  const what = command.commands.length === 0 ? "explains it, with examples" : "lists its commands";
  command.showHelpAfterError(`\`${path.join(" ")} --help\` ${what}.`);
  command.helpCommand(false);
  for (const part of command.commands) pointToHelp(part, [...path, part.name()]);
};

/** `help secrets rotate`, for whoever looks for help that way. */
const addHelpCommand = (program: Command): void => {
  program
    .command("help [words...]", { hidden: true })
    .description("explain a command")
    .action((words: readonly string[]) => {
      const named = words.reduce<Command>(
        (command, word) => command.commands.find((part) => part.name() === word) ?? command,
        program,
      );
      named.help();
    });
};

/** Runs the command line; the exit code: 0 done, 1 could not be done, 2 wrongly called. */
export const runProgram = async (
  program: Command,
  argv: readonly string[],
  complain: (text: string) => void,
): Promise<0 | 1 | 2> => {
  try {
    await program.parseAsync([...argv]);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { text, exitCode } = whyItFailed(error);
    complain(text);
    return exitCode;
  }
};
