import { Command, InvalidArgumentError } from "commander";
import * as z from "zod";
import { Instant, parseInstant } from "../shared/events/instant.ts";

const Parsed = z.object({
  port: z.number(),
  data: z.string(),
  empty: z.boolean().default(false),
  now: Instant.optional(),
  freeze: z.boolean().default(false),
});
export type StartOptions = z.infer<typeof Parsed>;

const parsePort = (text: string): number => {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 0 (any free port) to 65535.");
};

const parseNow = (text: string): Instant => {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  throw new InvalidArgumentError("It must be a moment with its offset from UTC, such as 2026-03-02T10:00:00-05:00.");
};

/** Reads the command line; prints help or what is wrong with it, and ends the process then. */
export const readOptions = (argv: readonly string[]): StartOptions => {
  const command = new Command("npm start --")
    .description("Runs the whole pipeline on this machine: for trying, developing and testing.")
    .option("--port <number>", "where to listen on 127.0.0.1", parsePort, 8787)
    .option("--data <folder>", "where everything is kept", "data")
    .option("--empty", "start a new folder without the demo day")
    .option(
      "--now <instant>",
      "where the pipeline's clock starts (default: now; in an old folder where it stopped)",
      parseNow,
    )
    .option("--freeze", "let the clock stand except when it is moved")
    .allowExcessArguments(false)
    .showHelpAfterError("(--help lists every option)");
  return Parsed.parse(command.parse(argv, { from: "node" }).opts());
};
