import type { Readable } from "node:stream";
import { type CsvError, parse } from "csv-parse";
import * as z from "zod";
import { type Columns, type Mapping, mapColumns, toFields } from "./columns.ts";
import type { Row } from "./rows.ts";

/** More than any row of an export has: a quote that nobody closes would swallow the rest of the file. */
const longestRow = 1_000_000;

const Parsed = z.object({
  record: z.array(z.string()),
  raw: z.string(),
  info: z.object({ lines: z.number() }),
});

const unclosed = "has a quote that is never closed: nothing of the file after it was read";

/** What parts the cells: of those that may, whichever the line of columns has most of. */
export const delimiterOf = (head: string): string => {
  const outside = head.replace(/"(?:[^"]|"")*"/g, "");
  const counted = [",", ";", "\t", "|"].map((mark) => ({ mark, count: outside.split(mark).length }));
  return counted.reduce((most, next) => (next.count > most.count ? next : most)).mark;
};

const trimEnds = (raw: string): string => raw.replace(/^(?:\uFEFF|[\r\n])+|[\r\n]+$/g, "");

const problemOf = (record: readonly string[], columns: number, raw: string): string | undefined => {
  if (raw.includes("\uFFFD")) return "is not in UTF-8: save the file as CSV UTF-8";
  const beyond = record.slice(columns).some((cell) => cell.trim() !== "");
  return beyond ? `has ${record.length} cells and the file ${columns} columns: is a cell not in quotes?` : undefined;
};

export type CsvHead = { readonly head: string; readonly mapping: Mapping };

/**
 * Reads CSV as RFC 4180 has it and as programs write it: with a byte order mark or without, parted by commas, semicolons,
 * tabs or bars, any end of line, quotes in the middle of a cell, rows cut short. Empty rows are left out. `onHead` is given
 * the first line, which names the columns.
 */
export const readCsv = async function* (
  input: Readable,
  delimiter: string,
  columns: Columns,
  map: ReadonlyMap<string, string>,
  onHead: (head: CsvHead, names: readonly string[]) => void,
): AsyncGenerator<Row> {
  const failed: { code: string; line: number; raw: string }[] = [];
  const note = (error: CsvError | undefined, raw: string | undefined): undefined => {
    failed.push({ code: error?.code ?? "", line: Number(error?.["lines"] ?? 0), raw: raw ?? "" });
    return undefined;
  };
  const parser = input.pipe(
    parse({
      ...{ bom: true, info: true, raw: true, delimiter, max_record_size: longestRow },
      ...{ relax_quotes: true, relax_column_count: true, skip_empty_lines: true },
      ...{ skip_records_with_error: true, on_skip: note },
    }),
  );
  input.on("error", (error) => parser.destroy(error));
  let head: { readonly mapping: Mapping; readonly width: number } | undefined;
  let last = 0;
  for await (const chunk of parser) {
    const parsed = Parsed.parse(chunk);
    const raw = trimEnds(parsed.raw);
    const line = parsed.info.lines - (raw.match(/\n/g) ?? []).length;
    if (failed.some((failure) => failure.line < line)) break;
    last = parsed.info.lines;
    if (head === undefined) {
      head = { mapping: mapColumns(parsed.record, columns, map), width: parsed.record.length };
      onHead({ head: raw, mapping: head.mapping }, parsed.record);
    } else if (parsed.record.some((cell) => cell.trim() !== "")) {
      const problem = problemOf(parsed.record, head.width, raw);
      yield { line, raw, fields: toFields(head.mapping, parsed.record), ...(problem !== undefined && { problem }) };
    }
  }
  const [failure] = failed;
  if (failure !== undefined) yield { line: last + 1, raw: trimEnds(failure.raw), fields: {}, problem: unclosed };
};

/** One cell as it is written. */
const toCell = (cell: string): string => (/[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(toCell).join(",")}\n`).join("");
