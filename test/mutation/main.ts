import { spawnSync } from "node:child_process";
import { renameSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { compareReasons, Reason, Report, scoresOf, survivorsOf } from "./survivors.ts";
import { renderDocument } from "./document.ts";

const folders = ["engine", "loyalty", "profile"];

const help = `npm run mutate -- [options]

Changes the pure code in thousands of small ways and sees whether the tests notice each. A mutant that none notices must have
its reason in test/mutation/reasons.json. Takes about an hour on two cores; what has not changed since is not run again.

  --only F   only the folder shared/F (${folders.join(", ")})
  --report   only read the reports of the last runs, and write docs/mutation.md
  --help
`;

const least = 0.9;
const root = join(import.meta.dirname, "../..");
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    report: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const read = async <T>(schema: z.ZodType<T>, path: string): Promise<T> =>
  schema.parse(JSON.parse(await readFile(join(root, path), "utf8")));

/** Each folder is tried on the tests that are its own: quicker, and a test elsewhere that fails by chance proves little. */
const mutate = (folder: string): void => {
  const only = ["--mutate", `shared/${folder}/**/*.ts`];
  const incremental = ["--incrementalFile", `reports/mutation/${folder}.incremental.json`];
  const env = { ...process.env, MUTATED: folder };
  const { status } = spawnSync("npx", ["stryker", "run", ...only, ...incremental], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`Stryker ended with ${status} in shared/${folder}.`);
  renameSync(join(root, "reports/mutation/mutation.json"), join(root, `reports/mutation/${folder}.json`));
};

const judge = async (judged: readonly string[]): Promise<number> => {
  const reports = await Promise.all(judged.map((folder) => read(Report, `reports/mutation/${folder}.json`)));
  const report: Report = { files: Object.assign({}, ...reports.map(({ files }) => files)) };
  const isJudged = ({ file }: Reason): boolean => judged.some((folder) => file.startsWith(`shared/${folder}/`));
  const reasons = (await read(z.array(Reason), "test/mutation/reasons.json")).filter(isJudged);
  const { explained, unexplained, stale } = compareReasons(survivorsOf(report), reasons);
  const scores = scoresOf(report);
  if (judged.length === folders.length)
    await writeFile(join(root, "docs/mutation.md"), renderDocument(scores, explained));
  for (const { file, line, code, becomes } of unexplained) say(`${file}: ${line}\n  ${code}  ->  ${becomes}`);
  for (const { file, code, becomes } of stale) say(`${file}: noticed by now, or gone: ${code}  ->  ${becomes}`);
  const all = [...scores.values()];
  const seen = all.reduce((sum, { noticed }) => sum + noticed, 0);
  const of = all.reduce((sum, { of: count }) => sum + count, 0);
  const percent = ((100 * seen) / of).toFixed(1);
  say(`mutants ${of} · noticed ${percent} % · explained ${explained.length} · unexplained ${unexplained.length}`);
  return seen / of >= least && unexplained.length === 0 && stale.length === 0 ? 0 : 1;
};

if (values.help) say(help);
else {
  const chosen = folders.filter((folder) => values.only === undefined || folder === values.only);
  for (const folder of values.report ? [] : chosen) mutate(folder);
  process.exitCode = await judge(chosen);
}
