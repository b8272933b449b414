import { spawn } from "node:child_process";

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After which the command is ended; a command that hangs must not hang the proof. */
  readonly patienceMs?: number;
};

/** Runs a command to its end, whatever its exit code. */
export const run = ({ file, args, cwd, env, patienceMs = 180_000 }: Command): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, [...args], {
      cwd,
      env: { ...process.env, ...env },
      timeout: patienceMs,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal !== null) stderr += `\n(ended by ${signal} after ${patienceMs / 1000} s)`;
      resolve({ code: code ?? 1, stdout, stderr });
    });
  });

/** Runs a command that must succeed, and gives what it printed. */
export const runOrFail = async (command: Command): Promise<string> => {
  const { code, stdout, stderr } = await run(command);
  if (code === 0) return stdout;
  const said = `${stdout}\n${stderr}`.trim().split("\n").slice(-40).join("\n");
  throw new Error(`${command.file} ${command.args.join(" ")}\nended with code ${code}:\n${said}`);
};
