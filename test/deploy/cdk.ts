import { join } from "node:path";
import { run, runOrFail } from "./run-command.ts";
import { account, region } from "./surroundings.ts";
import { places, root } from "./workspace.ts";

const cdk = join(root, "node_modules/aws-cdk/bin/cdk");
const node = process.execPath;

/** The name of the stage that is deployed, and where its stores send from. */
export const stage = "proof";
export const senderDomain = "shop.example";

/**
 * A stage that no file has, as a pipeline deploys it (docs/deploy.md). The domain is brought along, because the emulator's
 * `AWS::SES::EmailIdentity` has no DKIM attributes for the outputs of one that the stack makes.
 */
const settings = [`stage=${stage}`, `senderDomain=${senderDomain}`, "senderIdentity=existing"].flatMap((setting) => [
  "-c",
  setting,
]);

/** Outside the project, whose app would be synthesized for nothing. */
export const bootstrap = (): Promise<string> =>
  runOrFail({ file: node, args: [cdk, "bootstrap", `aws://${account}/${region}`], cwd: places.run });

/** Synthesizes the app of a folder, this project's or a changed copy of it. */
export const synthesize = (project: string, output: string): Promise<string> =>
  runOrFail({
    file: node,
    args: [cdk, "synth", "--quiet", "--output", output, ...settings],
    cwd: project,
    env: { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region },
  });

export const deploy = (assembly: string): Promise<string> =>
  runOrFail({
    file: node,
    args: [cdk, "deploy", "--all", "--app", assembly, "--require-approval", "never", "--progress", "events"],
    cwd: root,
  });

/** Whether `cdk destroy` went through, and what it said. */
export const destroy = async (assembly: string): Promise<{ readonly done: boolean; readonly said: string }> => {
  const args = [cdk, "destroy", "--all", "--app", assembly, "--force"];
  const { code, stdout, stderr } = await run({ file: node, args, cwd: root });
  return { done: code === 0, said: `${stdout}\n${stderr}` };
};
