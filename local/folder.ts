import { accessSync, constants, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { stoppedAt } from "./clock.ts";
import type { Meta } from "./disk/meta.ts";
import { openShelves, type Shelves } from "./disk/shelves.ts";
import { ProblemError } from "./problem.ts";

export type Folder = {
  readonly path: string;
  /** Whether nothing had ever been kept in it. */
  readonly isNew: boolean;
  readonly shelves: Shelves;
  /** From here on the folder is worth nothing until it is finished. */
  readonly begin: () => void;
  readonly finish: () => void;
};

const half = "half-played";
const isHalfPlayed = (meta: Meta): boolean => meta.get(half) === "yes";

/** Everything of ours in a data folder but the log, last of all the file that says it is half-played. */
const contents = ["table", "platform.sqlite-wal", "platform.sqlite-shm", "platform.sqlite"];

/** Opens the shelves; what a process that died had only half played into them is cleared away first. */
const openWhole = (path: string): Shelves => {
  const shelves = openShelves(path);
  if (!isHalfPlayed(shelves.meta)) return shelves;
  shelves.disk.close();
  for (const name of contents) rmSync(join(path, name), { recursive: true, force: true });
  return openShelves(path);
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Makes a folder and its parents, one by one: `recursive: true` never ends below /proc (Node 24). */
const makeFolder = (path: string): void => {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
};

/** Opens a data folder, or makes it. Throws a {@link ProblemError} when it can't be used. */
export const openFolder = (data: string): Folder => {
  const path = resolve(data);
  try {
    makeFolder(path);
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new ProblemError(
      `The data folder ${path} can't be written to (${reasonOf(error)}). Choose another: --data FOLDER`,
    );
  }
  try {
    const shelves = openWhole(path);
    const { meta } = shelves;
    return {
      path,
      isNew: stoppedAt(meta) === undefined,
      shelves,
      begin: () => meta.set(half, "yes"),
      finish: () => meta.set(half, "no"),
    };
  } catch (error) {
    const reason = reasonOf(error);
    throw new ProblemError(
      reason.includes("locked")
        ? `The data folder ${path} is in use by another local run. Stop that one, or choose another: --data FOLDER`
        : `The data folder ${path} can't be opened (${reason}). Choose another with --data FOLDER, or delete it.`,
    );
  }
};
