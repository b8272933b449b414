import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { UsageError } from "../errors.ts";
import { delimiterOf, readCsv } from "./csv.ts";
import { readJsonLines } from "./jsonl.ts";
import type { OpenFile, OpenOptions } from "./rows.ts";

/** The beginning of a file, in which its first line is looked for. */
const glance = 64 * 1024;

const firstLine = async (path: string): Promise<string> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(glance), 0, glance, 0);
    if (buffer[0] === 0xff && buffer[1] === 0xfe)
      throw new UsageError(`${path} is not in UTF-8: save it as "CSV UTF-8" and import it again.`);
    return (
      buffer
        .toString("utf8", 0, bytesRead)
        .replace(/^(?:\uFEFF|\s)+/, "")
        .split(/\r\n|\n|\r/)[0] ?? ""
    );
  } finally {
    await file.close();
  }
};

/**
 * Opens a CSV file with its columns in the first line, or a file with a JSON object a line, whatever it is called. It is
 * read as it is asked for, never whole. Throws a {@link UsageError} when it is empty or names no column that is known.
 */
export const openFile = async ({ path, columns, map }: OpenOptions): Promise<OpenFile> => {
  const line = await firstLine(path);
  if (line === "") throw new UsageError(`${path} is empty.`);
  if (line.startsWith("{")) {
    const rows = readJsonLines(createReadStream(path), columns, map);
    return { format: "jsonl", head: undefined, unused: [], rows };
  }
  const heads: { head: string; unused: readonly string[]; known: boolean }[] = [];
  const rows = readCsv(createReadStream(path), delimiterOf(line), columns, map, ({ head, mapping }) => {
    heads.push({ head, unused: mapping.unused, known: mapping.ours.some((names) => names.length > 0) });
  });
  const first = await rows.next();
  const [head] = heads;
  if (head?.known !== true)
    throw new UsageError(
      `The first line of ${path} names no column that is known: ${Object.keys(columns).join(", ")}. --map THEIRS=OURS says which is which.`,
    );
  const all = async function* () {
    if (first.done !== true) yield first.value;
    yield* rows;
  };
  return { format: "csv", head: head.head, unused: head.unused, rows: all() };
};
