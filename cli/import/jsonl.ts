import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { isRecord, type JsonRecord } from "../../shared/sources/reading/record.ts";
import { parseJsonObject } from "../../shared/sources/reading/json.ts";
import { type Columns, type Fields, mapColumns, toFields } from "./columns.ts";
import type { Row } from "./rows.ts";

const textOf = (value: unknown): string => {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  // Tags are written as a list, or in one text with commas.
  return Array.isArray(value) && value.every((entry) => typeof entry === "string") ? value.join(", ") : "";
};

/** The texts, numbers and truths of an object under our names of columns. */
export const fieldsOf = (json: JsonRecord, columns: Columns, map: ReadonlyMap<string, string>): Fields => {
  const known = new Map([...map].filter(([theirs]) => Object.keys(json).some((name) => name.toLowerCase() === theirs)));
  const names = Object.keys(json);
  return toFields(
    mapColumns(names, columns, known),
    names.map((name) => textOf(json[name])),
  );
};

/** Reads an object a line; empty lines are left out. */
export const readJsonLines = async function* (
  input: Readable,
  columns: Columns,
  map: ReadonlyMap<string, string>,
): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    line += 1;
    const raw = line === 1 ? text.replace(/^\uFEFF/, "") : text;
    if (raw.trim() === "") continue;
    const read = parseJsonObject(Buffer.from(raw));
    if ("reason" in read || !isRecord(read.record)) yield { line, raw, fields: {}, problem: "is no JSON object" };
    else yield { line, raw, fields: fieldsOf(read.record, columns, map), json: read.record };
  }
};
