import { appendFileSync, existsSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { extname } from "node:path";

/** The rows of a file that could not be taken, as they stood there, to be corrected and imported again. */
export type RejectedFile = {
  readonly path: string;
  readonly add: (raws: readonly string[]) => void;
  /** Its length now; 0 while nothing was rejected. */
  readonly bytes: () => number;
};

export const rejectedPath = (path: string): string => {
  const ending = extname(path);
  return `${path.slice(0, path.length - ending.length)}.rejected${ending}`;
};

/** Goes on with the file at a length that it had, or begins it anew with the first row: an older one is replaced then. */
export const openRejected = (path: string, head: string | undefined, from: number): RejectedFile => {
  const at = rejectedPath(path);
  let begun = from > 0 && existsSync(at);
  if (begun) truncateSync(at, from);
  return {
    path: at,
    add: (raws) => {
      if (raws.length === 0) return;
      if (!begun) writeFileSync(at, head === undefined ? "" : `${head}\n`);
      begun = true;
      appendFileSync(at, raws.map((raw) => `${raw}\n`).join(""));
    },
    bytes: () => (begun ? statSync(at).size : 0),
  };
};
