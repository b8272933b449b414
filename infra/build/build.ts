import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fingerprint } from "./fingerprint.ts";

export type BuildResult =
  | { readonly built: false }
  | {
      readonly built: true;
      readonly milliseconds: number;
      readonly templates: number;
      /** Bytes of each function's bundle, by name. */
      readonly sizes: Readonly<Record<string, number>>;
    };

const stampFile = "stamp.txt";

const stampOf = (out: string): Promise<string | undefined> =>
  readFile(join(out, stampFile), "utf8").catch(() => undefined);

/** By its code, since an error of the file system is no `Error` of the realm that tests run in. */
const isTaken = (cause: unknown): boolean =>
  typeof cause === "object" &&
  cause !== null &&
  "code" in cause &&
  (cause.code === "ENOTEMPTY" || cause.code === "EEXIST");

/** Two builds at once end with the same bytes: whoever comes second may leave the first one's in place. */
const replace = async (next: string, out: string): Promise<void> => {
  await rm(out, { recursive: true, force: true });
  await rename(next, out).catch((cause: unknown) => {
    if (!isTaken(cause)) throw cause;
  });
};

/** Loaded only when there is something to build: MJML alone takes longer to load than the check for changes. */
const buildInto = async (root: string, out: string) => {
  const [{ bundleFunctions, functionNames }, { compileTemplates }] = await Promise.all([
    import("./bundle.ts"),
    import("./templates.ts"),
  ]);
  const names = await functionNames(root);
  const [metafile, templates] = await Promise.all([bundleFunctions(root, out, names), compileTemplates(root)]);
  const json = JSON.stringify(templates);
  await mkdir(join(out, "functions/send-message"), { recursive: true });
  await Promise.all([
    writeFile(join(out, "templates.json"), json),
    writeFile(join(out, "functions/send-message/templates.json"), json),
    writeFile(join(out, "meta.json"), JSON.stringify(metafile)),
    // The bundles are CommonJS and lie below a package.json that says "module".
    writeFile(join(out, "package.json"), JSON.stringify({ type: "commonjs" })),
  ]);
  const sizes = Object.entries(metafile.outputs).map(([file, { bytes }]) => [basename(dirname(file)), bytes] as const);
  const ids = [...Object.keys(templates.emails), ...Object.keys(templates.texts)];
  return { sizes: Object.fromEntries(sizes), templates: ids.length };
};

/**
 * Brings `out` up to date with the sources below `root`: the bundle of every function and the compiled templates,
 * the same bytes for tests, the local run and a deploy. Does nothing when nothing has changed since the last build.
 * `out` is replaced as a whole, so a failed build leaves the previous one in place. Throws what the compilers throw.
 */
export const build = async ({ root, out }: { readonly root: string; readonly out: string }): Promise<BuildResult> => {
  const stamp = await fingerprint(root);
  if ((await stampOf(out)) === stamp) return { built: false };
  const start = performance.now();
  const next = await mkdtemp(`${out}.next-`);
  try {
    const result = await buildInto(root, next);
    await writeFile(join(next, stampFile), stamp);
    await replace(next, out);
    return { built: true, milliseconds: Math.round(performance.now() - start), ...result };
  } finally {
    await rm(next, { recursive: true, force: true });
  }
};
