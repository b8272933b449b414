import { statSync } from "node:fs";
import { earliest, fromEpoch, type Instant } from "../../shared/events/instant.ts";
import { profileOf } from "../../shared/profile/identity.ts";
import { hashId } from "../../shared/store/keys.ts";
import type { Table } from "../../shared/store/table.ts";
import { FailedError } from "../errors.ts";
import type { Progress } from "../progress.ts";
import { whyItFailed } from "../why-it-failed.ts";
import { readCheckpoint, removeCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { inTurn } from "./in-turn.ts";
import type { ImportContext, Importer, Reading, Work } from "./importer.ts";
import { openFile } from "./open-file.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { openRejected, type RejectedFile } from "./rejected-file.ts";
import type { Row } from "./rows.ts";
import { emptyTally, noteBad, noteLeftOut, type Tally } from "./tally.ts";

export type ImportTask = {
  readonly what: string;
  readonly importer: Importer;
  readonly path: string;
  readonly stage: { readonly name: string; readonly table: Table; readonly now: () => Instant };
  readonly context: Omit<ImportContext, "asOf" | "now">;
  readonly map: ReadonlyMap<string, string>;
  readonly asOf: Instant | undefined;
  /** So many people at a time. */
  readonly concurrency: number;
  readonly dryRun: boolean;
  readonly restart: boolean;
  readonly progress: (total: number | undefined, label: string) => Progress;
};

export type Imported = {
  readonly tally: Tally;
  /** How many rows an earlier try had dealt with. */
  readonly resumedAfter: number;
  readonly asOf: Instant;
  readonly unused: readonly string[];
  /** Where the rows that are wrong were written; undefined where there are none. */
  readonly rejected: string | undefined;
};

/** So many things are written before a checkpoint. */
const batchSize = 500;

/** Things of one person are written in turn. */
const personOf = (work: Work, { keys, isStaff }: Pick<ImportContext, "keys" | "isStaff">): string => {
  switch (work.kind) {
    case "suppression":
      return work.suppression.hash;
    case "opening":
      return work.opening.id;
    case "events": {
      const [event] = work.events;
      return event === undefined ? "" : (profileOf({ keys, isStaff }, event.who) ?? event.id);
    }
  }
};

type Thing = readonly [Row, ...Row[]];

/** Rows put together that tell of one thing. */
const things = async function* (rows: AsyncIterable<Row>, importer: Importer): AsyncGenerator<Thing> {
  let thing: [Row, ...Row[]] | undefined;
  for await (const row of rows) {
    if (thing !== undefined && importer.continues(row, thing[0])) thing.push(row);
    else {
      if (thing !== undefined) yield thing;
      thing = [row];
    }
  }
  if (thing !== undefined) yield thing;
};

const readThing = (thing: Thing, importer: Importer, context: ImportContext): Reading => {
  const problems = thing.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) return { kind: "bad", problems };
  try {
    return importer.read(thing, context);
  } catch (error) {
    return { kind: "bad", problems: [`could not be read (${error instanceof Error ? error.name : "error"})`] };
  }
};

type Batch = { readonly works: Work[]; readonly raws: string[]; rows: number };
const emptyBatch = (): Batch => ({ works: [], raws: [], rows: 0 });

const writeBatch = async (batch: Batch, recorder: Recorder, task: ImportTask, tally: Tally): Promise<void> => {
  const groups = Map.groupBy(batch.works, (work) => personOf(work, task.context));
  await inTurn([...groups.values()], task.concurrency, async (work) => {
    const { written, erased, refuted } = await recorder.write(work);
    tally.written += written;
    if (erased > 0 && written === 0) tally.erased += 1;
    tally.refuted += refuted;
  });
};

/** What an import that is told again goes by: the same file, to the same place, read in the same way. */
const identify = ({ what, stage, context, map, path }: ImportTask) => {
  const { size, mtimeMs } = statSync(path);
  return {
    task: hashId(what, stage.name, context.settings.id, JSON.stringify([...map])),
    file: `${size} ${mtimeMs}`,
    changedAt: fromEpoch(Math.floor(mtimeMs)),
  };
};

