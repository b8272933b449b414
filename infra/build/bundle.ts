import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { build as esbuild, type Metafile } from "esbuild";

/** Every folder of `functions/`, each one Lambda function. */
export const functionNames = async (root: string): Promise<readonly string[]> => {
  const entries = await readdir(join(root, "functions"), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
};

/**
 * Ways to credentials that the SDK loads only where the environment holds none. On Lambda it always does
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), so they stay out: a quarter of a bundle.
 */
const unusedProviders = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/credential-provider-imds",
];

/**
 * Bundles `functions/<name>/index.ts` to `<out>/functions/<name>/index.js`, the AWS SDK included but for {@link unusedProviders}.
 *
 * CommonJS, because ESM loads no faster on Lambda; `module` before `main`, because the SDK's ESM files can be
 * tree-shaken (client-dynamodb: 324 instead of 513 KB); no source maps, because an inline one costs 20 to 96 ms of
 * every cold start.
 */
export const bundleFunctions = async (root: string, out: string, names: readonly string[]): Promise<Metafile> => {
  const { metafile } = await esbuild({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: join("functions", name, "index.ts"), out: join(name, "index") })),
    outdir: join(out, "functions"),
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    external: unusedProviders,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
};
