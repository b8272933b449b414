import type { Config } from "jest";
import config from "../../jest.config.ts";

/** Tests elsewhere that are the tests of a folder too: what a page does is for the most part there. */
const pages = "functions/{preferences,subject-pages}";

const testsOf: Readonly<Record<string, string>> = { profile: `{profile/**/*,${pages}}` };

const mutated = process.env["MUTATED"] ?? "";

/**
 * The tests that mutants are tried on: those of the mutated folder alone, quick enough to run by the thousand. Properties
 * are tried with fewer cases; whoever kills a mutant by luck would not kill it twice.
 */
const mutationConfig: Config = {
  ...config,
  rootDir: "../..",
  testMatch: [`<rootDir>/test/${testsOf[mutated] ?? `${mutated}/**/*`}.test.ts`],
  setupFiles: ["<rootDir>/test/support/property-seed.ts", "<rootDir>/test/mutation/few-cases.ts"],
};

export default mutationConfig;
