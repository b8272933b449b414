import { join } from "node:path";
import { stage } from "./cdk.ts";
import { run, type Ran } from "./run-command.ts";
import { root } from "./workspace.ts";

/** Runs `comeback ARGS --stage …` as an operator would, with whatever came of it. */
export const tryComeback = (args: readonly string[]): Promise<Ran> =>
  run({
    file: process.execPath,
    args: ["--disable-warning=ExperimentalWarning", join(root, "cli/main.ts"), ...args, "--stage", stage],
    cwd: root,
  });

/** The same, which must succeed; what it printed. */
export const comeback = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await tryComeback(args);
  if (code !== 0) throw new Error(`comeback ${args.join(" ")} ended with code ${code}:\n${stdout}\n${stderr}`);
  return stdout;
};
