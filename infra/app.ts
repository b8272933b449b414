import { join } from "node:path";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { flows } from "../shared/flows/registry.ts";
import { build } from "./build/build.ts";
import { addPipeline } from "./pipeline.ts";
import { readSettings } from "./settings.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

const app = new App();
const settings = readSettings((name) => app.node.tryGetContext(name), process.env);
await build({ root, out: dist });
addPipeline(app, { settings, flows, dist });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
app.synth();
