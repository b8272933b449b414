import type { ImportResult } from "./import.ts";
import type { IngestResult } from "./ingest.ts";
import type { LoadResult } from "./load.ts";
import type { SimulationResult } from "./simulate.ts";
import type { StoreResult } from "./store.ts";
import type { ThroughputResult } from "./throughput.ts";

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;
const times = (ratio: number): string => `${ratio.toFixed(1)} x`;

/** A table in Markdown; the first column is text, the others are figures. */
const table = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    `### ${title}`,
    "",
    `| ${head.join(" | ")} |`,
    `| ${head.map((_, column) => (column === 0 ? "---" : "---:")).join(" | ")} |`,
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");

export const describeIngest = (results: readonly IngestResult[]): string =>
  table(
    "Ingest core: verify, parse and normalise, against verify and JSON.parse alone",
    ["body", "bytes", "against verify + JSON.parse"],
    results.map(({ what, bytes, ratio }) => [what, String(bytes), times(ratio)]),
  );

export const describeLoad = (results: readonly LoadResult[]): string =>
  table(
    "Size and load time of each function, against an empty handler",
    ["function", "bundle", "gzip", "ms over empty", "process start + load against empty"],
    results.map(({ name, bytes, gzipBytes, overEmpty, ratio }) => [
      `\`${name}\``,
      kilobytes(bytes),
      kilobytes(gzipBytes),
      overEmpty.toFixed(0),
      times(ratio),
    ]),
  );

export const describeStore = (results: readonly StoreResult[]): string =>
  table(
    "Calls of the table, and capacity units, per webhook, wake and message",
    ["what", "reads", "read units", "writes", "write units"],
    results.map(({ what, reads, readUnits, writes, writeUnits }) => [
      what,
      String(reads),
      String(readUnits),
      String(writes),
      String(writeUnits),
    ]),
  );

export const describeThroughput = ({ base, subject, ratio, webhooksARound }: ThroughputResult): string =>
  table(
    "The local run end to end: webhooks over HTTP until every queue is empty, against its health answer",
    ["what", "a second, on this machine", "against the health answer"],
    [
      ["`GET /local/health`", (1000 / base).toFixed(0), times(1)],
      [`webhooks, ${webhooksARound} a round`, (1000 / subject).toFixed(0), `1/${ratio.toFixed(0)}`],
    ],
  );

export const describeSimulation = ({ base, subject, ratio, webhooksARound }: SimulationResult): string =>
  table(
    "The simulation: whole histories in virtual time, against the same arrivals with functions that do nothing",
    ["what", "webhooks a second and core, on this machine", "time against functions that do nothing"],
    [
      ["functions that do nothing", (1000 / base).toFixed(0), times(1)],
      [`the product's functions, ${webhooksARound} webhooks a round`, (1000 / subject).toFixed(0), times(ratio)],
    ],
  );

export const describeImport = ({ orders, people, items, onEngine, inMemory, use }: ImportResult): string =>
  table(
    "An import of past orders, against putting the items it leaves, as many at a time",
    ["orders", "people", "items", "reads an order", "writes an order", "on the embedded engine", "in memory"],
    [
      [
        ...[orders, people, items].map(String),
        ...[use.reads, use.writes].map((calls) => (calls / orders).toFixed(1)),
        ...[onEngine, inMemory].map(({ ratio }) => times(ratio)),
      ],
    ],
  );
