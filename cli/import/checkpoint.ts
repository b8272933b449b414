import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { Instant } from "../../shared/events/instant.ts";
import { Tally } from "./tally.ts";

/** How far an import has come. Kept beside the file while it is not done. */
export const Checkpoint = z.object({
  /** What is imported, where to, and how: another import of the same file does not go on from here. */
  task: z.string(),
  /** The file as it was, by its size and its last change. */
  file: z.string(),
  asOf: Instant,
  /** So many rows have been dealt with. */
  rows: z.number().int(),
  tally: Tally,
  /** How long the file of rejected rows was then. */
  rejectedBytes: z.number().int(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

export const checkpointPath = (path: string): string => `${path}.import.json`;

/** The checkpoint of a file; undefined where there is none that can be read. */
export const readCheckpoint = (path: string): Checkpoint | undefined => {
  const at = checkpointPath(path);
  if (!existsSync(at)) return undefined;
  try {
    return Checkpoint.safeParse(JSON.parse(readFileSync(at, "utf8"))).data;
  } catch {
    return undefined;
  }
};

/** Replaces the checkpoint; whoever dies meanwhile leaves the old one or the new one. */
export const saveCheckpoint = (path: string, checkpoint: Checkpoint): void => {
  const at = checkpointPath(path);
  writeFileSync(`${at}.new`, JSON.stringify(checkpoint));
  renameSync(`${at}.new`, at);
};

export const removeCheckpoint = (path: string): void => rmSync(checkpointPath(path), { force: true });
