import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { places, root } from "./workspace.ts";

const copied = [
  "cdk.json",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "comeback.config.ts",
  "infra",
  "functions",
  "shared",
];
const flow = "shared/flows/abandoned-checkout/flow.ts";

/** Delays that no setting of the store's touches: before and after. */
const edits = [
  ["after: hours(1),", "after: minutes(90),"],
  ['id: "reminder-2", after: hours(24)', 'id: "reminder-2", after: hours(1)'],
] as const;

/** A copy of the sources in which the second mail about an abandoned checkout comes after an hour already, and its text after 90 minutes. */
export const copyWithChangedFlow = async (): Promise<string> => {
  await mkdir(places.changed, { recursive: true });
  for (const name of copied) await cp(join(root, name), join(places.changed, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(places.changed, "node_modules"));
  const file = join(places.changed, flow);
  let source = await readFile(file, "utf8");
  for (const [before, after] of edits) {
    if (source.split(before).length !== 2) throw new Error(`${flow} should say once "${before}": the proof changes it`);
    source = source.replace(before, after);
  }
  await writeFile(file, source);
  return places.changed;
};