const begin = (task: ImportTask, now: Instant) => {
  const { task: id, file, changedAt } = identify(task);
  const found = task.restart || task.dryRun ? undefined : readCheckpoint(task.path);
  const same = found?.task === id && found.file === file && (task.asOf ?? found.asOf) === found.asOf;
  const fresh = { task: id, file, rows: 0, tally: emptyTally(), rejectedBytes: 0 };
  return same ? found : { ...fresh, asOf: earliest(task.asOf ?? changedAt, now) };
};

/** Those whose orders have changed, also by a try before this one, which did not come to settling them. */
const settleAll = async (task: ImportTask, recorder: Recorder, earlier: ReadonlySet<string>): Promise<void> => {
  const profiles = [...new Set([...earlier, ...recorder.touched])];
  const progress = task.progress(profiles.length, "people settled");
  try {
    await inTurn(
      profiles.map((profile) => [profile]),
      task.concurrency,
      async (profile) => {
        await recorder.settle(profile);
        progress.advance();
      },
    );
  } finally {
    progress.end();
  }
};

const stopped = (tally: Tally, error: unknown): FailedError =>
  new FailedError(
    `${whyItFailed(error).text}\nIt stopped after ${tally.rows} rows. What was written stays; the same command goes on from there.`,
  );

/**
 * Imports a file: reads it as it goes, writes what it says as facts, and keeps beside it how far it has come. Told again
 * after it was stopped it goes on there; told again when it is done it changes nothing. Rows that are wrong are told,
 * written into a file of their own, and keep nobody else's from being taken. With `dryRun` nothing is written anywhere.
 */
export const runImport = async (task: ImportTask): Promise<Imported> => {
  const { importer, path, stage, dryRun } = task;
  const now = stage.now();
  const start = begin(task, now);
  const context: ImportContext = { ...task.context, now, asOf: start.asOf };
  const { rows, head, unused } = await openFile({ path, columns: importer.columns, map: task.map });
  const recorder = createRecorder(stage.table, stage.now, context);
  const rejected: RejectedFile | undefined = dryRun ? undefined : openRejected(path, head, start.rejectedBytes);
  let tally = structuredClone(start.tally);
  let reached = structuredClone(tally);
  let batch = emptyBatch();
  let passed = 0;
  const earlier = new Set<string>();
  const progress = task.progress(undefined, `rows of ${task.what}`);

  const finishBatch = async (): Promise<void> => {
    if (rejected !== undefined) {
      await writeBatch(batch, recorder, task, tally);
      rejected.add(batch.raws);
      saveCheckpoint(path, { ...start, rows: tally.rows, tally, rejectedBytes: rejected.bytes() });
    } else tally.written += batch.works.length;
    progress.advance(batch.rows);
    batch = emptyBatch();
    reached = structuredClone(tally);
  };

  try {
    for await (const thing of things(rows, importer)) {
      passed += thing.length;
      const reading = readThing(thing, importer, context);
      if (passed <= start.rows) {
        if (reading.kind === "work" && task.what === "orders") earlier.add(personOf(reading.work, task.context));
        continue;
      }
      tally.rows += thing.length;
      tally.things += 1;
      batch.rows += thing.length;
      if (reading.kind === "work") batch.works.push(reading.work);
      else if (reading.kind === "left-out") noteLeftOut(tally, reading.reason);
      else {
        noteBad(tally, thing[0].line, thing.length, reading.problems);
        batch.raws.push(...thing.map(({ raw }) => raw));
      }
      if (batch.works.length >= batchSize || batch.raws.length >= batchSize) await finishBatch();
    }
    await finishBatch();
    progress.end();
    if (!dryRun) await settleAll(task, recorder, earlier);
  } catch (error) {
    progress.end();
    tally = reached;
    throw stopped(tally, error);
  }
  if (!dryRun) removeCheckpoint(path);
  return {
    ...{ tally, resumedAfter: start.rows, asOf: start.asOf, unused },
    rejected: rejected !== undefined && rejected.bytes() > 0 ? rejected.path : undefined,
  };
};
