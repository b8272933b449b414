import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plant, type Planted } from "./planted.ts";

/** What the tests need of the project. */
const copied = ["shared", "functions", "cli", "infra", "local", "test", "bench", "docs", "cdk.json", "jest.config.ts", "package.json", "tsconfig.json"];

/** Tests of whole systems, which are asked for themselves, and those of the simulation. */
const left = ["contract", "local", "simulation", "cli", "infra", "browser", "docs", "kill", "deploy"];

export type Verdict = { readonly passes: boolean; readonly tests: number; readonly seconds: number; readonly failing: readonly string[] };

type Report = {
  readonly success: boolean;
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
};

/** A copy of the project in which mistakes are planted one after the other, each on the disk while its tests run. */
export const copyProject = async (root: string) => {
  const copy = await mkdtemp(join(tmpdir(), "planted-units-"));
  for (const name of copied) await cp(join(root, name), join(copy, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  const runJest = (file: string, report: string): Promise<void> =>
    new Promise((resolve) => {
      const jest = join(root, "node_modules/jest/bin/jest.js");
      const ignored = left.map((folder) => `<rootDir>/test/${folder}/`);
      const options = ["--findRelatedTests", join(copy, file), "--testPathIgnorePatterns", ...ignored];
      const output = ["--json", `--outputFile=${report}`, "--silent", "--workerThreads=false"];
      execFile(
        process.execPath,
        ["--disable-warning=ExperimentalWarning", jest, ...options, ...output, "--passWithNoTests"],
        { cwd: copy, maxBuffer: 256 * 1024 * 1024 },
        () => resolve(),
      );
    });
  return {
    /** Runs the unit tests that have to do with the file of a mistake, with the mistake in it. */
    test: async (planted: Planted): Promise<Verdict> => {
      const begun = performance.now();
      const file = join(copy, planted.file);
      const source = await readFile(file, "utf8");
      const report = join(copy, "report.json");
      await writeFile(file, plant(planted, source));
      await rm(report, { force: true });
      try {
        await runJest(planted.file, report);
      } finally {
        await writeFile(file, source);
      }
      const { success, numTotalTests, testResults }: Report = JSON.parse(await readFile(report, "utf8"));
      const failing = testResults.flatMap(({ name, message, assertionResults }) => {
        const failed = assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
        return failed.length > 0 || message === "" ? failed : [`${name}: ${message.slice(0, 200)}`];
      });
      const seconds = Math.round((performance.now() - begun) / 1000);
      return { passes: success && numTotalTests > 0, tests: numTotalTests, seconds, failing };
    },
    remove: () => rm(copy, { recursive: true, force: true }),
  };
};
