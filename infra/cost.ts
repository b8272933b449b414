import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import * as z from "zod";
import { flows } from "../shared/flows/registry.ts";
import { build } from "./build/build.ts";
import { chooseStage } from "./choose-stage.ts";
import { type IdleCost, idleCost } from "./idle-cost.ts";
import { addPipeline } from "./pipeline.ts";
import { configFile, readConfig } from "./read-config.ts";
import { SettingsError } from "./settings.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const Stages = z.object({ stages: z.record(z.string(), z.unknown()) });
const CdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

const costOf = (config: unknown, stage: string, outdir: string): IdleCost => {
  const settings = chooseStage({ config, file: configFile, context: { stage }, environment: {} });
  const { context } = CdkJson.parse(JSON.parse(readFileSync(join(root, "cdk.json"), "utf8")));
  const app = new App({ context, outdir: join(outdir, stage), builtinCloudFormationValidation: false });
  addPipeline(app, { settings, flows, dist });
  return idleCost(app.synth().stacks.map(({ template }): unknown => template));
};

const print = (stage: string, { lines, total, billed }: IdleCost): void => {
  const row = (number: string, what: string, each: string, together: string): string =>
    `${number.padStart(5)}  ${what.padEnd(26)}${each.padStart(6)}${together.padStart(9)}`;
  console.log(`\nStage ${stage}, US$ a month while nothing happens (us-east-1):\n`);
  for (const { what, number, each, together } of lines)
    console.log(row(String(number), what, each.toFixed(2), together.toFixed(2)));
  console.log(row("", "together", "", total.toFixed(2)));
  console.log(row("", "billed, if it is alone*", "", billed.toFixed(2)));
};

/** `npm run cost [-- STAGE]`: what the stages of comeback.config.ts cost while idle, or one of them. */
const main = async (asked: string | undefined): Promise<void> => {
  const config = await readConfig();
  const stages = asked === undefined ? Object.keys(Stages.parse(config).stages) : [asked];
  await build({ root, out: dist });
  const outdir = mkdtempSync(join(tmpdir(), "comeback-cost-"));
  try {
    for (const stage of stages) print(stage, costOf(config, stage, outdir));
  } finally {
    rmSync(outdir, { recursive: true });
  }
  console.log(
    "\n* AWS gives every account ten alarms, three dashboards and a million queue requests. The metrics that functions\n" +
      "  count cost 0.30 a month each, for the hours they count in; all else is paid by use (docs/deploy.md).",
  );
};

try {
  await main(process.argv[2]);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
