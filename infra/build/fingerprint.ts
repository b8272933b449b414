import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** What decides the bytes of a build: the sources, the build itself and the versions of every package. */
const folders = ["functions", "shared", "infra/build"];
const lockFile = "package-lock.json";

const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

/**
 * A hash over names and contents of everything a build reads. Contents rather than times, so that a checkout, a
 * deleted file or a clock that jumped can never leave a stale build behind. Throws when an input is missing.
 */
export const fingerprint = async (root: string): Promise<string> => {
  const found = await Promise.all(folders.map((folder) => filesBelow(join(root, folder))));
  const files = [...found.flat(), join(root, lockFile)].sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash("sha256");
  for (const [index, file] of files.entries()) {
    const content = contents[index] ?? Buffer.alloc(0);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
};
