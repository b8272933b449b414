import type { JsonRecord } from "../../shared/sources/reading/record.ts";
import type { Columns, Fields } from "./columns.ts";

/** One row of a file. */
export type Row = {
  /** The line that it begins on, from 1. */
  readonly line: number;
  readonly fields: Fields;
  /** The whole object, of a line of JSON. */
  readonly json?: JsonRecord;
  /** As it stands in the file, without the end of the line. */
  readonly raw: string;
  /** Why it can't be read at all. */
  readonly problem?: string;
};

export type OpenFile = {
  readonly format: "csv" | "jsonl";
  /** The line that names the columns, as it stands in the file; undefined of JSON lines. */
  readonly head: string | undefined;
  /** Columns that mean nothing here. */
  readonly unused: readonly string[];
  /** One after the other; to be read once. */
  readonly rows: AsyncIterable<Row>;
};

export type OpenOptions = {
  readonly path: string;
  readonly columns: Columns;
  readonly map: ReadonlyMap<string, string>;
};
