#!/usr/bin/env node
// Plain JavaScript, for whatever Node is installed: the rest runs on the Node that the project brings along.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

const ownNode = () => {
  try {
    const manifest = createRequire(import.meta.url).resolve("node/package.json");
    return join(dirname(manifest), "bin", process.platform === "win32" ? "node.exe" : "node");
  } catch {
    return undefined;
  }
};

const node = ownNode();
if (node === undefined) {
  console.error("Comeback is not installed yet: run `npm ci` in its folder first.");
  process.exit(1);
}
const words = ["--disable-warning=ExperimentalWarning", join(here, "main.ts"), ...process.argv.slice(2)];
const { status, signal, error } = spawnSync(node, words, { stdio: "inherit" });
if (error) console.error(`The Node that Comeback brings along can't be started: ${error.message}. Run \`npm ci\`.`);
process.exit(status ?? (signal === null ? 1 : 128 + constants.signals[signal]));
