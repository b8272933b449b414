import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plant, type Planted } from "./planted.ts";

const roots = ["shared", "functions", "cli", "infra", "local", "test"];
/** What the tests need of the project. */
const copied = [
  ...roots,
  "bench",
  "docs",
  "cdk.json",
  "jest.config.ts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];

/** Tests of whole systems, which are asked for themselves, and those of the simulation. */
const left = ["contract", "local", "simulation", "cli", "infra", "browser", "docs", "kill", "deploy"];

export type Verdict = {
  readonly passes: boolean;
  readonly tests: number;
  readonly seconds: number;
  /** The names of the tests that fail. */
  readonly failing: readonly string[];
};

type Report = {
  readonly success: boolean;
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
};

const failingIn = ({ testResults }: Report): readonly string[] =>
  testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
    return failed.length > 0 || message === "" ? failed : [`${name}: ${message.slice(0, 200)}`];
  });

/** Which of some bugs can be planted at once: of those at the same place, the first. */
export const together = async (root: string, bugs: readonly Planted[]): Promise<readonly Planted[]> => {
  const sources = new Map<string, string>();
  const chosen: Planted[] = [];
  for (const planted of bugs) {
    const source = sources.get(planted.file) ?? (await readFile(join(root, planted.file), "utf8"));
    if (source.split(planted.find).length !== 2) continue;
    sources.set(planted.file, plant(planted, source));
    chosen.push(planted);
  }
  return chosen;
};

/** A copy of the project in which bugs are planted, on the disk while the tests run. */
export const copyProject = async (root: string) => {
  const copy = await mkdtemp(join(tmpdir(), "planted-units-"));
  for (const name of copied) await cp(join(root, name), join(copy, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  /** Ends when the tests do, whether or not they pass; with what was said on stderr. */
  const runJest = (files: readonly string[], report: string): Promise<string> =>
    new Promise((resolve) => {
      const jest = join(root, "node_modules/jest/bin/jest.js");
      const ignored = left.map((folder) => `<rootDir>/test/${folder}/`);
      // What belongs to a test is found only below the roots.
      const options = ["--roots", ...roots, "--findRelatedTests", ...files, "--testPathIgnorePatterns", ...ignored];
      const output = ["--json", `--outputFile=${report}`, "--silent"];
      execFile(
        process.execPath,
        ["--disable-warning=ExperimentalWarning", jest, ...options, ...output],
        { cwd: copy, maxBuffer: 256 * 1024 * 1024 },
        (_error, _out, errors) => resolve(errors),
      );
    });
  return {
    /** Runs the unit tests that have to do with the files of some bugs, with all of these in them. */
    test: async (bugs: readonly Planted[]): Promise<Verdict> => {
      const begun = performance.now();
      const report = join(copy, "report.json");
      const before = new Map<string, string>();
      await rm(report, { force: true });
      for (const planted of bugs) {
        const file = join(copy, planted.file);
        const source = await readFile(file, "utf8");
        if (!before.has(file)) before.set(file, source);
        await writeFile(file, plant(planted, source));
      }
      let errors = "";
      try {
        errors = await runJest([...before.keys()], report);
      } finally {
        for (const [file, source] of before) await writeFile(file, source);
      }
      const json = await readFile(report, "utf8").catch(() => undefined);
      if (json === undefined) throw new Error(`The tests could not be run: ${errors.slice(-2_000)}`);
      const told: Report = JSON.parse(json);
      const seconds = Math.round((performance.now() - begun) / 1000);
      const { success, numTotalTests: tests } = told;
      return { passes: success && tests > 0, tests, seconds, failing: failingIn(told) };
    },
    remove: () => rm(copy, { recursive: true, force: true }),
  };
};
