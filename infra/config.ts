import type { StageInput } from "./settings.ts";

/** The default export of `comeback.config.ts`: every stage by its name. */
export type Config = { readonly stages: Readonly<Record<string, StageInput>> };

/** Says what is deployed, typed; docs/deploy.md has every setting. It is checked when it is read, at each synthesis. */
export const defineConfig = (config: Config): Config => config;
