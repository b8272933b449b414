import { readFileSync } from "node:fs";

const checkMs = 200;

/** The name a process runs under and its parent, where the system tells (Linux). */
const lookAt = (pid: number): { readonly name: string; readonly parent: string } | undefined => {
  try {
    const [, name = "", parent = ""] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return { name, parent };
  } catch {
    return undefined;
  }
};

/**
 * Ends this process when the npm that runs it was killed outright, which npm cannot pass on: its port and folder would
 * stay taken by a process nobody knows of. Between the two is the shell that npm runs scripts with.
 */
export const endWithNpm = (): void => {
  if (process.env["npm_lifecycle_event"] !== "start") return;
  const shell = process.ppid;
  const seen = lookAt(shell);
  if (seen === undefined || !/^(sh|dash|bash)$/.test(seen.name)) return;
  setInterval(() => {
    if (process.ppid !== shell || lookAt(shell)?.parent !== seen.parent) process.exit(137);
  }, checkMs).unref();
};
