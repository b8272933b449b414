import { join } from "node:path";
import { build } from "../infra/build/build.ts";
import { demoStore } from "./demo/store.ts";
import { readOptions } from "./options.ts";
import { ProblemError } from "./problem.ts";
import { startRun } from "./run.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
/** How long a clean end may take before the process just goes. */
const patienceMs = 10_000;

const start = async (): Promise<void> => {
  const options = readOptions(process.argv);
  const built = await build({ root, out: dist });
  if (built.built) console.log(`Built the functions in ${(built.milliseconds / 1000).toFixed(1)} s.`);
  const run = await startRun({
    port: options.port,
    data: options.data,
    dist,
    now: options.now,
    wallClock: Date.now(),
    frozen: options.freeze,
    defaultStore: "demo",
  });
  if (options.now !== undefined && options.now < run.clock.now()) {
    console.log(`The clock of this folder had already come to ${run.clock.now()}; it goes on from there.`);
  }
  if ((await run.stores.read(demoStore.id)) === undefined) await run.stores.write(demoStore);
  run.open();
  console.log(
    [
      `Comeback is ready at ${run.url}`,
      `  clock   ${run.clock.now()}, ${options.freeze ? "standing until it is moved" : "running"}`,
      `  data    ${run.folder}${run.isNew ? " (new)" : ""}`,
      `  stop    Ctrl+C`,
    ].join("\n"),
  );
  const stop = (): void => {
    setTimeout(() => process.exit(1), patienceMs).unref();
    run.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error("The end was not clean:", error);
        process.exit(1);
      },
    );
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
};

start().catch((error: unknown) => {
  console.error(error instanceof ProblemError ? error.message : error);
  process.exit(1);
});
