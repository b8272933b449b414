import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { openShelves, type Shelves } from "./disk/shelves.ts";
import { ProblemError } from "./problem.ts";

export type Folder = {
  readonly path: string;
  /** Whether nothing had ever been kept in it. */
  readonly isNew: boolean;
  readonly shelves: Shelves;
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Opens a data folder, or makes it. Throws a {@link ProblemError} when it can't be used. */
export const openFolder = (data: string): Folder => {
  const path = resolve(data);
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new ProblemError(`The data folder ${path} can't be written to (${reasonOf(error)}). Choose another: --data FOLDER`);
  }
  const isNew = !existsSync(join(path, "platform.sqlite"));
  try {
    return { path, isNew, shelves: openShelves(path) };
  } catch (error) {
    const reason = reasonOf(error);
    throw new ProblemError(
      reason.includes("locked")
        ? `The data folder ${path} is in use by another local run. Stop that one, or choose another: --data FOLDER`
        : `The data folder ${path} can't be opened (${reason}). Choose another with --data FOLDER, or delete it.`,
    );
  }
};
