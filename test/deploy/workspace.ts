import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The project. */
export const root = join(import.meta.dirname, "../..");

/** Everything the proof leaves on disk; git, the linter and the formatter look past it. */
const folder = join(root, ".ministack");

export const places = {
  folder,
  /** Kept from run to run, since installing takes longer than all else. */
  venv: join(folder, "venv"),
  /** Made anew by each run: the certificate, the emulator's files and log, what was synthesized. */
  run: join(folder, "run"),
  certificate: join(folder, "run", "certificate.pem"),
  key: join(folder, "run", "key.pem"),
  log: join(folder, "run", "ministack.log"),
  temporary: join(folder, "run", "tmp"),
  /** A copy of the sources, whose flow is changed for the second deploy. */
  changed: join(folder, "run", "changed"),
} as const;

/** An empty folder for this run. */
export const cleanRun = async (): Promise<void> => {
  await rm(places.run, { recursive: true, force: true });
  await mkdir(places.temporary, { recursive: true });
  // The project is ESM and the bundles are not: as on AWS, nothing above them may say what they are.
  await writeFile(join(places.run, "package.json"), "{}");
};
