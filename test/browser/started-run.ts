import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type StartedRun = { readonly url: string; readonly printed: string; readonly stop: () => Promise<void> };

const ready = /Comeback is ready at (\S+)/;

const end = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });

/** Starts the local run as `npm start` does, with the demo day, on a free port and in a folder of its own. */
export const startRealRun = (now: string): Promise<StartedRun> =>
  new Promise((resolve, reject) => {
    const data = mkdtempSync(join(tmpdir(), "comeback-browser-"));
    const root = join(__dirname, "../..");
    const child = spawn(process.execPath, ["local/start.ts", "--port", "0", "--data", data, "--now", now, "--freeze"], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    const listen = (chunk: Buffer): void => {
      printed += chunk.toString();
      const url = ready.exec(printed)?.[1];
      if (url !== undefined) resolve({ url, printed, stop: () => end(child) });
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("exit", (code) => reject(new Error(`The local run ended with ${code}: ${printed}`)));
  });
