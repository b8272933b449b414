#!/usr/bin/env node
import { createProgram, runProgram } from "./program.ts";
import { awsStage } from "./stage.ts";

const program = createProgram({ stage: awsStage, print: (text) => console.log(text) });
process.exitCode = await runProgram(program, process.argv, (text) => console.error(text));
