import { join } from "node:path";
import { build, type BuildResult } from "./build.ts";

const describe = (result: BuildResult): string => {
  if (!result.built) return "dist is up to date";
  const sizes = Object.entries(result.sizes).map(([name, bytes]) => `${name} ${Math.round(bytes / 1000)}`);
  const seconds = (result.milliseconds / 1000).toFixed(1);
  return `built in ${seconds} s: ${result.templates} templates; functions in kB: ${sizes.join(", ")}`;
};

const root = join(import.meta.dirname, "../..");
console.log(describe(await build({ root, out: join(root, "dist") })));
