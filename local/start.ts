import { join } from "node:path";
import { build } from "../infra/build/build.ts";
import { toEpoch } from "../shared/events/instant.ts";
import { demoLead, playDemo } from "./demo/demo.ts";
import { printStory } from "./demo/print.ts";
import { demoStore } from "./demo/store.ts";
import { endWithNpm } from "./end-with-npm.ts";
import { readOptions } from "./options.ts";
import { ProblemError } from "./problem.ts";
import { type LocalRun, startRun } from "./run.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
/** How long a clean end may take before the process just goes. */
const patienceMs = 10_000;
/** How long the lines of the story may be. */
const widest = 100;

/** Plays the demo day up to where the clock is to begin, and prints what came of it. */
const showDemo = async (run: LocalRun, begins: number, inRealTime: boolean): Promise<void> => {
  const story = await playDemo(run, begins);
  if (inRealTime) await run.timeline.move((at) => Math.max(at, Date.now()));
  run.played?.();
  const { isTTY, columns } = process.stdout;
  const width = Math.min(isTTY ? columns : widest, widest);
  console.log(`\n${printStory(story, { width, colour: isTTY && process.stdout.hasColors() })}`);
};

const whatNext = (url: string): readonly string[] => [
  "",
  `Open ${url} to read every message, and why it was sent or not.`,
  "The clock can be moved there, or so:",
  `  curl -X POST ${url}/local/clock -d '{"advance":"P1D"}'`,
];

const start = async (): Promise<void> => {
  endWithNpm();
  const options = readOptions(process.argv);
  const built = await build({ root, out: dist });
  if (built.built) console.log(`Built the functions in ${(built.milliseconds / 1000).toFixed(1)} s.`);
  const wallClock = Date.now();
  const begins = options.now === undefined ? wallClock : toEpoch(options.now);
  const run = await startRun({
    port: options.port,
    data: options.data,
    dist,
    now: options.now,
    wallClock,
    frozen: options.freeze,
    defaultStore: "demo",
    leadMs: options.empty ? 0 : demoLead(begins),
  });
  if (options.now !== undefined && options.now < run.clock.now()) {
    console.log(`The clock of this folder had already come to ${run.clock.now()}; it goes on from there.`);
  }
  if ((await run.stores.read(demoStore.id)) === undefined) await run.stores.write(demoStore);
  if (run.played) await showDemo(run, begins, options.now === undefined);
  run.open();
  console.log(
    [
      "",
      `Comeback is ready at ${run.url}`,
      `  clock   ${run.clock.now()}, ${options.freeze ? "standing until it is moved" : "running"}`,
      `  data    ${run.folder}${run.isNew ? " (new)" : ""}`,
      `  stop    Ctrl+C`,
      ...(run.isNew ? whatNext(run.url) : []),
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
