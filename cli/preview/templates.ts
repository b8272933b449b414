import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../infra/build/build.ts";
import { CompiledTemplates } from "../../shared/messaging/compiled.ts";

/** The templates of this checkout, compiled anew where they have changed since the last build. */
export const readTemplates = async (): Promise<CompiledTemplates> => {
  const root = join(import.meta.dirname, "../..");
  const out = join(root, "dist");
  await build({ root, out });
  return CompiledTemplates.parse(JSON.parse(readFileSync(join(out, "templates.json"), "utf8")));
};
