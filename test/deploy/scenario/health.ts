import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { names } from "../../../infra/names.ts";
import { call } from "../aws.ts";
import { stage } from "../cdk.ts";
import { comeback } from "../command-line.ts";
import { logLines } from "../logs.ts";
import { drained } from "../queues.ts";
import { step } from "../report.ts";
import { root } from "../workspace.ts";

const functionNames = await readdir(join(root, "functions"));
const Queues = z.array(z.object({ queue: z.string(), waiting: z.number() }));

const sweeps = async (): Promise<void> => {
  const name = names(stage).function("sweep");
  const answer = await call({ service: "lambda", path: `/2015-03-31/functions/${name}/invocations`, body: "{}" });
  if (answer.includes("errorType")) throw new Error(answer);
};

/** The lines of a bad release are meant to be there. */
const meant = /A bad release/;

const isTrouble = (line: string): boolean =>
  /"level":"(ERROR|CRITICAL)"|AccessDenied|errorType|Task timed out/.test(line) && !meant.test(line);

/** Nobody failed: neither the functions, whose grants were all they had, nor the queues. */
export const health = async (): Promise<void> => {
  await step("the hourly sweep runs with its own grants", sweeps);
  await step("no function logged an error, and no dead letter is left", async () => {
    await drained();
    const lines = await logLines();
    const silent = functionNames.filter(
      (name) => !lines.some((line) => line.startsWith(`${names(stage).logGroup(name)} `)),
    );
    if (silent.length > 0) throw new Error(`Nothing in the logs of ${silent.join(", ")}`);
    const trouble = lines.filter(isTrouble);
    if (trouble.length > 0) throw new Error(`In the logs:\n${trouble.slice(0, 20).join("\n")}`);
    const listed = Queues.parse(JSON.parse(await comeback("dead-letters", "list", "--json")));
    const full = listed.filter(({ waiting }) => waiting > 0);
    if (full.length > 0) throw new Error(`Dead letters: ${JSON.stringify(full)}`);
  });
};
