import * as z from "zod";
import { nearest } from "./nearest.ts";
import { conflicts } from "./side-by-side.ts";
import { contradictions, type Settings, SettingsError, StageName, StageSettings } from "./settings.ts";

export type Sources = {
  /** What the file exports by default. */
  readonly config: unknown;
  /** The file's name, for messages. */
  readonly file: string;
  /** Whatever `cdk -c name=value` and cdk.json say. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

const fields = Object.keys(StageSettings.shape);
const Fields = z.record(z.string(), z.unknown());
const Shape = z.object({ stages: z.record(z.string(), Fields) });

/** Settings are single words; what CDK and its libraries take from the context has a sign in its name. */
const isOurs = (name: string): boolean => /^[a-zA-Z]+$/.test(name);

const unknownName = (name: string, known: readonly string[]): string => {
  const meant = nearest(name, known);
  return `is no setting${meant === undefined ? `; there are ${known.join(", ")}` : `. Did you mean ${meant}?`}`;
};

const overridesOf = (context: Sources["context"]) =>
  Object.fromEntries(Object.entries(context).filter(([name, value]) => fields.includes(name) && value !== undefined));

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : inner),
    value,
  );

/** The settings of a stage with every default, or a line for each thing that is wrong with them. */
const parseStage = (stage: string, values: unknown, overrides: Readonly<Record<string, unknown>> = {}) => {
  const problems: string[] = [];
  const name = StageName.safeParse(stage);
  if (!name.success) problems.push(`stage: ${name.error.issues[0]?.message ?? ""}, but is "${stage}"`);
  const result = StageSettings.safeParse(values);
  const say = (field: string, message: string): void => {
    problems.push(`${stage}.${field}: ${message}${Object.hasOwn(overrides, field) ? ` (from -c ${field}=…)` : ""}`);
  };
  for (const issue of result.error?.issues ?? [])
    if (issue.code === "unrecognized_keys") for (const key of issue.keys) say(key, unknownName(key, fields));
    else say(String(issue.path[0]), `${issue.message}, but is ${JSON.stringify(at(values, issue.path))}`);
  return { settings: result.success && name.success ? { ...result.data, stage } : undefined, problems, say };
};

/** The stage that was asked for, or the only one there is. */
const choose = (asked: unknown, stages: readonly string[], file: string): string => {
  if (typeof asked === "string") return asked;
  const [only, ...others] = stages;
  if (only !== undefined && others.length === 0) return only;
  throw new SettingsError(
    only === undefined
      ? `${file} has no stage. Write one: stages: { dev: {} }`
      : `Which stage? ${file} has ${stages.join(", ")}. Add -c stage=${only}`,
  );
};

const stagesOf = (config: unknown, file: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> => {
  const result = Shape.safeParse(config);
  if (result.success) return result.data.stages;
  throw new SettingsError(
    `${file} must say which stages there are: export default defineConfig({ stages: { dev: {} } })`,
  );
};

/**
 * The settings of the stage to deploy: what the file says of it, changed by `-c name=value`, in the account and region
 * that the CDK CLI found out unless they are set. Throws {@link SettingsError} with everything that is wrong, in any stage
 * of the file, before anything is synthesised.
 */
export const chooseStage = ({ config, file, context, environment }: Sources): Settings => {
  const stages = stagesOf(config, file);
  const stage = choose(context["stage"], Object.keys(stages), file);
  const overrides = overridesOf(context);
  const place = {
    ...(environment["CDK_DEFAULT_ACCOUNT"] && { account: environment["CDK_DEFAULT_ACCOUNT"] }),
    ...(environment["CDK_DEFAULT_REGION"] && { region: environment["CDK_DEFAULT_REGION"] }),
  };
  const { settings, problems, say } = parseStage(stage, { ...place, ...stages[stage], ...overrides }, overrides);
  const given = ["stage", "config", ...fields];
  for (const name of Object.keys(context))
    if (isOurs(name) && !given.includes(name)) problems.push(`-c ${name}: ${unknownName(name, given)}`);
  if (!Object.hasOwn(stages, stage) && overrides["senderDomain"] === undefined) {
    const meant = nearest(stage, Object.keys(stages));
    problems.push(
      `stage: ${file} has no "${stage}".${meant === undefined ? "" : ` Did you mean ${meant}?`} Add it there; or, for a ` +
        "stage that only a pipeline knows, give its sender domain as well: -c senderDomain=shop.example",
    );
  }
  const others = Object.entries(stages)
    .filter(([name]) => name !== stage)
    .map(([name, values]) => parseStage(name, { ...place, ...values }));
  problems.push(...others.flatMap((other) => other.problems));
  if (settings !== undefined) {
    for (const { field, message } of contradictions(settings)) say(field, message);
    const order = [...Object.keys(stages), stage];
    const all = [settings, ...others.flatMap((other) => other.settings ?? [])].sort(
      (one, other) => order.indexOf(one.stage) - order.indexOf(other.stage),
    );
    for (const { stage: where, field, message } of conflicts(all)) problems.push(`${where}.${field}: ${message}`);
  }
  if (settings !== undefined && problems.length === 0) return settings;
  throw new SettingsError(
    `These settings cannot be deployed (${file}, every setting is in docs/deploy.md):\n` +
      problems.map((problem) => `  ${problem}`).join("\n"),
  );
};
