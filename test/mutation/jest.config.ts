import type { Config } from "jest";
import config from "../../jest.config.ts";

/**
 * The tests that mutants are tried on: those of the mutated folder alone, quick enough to run by the thousand. Properties
 * are tried with fewer cases; whoever kills a mutant by luck would not kill it twice.
 */
const mutationConfig: Config = {
  ...config,
  rootDir: "../..",
  testMatch: [`<rootDir>/test/${process.env["MUTATED"] ?? "{engine,loyalty,profile}"}/**/*.test.ts`],
  setupFiles: ["<rootDir>/test/support/property-seed.ts", "<rootDir>/test/mutation/few-cases.ts"],
};

export default mutationConfig;
