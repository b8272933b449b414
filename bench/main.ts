import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../infra/build/build.ts";
import { measureImport } from "./import.ts";
import { measureIngest } from "./ingest.ts";
import { measureLoad } from "./load.ts";
import { measureStore } from "./store.ts";
import { measureSimulation } from "./simulate.ts";
import {
  describeImport,
  describeIngest,
  describeLoad,
  describeSimulation,
  describeStore,
  describeThroughput,
} from "./tables.ts";
import { measureThroughput } from "./throughput.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

const { values: options } = parseArgs({ options: { json: { type: "boolean", default: false } } });
await build({ root, out: dist });

/** One after the other, so that no measurement disturbs another. */
const ingest = await measureIngest();
const load = await measureLoad(root);
const store = await measureStore(dist);
const throughput = await measureThroughput(root);
const past = await measureImport(2000, 3);
const simulation = await measureSimulation();

if (options.json) console.log(JSON.stringify({ ingest, load, store, throughput, past, simulation }, undefined, 2));
else
  console.log(
    [
      describeIngest(ingest),
      describeLoad(load),
      describeStore(store),
      describeThroughput(throughput),
      describeImport(past),
      describeSimulation(simulation),
    ].join("\n\n"),
  );
