import type { Command } from "commander";
import type { Ask } from "./ask.ts";
import type { Files } from "./files.ts";
import type { Progress } from "./progress.ts";
import type { Stage } from "./stage.ts";

/** Which stage a command works on: one on AWS, or the local run, at its usual address unless another is given. */
export type StageOptions = { readonly stage?: string; readonly local?: string };

/** The headings of `comeback --help`, in this order. */
export const helpGroups = {
  start: "Set up a store:",
  live: "Go live, and stop:",
  understand: "Understand what was sent, and what was not:",
  people: "Customers and their wishes:",
  repair: "Find out what is wrong, and repair it:",
} as const;

/** What the program gives to its groups of commands. */
export type Kit = Files & {
  readonly program: Command;
  /** Adds `--stage` and `--local`. */
  readonly onStage: (command: Command) => Command;
  /** Adds `--json`. */
  readonly withJson: (command: Command) => Command;
  /** Adds `--dry-run`. */
  readonly withDryRun: (command: Command) => Command;
  /** Adds examples below the help of a command, each without the `npx comeback ` before it. */
  readonly withExamples: (command: Command, ...examples: readonly string[]) => Command;
  readonly at: (options: StageOptions) => Promise<Stage>;
  /** Prints the value with `--json`, and the text otherwise. */
  readonly show: (options: { readonly json?: boolean }, value: unknown, text: () => string) => void;
  readonly print: (text: string) => void;
  /** A line on stderr, for what is no answer: warnings, and what to do next where the answer is JSON. */
  readonly complain: (text: string) => void;
  readonly progress: (total: number | undefined, label: string) => Progress;
  readonly ask: Ask;
};
