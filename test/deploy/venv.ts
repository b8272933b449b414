import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run, runOrFail } from "./run-command.ts";
import { places } from "./workspace.ts";

/** This machine has no Python 3 that can make a virtual environment and install packages into it. */
export class NoPythonError extends Error {
  override readonly name = "NoPythonError";
}

const requirements = join(import.meta.dirname, "requirements.txt");
const stamp = join(places.venv, "installed.txt");
const python = join(places.venv, "bin", "python");

const digestOf = async (): Promise<string> =>
  createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex");

const isInstalled = async (digest: string): Promise<boolean> => {
  const found = await readFile(stamp, "utf8").catch(() => "");
  return found === digest && (await run({ file: python, args: ["--version"] }).catch(() => undefined))?.code === 0;
};

const install = async (digest: string): Promise<void> => {
  await rm(places.venv, { recursive: true, force: true });
  await mkdir(places.folder, { recursive: true });
  await runOrFail({ file: "python3", args: ["-m", "venv", places.venv] });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
  await runOrFail({ file: python, args: pip });
  await writeFile(stamp, digest);
};

/** The Python that has the pinned emulator. Installs it the first time; throws {@link NoPythonError} where that fails. */
export const ensurePython = async (): Promise<string> => {
  const digest = await digestOf();
  if (await isInstalled(digest)) return python;
  try {
    await install(digest);
  } catch (error) {
    throw new NoPythonError(error instanceof Error ? error.message : String(error));
  }
  return python;
};
