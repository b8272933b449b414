#!/usr/bin/env node
import { atTerminal, nobody } from "./ask.ts";
import { createFiles } from "./files.ts";
import { createProgram, runProgram } from "./program.ts";
import { createProgress } from "./progress.ts";

const { stdin, stdout, stderr } = process;
const complain = (text: string): void => console.error(text);
const program = createProgram({
  // What talks to AWS is loaded only by commands that do.
  awsStage: async (name) => (await import("./aws-stage.ts")).openAwsStage(name),
  localStage: async (url) => (await import("./local-stage.ts")).openLocalStage(url),
  ...createFiles(stdin),
  print: (text) => console.log(text),
  complain,
  progress: createProgress({
    write: (text) => void stderr.write(text),
    isTerminal: stderr.isTTY,
    ticks: () => performance.now(),
  }),
  ask: stdin.isTTY && stdout.isTTY ? atTerminal : nobody,
});
process.exitCode = await runProgram(program, process.argv, complain);
