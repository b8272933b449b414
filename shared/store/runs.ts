import { Run } from "../engine/run.ts";
import { dueKey } from "./due.ts";
import { fromMaybe, putOnce, toItem } from "./item.ts";
import { personPk, runSk } from "./people.ts";
import type { Item, Table } from "./table.ts";

const key = (run: Pick<Run, "store" | "person" | "id">): { pk: string; sk: string } => ({
  pk: personPk(run.store, run.person),
  sk: runSk(run.id),
});

/** A live run is in the sparse index under its next wake, where the sweep finds it when the wake did not come. */
const itemOf = (run: Run): Item =>
  toItem(key(run), run, {
    revision: run.revision,
    ...(run.finished === undefined && run.nextWakeAt !== undefined ? dueKey(run.nextWakeAt) : {}),
  });

export const readRun = async (table: Table, run: Pick<Run, "store" | "person" | "id">): Promise<Run | undefined> =>
  fromMaybe(Run, await table.get(key(run)));

/** False when the run had been opened before. */
export const openRun = async (table: Table, run: Run): Promise<boolean> =>
  (await putOnce(table, itemOf(run), { kind: "absent" })).written;

/** Writes the next revision of a run; false when another writer was quicker than the caller's reading. */
export const updateRun = async (table: Table, next: Run): Promise<boolean> =>
  (await putOnce(table, itemOf(next), { kind: "equals", attribute: "revision", value: next.revision - 1 })).written;
