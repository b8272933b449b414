import { join } from "node:path";

/** Before any test: the bundles and templates that tests, local run and deploy share, brought up to date. */
const buildOnce = async (): Promise<void> => {
  const root = join(__dirname, "../..");
  const { build } = await import("../../infra/build/build.ts");
  await build({ root, out: join(root, "dist") });
};

export default buildOnce;
