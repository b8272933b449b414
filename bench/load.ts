import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { functionNames } from "../infra/build/bundle.ts";
import { compare } from "./measure.ts";

const rounds = 15;

export type LoadResult = {
  readonly name: string;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Milliseconds that its loading takes longer than that of an empty handler. */
  readonly overEmpty: number;
  /** The start of the process and the loading, against the same with an empty handler. */
  readonly ratio: number;
};

const run = promisify(execFile);

/** Not on Lambda, so that a bundle is loaded and evaluated but makes no client of its own. */
const { AWS_LAMBDA_FUNCTION_NAME: _onLambda, ...env } = process.env;

/** Milliseconds from the start of a fresh process to the bundle being loaded in it. */
const loadOnce = async (file: string): Promise<number> => {
  const script = `require(${JSON.stringify(file)}); console.log(performance.now())`;
  const { stdout } = await run(process.execPath, ["-e", script], { env });
  return Number(stdout);
};

const emptyHandler = "exports.handler = async () => ({ statusCode: 200 });\n";

/** The size of each function's bundle, and how long a cold start spends on loading it. */
export const measureLoad = async (root: string): Promise<readonly LoadResult[]> => {
  const folder = await mkdtemp(join(tmpdir(), "comeback-bench-"));
  const empty = join(folder, "index.cjs");
  await writeFile(empty, emptyHandler);
  const results: LoadResult[] = [];
  for (const name of await functionNames(root)) {
    const file = join(root, "dist/functions", name, "index.js");
    const bundle = await readFile(file);
    const zipped = await promisify(gzip)(bundle);
    const { base, subject, ratio } = await compare(
      rounds,
      () => loadOnce(empty),
      () => loadOnce(file),
    );
    results.push({ name, bytes: bundle.length, gzipBytes: zipped.length, overEmpty: subject - base, ratio });
  }
  await rm(folder, { recursive: true });
  return results;
};
