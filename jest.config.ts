import type { Config } from "jest";

/** ESM-only packages that must pass through the transformer, since tests run as CommonJS. */
const esmOnly = ["@middy", "temporal-polyfill", "temporal-utils", "postal-mime", "hono", "@hono", "commander"];

const config: Config = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  globalSetup: "<rootDir>/test/support/build-once.ts",
  setupFiles: ["<rootDir>/test/support/property-seed.ts"],
  transform: {
    "^.+\\.[cm]?[jt]s$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join("|")})/)`],
  // Many tests wait for processes of their own, so a core less is a core wasted.
  maxWorkers: "100%",
  testTimeout: 30_000,
};

export default config;
