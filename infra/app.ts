import { join } from "node:path";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import * as z from "zod";
import { flows } from "../shared/flows/registry.ts";
import { build } from "./build/build.ts";
import { chooseStage } from "./choose-stage.ts";
import { addPipeline } from "./pipeline.ts";
import { configFile, readConfig } from "./read-config.ts";
import { type Settings, SettingsError } from "./settings.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

/** Stops with what is wrong and no stack trace, since it is the operator's to put right. */
const settingsOf = async (app: App): Promise<Settings> => {
  const context = z.record(z.string(), z.unknown()).parse(app.node.getAllContext());
  const file = z.string().default(configFile).parse(context["config"]);
  try {
    return chooseStage({ config: await readConfig(file), file, context, environment: process.env });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
};

const app = new App();
const settings = await settingsOf(app);
await build({ root, out: dist });
addPipeline(app, { settings, flows, dist });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
app.synth();
