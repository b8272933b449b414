import { type BadRow, readSuppressions, writeSuppressions } from "./suppression-file.ts";
import { createKeys } from "../shared/store/keys.ts";
import { readSettings } from "../shared/store/stores.ts";
import { listSuppressions, suppress, type Suppression, unsuppress } from "../shared/store/suppressions.ts";
import { type Stage, UsageError } from "./operator.ts";

const contextOf = async ({ table, secrets, now }: Stage, store: string) => {
  const settings = await readSettings(table, store);
  if (settings === undefined) throw new UsageError(`There is no store ${store}.`);
  return { keys: createKeys((await secrets.read()).root, store), country: settings.country, now: now() };
};

export type Imported = {
  readonly rows: number;
  /** Those that were not suppressed before. */
  readonly fresh: number;
  readonly bad: readonly BadRow[];
};

/**
 * Suppresses every address of a file. Rows that are wrong are left out and told; an address that is suppressed already
 * keeps the graver reason, of two as grave the earlier. With `dryRun` nothing is changed, and nothing is said to be new.
 */
export const importSuppressions = async (
  stage: Stage,
  store: string,
  text: string,
  dryRun: boolean,
): Promise<Imported> => {
  const file = readSuppressions(text, await contextOf(stage, store));
  if (typeof file === "string") throw new UsageError(file);
  let fresh = 0;
  for (const row of dryRun ? [] : file.rows) if (await suppress(stage.table, store, row)) fresh += 1;
  return { rows: file.rows.length, fresh, bad: file.bad };
};

/** Every suppressed address of a store by its hash, as a file. */
export const exportSuppressions = async (
  stage: Stage,
  store: string,
  format: "csv" | "jsonl",
): Promise<{ readonly text: string; readonly rows: number }> => {
  await contextOf(stage, store);
  const found: readonly Suppression[] = await listSuppressions(stage.table, store);
  return { text: writeSuppressions(found, format), rows: found.length };
};

/** Lets what is sent go to one address again; false when it was not suppressed. */
export const removeSuppression = async (stage: Stage, store: string, address: string): Promise<boolean> => {
  const context = await contextOf(stage, store);
  const channel = address.includes("@") ? "email" : "text";
  const file = readSuppressions(JSON.stringify({ channel, address }), context);
  const [row] = typeof file === "string" ? [] : file.rows;
  if (row === undefined) throw new UsageError("That is no email address, and no phone number a text reaches.");
  return unsuppress(stage.table, store, row);
};
