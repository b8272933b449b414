import { join } from "node:path";
import { copyWithoutDropped, type Taken } from "./assembly.ts";
import { bootstrap, deploy, synthesize } from "./cdk.ts";
import { copyWithChangedFlow } from "./change-flow.ts";
import { dropped } from "./dropped.ts";
import { say, step } from "./report.ts";
import { settle } from "./settle.ts";
import { places, root } from "./workspace.ts";

/** What was synthesized, without the types on the list of dropped ones. */
const assemble = async (project: string, name: string): Promise<{ assembly: string; taken: readonly Taken[] }> => {
  const synthesized = join(places.run, `${name}-synthesized`);
  await synthesize(project, synthesized);
  const assembly = join(places.run, name);
  return { assembly, taken: await copyWithoutDropped(synthesized, assembly) };
};

const tellDropped = (taken: readonly Taken[]): void => {
  for (const [type, { why, instead }] of Object.entries(dropped)) {
    const count = taken.filter(({ Type }) => Type === type).length;
    say(`      taken out of a copy of the templates: ${count} × ${type}: ${why}; ${instead}`);
  }
};

/** The stage as it stands after `cdk bootstrap` and `cdk deploy --all`; answers the assembly that was deployed. */
export const firstDeploy = async (): Promise<string> => {
  await step("cdk bootstrap", bootstrap);
  const { assembly, taken } = await step("the app is synthesized", () => assemble(root, "first"));
  tellDropped(taken);
  await step("cdk deploy --all", () => deploy(assembly));
  for (const line of await settle(assembly, taken)) say(`      ${line}`);
  return assembly;
};

/** The assembly of the app with a changed flow. */
export const assembleChanged = async (): Promise<string> =>
  (await assemble(await copyWithChangedFlow(), "second")).assembly;
