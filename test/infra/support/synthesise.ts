import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { addPipeline } from "../../../infra/pipeline.ts";
import { chooseStage } from "../../../infra/choose-stage.ts";
import { flows as registry } from "../../../shared/flows/registry.ts";
import type { Triggered } from "../../../shared/platform/routes.ts";

export const root = join(__dirname, "../../..");

const folder = mkdtempSync(join(tmpdir(), "comeback-synth-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** An app as `npx cdk synth -c …` makes it, its templates not yet written. */
export const pipelineOf = (context: Readonly<Record<string, string>> = {}, flows: readonly Triggered[] = registry) => {
  const cdk: { context: Record<string, unknown> } = JSON.parse(readFileSync(join(root, "cdk.json"), "utf8"));
  const app = new App({
    context: { ...cdk.context, ...context },
    outdir: mkdtempSync(join(folder, "app-")),
    // `npx cdk synth` runs it; here it would cost each file more than all of its tests.
    builtinCloudFormationValidation: false,
  });
  const config = { stages: { dev: {} } };
  const settings = chooseStage({ config, file: "comeback.config.ts", context, environment: {} });
  return { app, stacks: addPipeline(app, { settings, flows, dist: join(root, "dist") }) };
};

/** The three templates of one stage. */
export const synthesise = (context: Readonly<Record<string, string>> = {}, flows: readonly Triggered[] = registry) => {
  const { stacks } = pipelineOf(context, flows);
  return {
    data: Template.fromStack(stacks.data),
    app: Template.fromStack(stacks.app),
    watch: Template.fromStack(stacks.watch),
  };
};

export const prod = { stage: "prod", senderDomain: "shop.example" };

/** A piece of a template: whatever JSON it is. */
export type Json = ReturnType<Template["findResources"]>[string][string];

type Resource = { readonly id: string; readonly [key: string]: Json };

/** The resources of a type, each with its properties and, besides them, `id` and the policies of its lifecycle. */
export const resourcesOf = (template: Template, type: string): readonly Resource[] =>
  Object.entries(template.findResources(type)).map(([id, { Properties, DeletionPolicy, UpdateReplacePolicy }]) => ({
    ...Properties,
    id,
    DeletionPolicy,
    UpdateReplacePolicy,
  }));

/** The logical id that a `Ref` or a `GetAtt` points to. */
export const targetOf = (reference: Json): string => reference?.Ref ?? reference?.["Fn::GetAtt"]?.[0] ?? "";

export const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** The statements of the role a function runs under. */
export const statementsOf = (template: Template, role: string): readonly Json[] =>
  resourcesOf(template, "AWS::IAM::Policy")
    .filter(({ Roles }) => Roles.some((reference: Json) => targetOf(reference) === role))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

/** A function's statements by the name of its folder. */
export const statementsOfFunction = (template: Template, name: string, stage = "dev"): readonly Json[] => {
  const found = resourcesOf(template, "AWS::Lambda::Function").find(
    (one) => one["FunctionName"] === `comeback-${stage}-${name}`,
  );
  return statementsOf(template, targetOf(found?.["Role"]));
};
