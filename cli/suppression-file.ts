import * as z from "zod";
import { type Instant, parseInstant } from "../shared/events/instant.ts";
import type { Channel } from "../shared/events/parts.ts";
import { normaliseEmail, normalisePhone } from "../shared/profile/contact.ts";
import type { Keys } from "../shared/store/keys.ts";
import type { Suppression } from "../shared/store/suppressions.ts";
import { readCsv, writeCsv } from "./csv.ts";

/** A row that cannot be used. It does not say the address: reports are pasted into tickets. */
export type BadRow = { readonly line: number; readonly problem: string };
export type SuppressionFile = { readonly rows: readonly Suppression[]; readonly bad: readonly BadRow[] };

type Context = {
  readonly keys: Keys;
  /** For phone numbers without a country code. */
  readonly country: string | undefined;
  readonly now: Instant;
};

const columns = ["channel", "address", "hash", "reason", "at"] as const;
type Column = (typeof columns)[number];
type Fields = Readonly<Partial<Record<Column, string>>>;
type Line = { readonly line: number; readonly fields: Fields | undefined };

/** What others call our two reasons, SES's own export among them. */
const synonyms: Readonly<Record<string, string>> = {
  bounce: "hard-bounce",
  bounced: "hard-bounce",
  complained: "complaint",
  spam: "complaint",
  "spam-complaint": "complaint",
  "spam-report": "complaint",
};

const reasonOf = (text: string | undefined): string | undefined => {
  const slug = (text ?? "")
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, "-");
  const reason = slug === "" ? "imported" : (synonyms[slug] ?? slug);
  return /^[a-z][a-z0-9-]{0,59}$/.test(reason) ? reason : undefined;
};

const channelOf = (text: string): Channel | undefined =>
  (({ "": "email", email: "email", text: "text", sms: "text" }) as const)[text.trim().toLowerCase()];

const hashOf = (channel: Channel, { address = "", hash = "" }: Fields, { keys, country }: Context) => {
  if (address === "") return /^[\w-]{22}$/.test(hash) ? hash : undefined;
  const normal = channel === "email" ? normaliseEmail(address) : normalisePhone(address, country);
  return normal === undefined ? undefined : keys.address(channel, normal);
};

const readLine = ({ line, fields }: Line, context: Context): Suppression | BadRow => {
  const bad = (problem: string): BadRow => ({ line, problem });
  if (fields === undefined) return bad("is no JSON object with texts in it");
  const channel = channelOf(fields.channel ?? "");
  if (channel === undefined) return bad("channel must be email or text");
  const hash = hashOf(channel, fields, context);
  if (hash === undefined)
    return bad(channel === "email" ? "address is no email address" : "address is no phone number a text reaches");
  const reason = reasonOf(fields.reason);
  if (reason === undefined) return bad("reason must be a few words of letters, digits and hyphens");
  const at = (fields.at ?? "") === "" ? context.now : parseInstant(fields.at);
  if (at === undefined) return bad("at must be a moment with its offset, such as 2026-01-31T10:00:00Z");
  return { channel, hash, reason, at: at > context.now ? context.now : at };
};

const isColumn = (name: string): name is Column => columns.some((column) => column === name);

const csvLines = (text: string): readonly Line[] | string => {
  const [head, ...rows] = readCsv(text);
  const names = (head?.cells ?? []).map((name) => name.toLowerCase());
  if (!names.includes("address") && !names.includes("hash"))
    return `The first line must name the columns: ${columns.join(", ")}, of which address or hash is needed.`;
  return rows.map(({ line, cells }) => ({
    line,
    fields: Object.fromEntries(names.flatMap((name, index) => (isColumn(name) ? [[name, cells[index] ?? ""]] : []))),
  }));
};

const JsonLine = z.object(
  Object.fromEntries(
    columns.map((column) => [
      column,
      z
        .string()
        .nullish()
        .transform((value) => value ?? ""),
    ]),
  ),
);

const jsonFields = (text: string): Fields | undefined => {
  try {
    return JsonLine.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const jsonLines = (text: string): readonly Line[] =>
  text
    .split(/\r?\n/)
    .flatMap((row, index) => (row.trim() === "" ? [] : [{ line: index + 1, fields: jsonFields(row) }]));

/**
 * Reads a list of addresses to which nothing is to be sent: CSV with its columns in the first line, or a JSON object a line.
 * An address may be written out, or be the hash an export has. What is wrong is told line by line, the rest can be used; a
 * file without a column for addresses is answered with what is wrong.
 */
export const readSuppressions = (text: string, context: Context): SuppressionFile | string => {
  const plain = text.replace(/^\uFEFF/, "");
  const lines = plain.trimStart().startsWith("{") ? jsonLines(plain) : csvLines(plain);
  if (typeof lines === "string") return lines;
  const read = lines.map((line) => readLine(line, context));
  return {
    rows: read.flatMap((row) => ("hash" in row ? [row] : [])),
    bad: read.flatMap((row) => ("problem" in row ? [row] : [])),
  };
};

/** Writes suppressions as {@link readSuppressions} reads them. */
export const writeSuppressions = (suppressions: readonly Suppression[], format: "csv" | "jsonl"): string =>
  format === "jsonl"
    ? suppressions.map((one) => `${JSON.stringify(one)}\n`).join("")
    : writeCsv([
        ["channel", "hash", "reason", "at"],
        ...suppressions.map(({ channel, hash, reason, at }) => [channel, hash, reason, at]),
      ]);
