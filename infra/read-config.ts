import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chooseStage } from "./choose-stage.ts";
import { type Settings, SettingsError } from "./settings.ts";

const root = join(import.meta.dirname, "..");
export const configFile = "comeback.config.ts";

/** What a configuration file exports by default, unchecked. `file` counts from the project's folder. Throws SettingsError. */
export const readConfig = async (file = configFile): Promise<unknown> => {
  const path = resolve(root, file);
  try {
    await access(path);
  } catch {
    throw new SettingsError(`There is no ${file}. It says which stages there are; -c config=PATH names another file.`);
  }
  try {
    const module: unknown = await import(pathToFileURL(path).href);
    return typeof module === "object" && module !== null ? Reflect.get(module, "default") : undefined;
  } catch (error) {
    throw new SettingsError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/**
 * What the file says of a stage, with every default, for whoever works on it: its region above all. Undefined where the
 * file does not have the stage, which a pipeline may know alone. Throws SettingsError where the file is wrong.
 */
export const readStageConfig = async (stage: string, file = configFile): Promise<Settings | undefined> => {
  const config = await readConfig(file);
  const stages: unknown = typeof config === "object" && config !== null ? Reflect.get(config, "stages") : undefined;
  if (typeof stages === "object" && stages !== null && !Object.hasOwn(stages, stage)) return undefined;
  return chooseStage({ config, file, context: { stage }, environment: {} });
};
