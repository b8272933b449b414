import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";
import { plant, type Planted } from "./planted.ts";

/** A folder from which packages are found as from the project. */
export const makeFolder = async (
  root: string,
): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), "planted-"));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
};

/** Reads the project's own files, with the mistake in its file; what a file says of its own place stays true. */
const planting = (root: string, planted: Planted | undefined): Plugin => ({
  name: "planting",
  setup: (esbuild) => {
    esbuild.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const isIt = planted !== undefined && path === join(root, planted.file);
      const contents = (isIt ? plant(planted, source) : source).replaceAll(
        "import.meta.dirname",
        JSON.stringify(dirname(path)),
      );
      return { contents, loader: "ts" };
    });
  },
});

/** Bundles the hunt with the mistake in it, or without any. Nothing of the project changes. Tells where the bundle is. */
export const bundleHunt = async (root: string, folder: string, planted?: Planted): Promise<string> => {
  const outfile = join(folder, `${planted?.id ?? "none"}.mjs`);
  await build({
    entryPoints: [join(root, "test/simulation/planted/hunt.ts")],
    absWorkingDir: root,
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "silent",
    plugins: [planting(root, planted)],
  });
  return outfile;
};
