import { type Decimal } from "../../shared/events/money.ts";
import type { Instant } from "../../shared/events/instant.ts";
import { normaliseEmail, normalisePhone } from "../../shared/profile/contact.ts";
import type { Fields } from "./columns.ts";
import { readMoment } from "./moment.ts";

/** What is wrong with a row: begins with the column. Never holds what stood there: reports are pasted into tickets. */
export type Problem = string;

/** Reads the cells of one row, and gathers what is wrong with them. */
export type Cells = {
  readonly problems: Problem[];
  readonly text: (column: string) => string | undefined;
  readonly id: (column: string) => string | undefined;
  readonly email: (column: string) => string | undefined;
  /** A number that no text reaches is left out and is no fault of the row: most are typed for the courier. */
  readonly phone: (column: string, country?: string) => string | undefined;
  readonly moment: (column: string) => Instant | undefined;
  readonly amount: (column: string) => Decimal | undefined;
  readonly count: (column: string) => number | undefined;
  readonly flag: (column: string) => boolean | undefined;
  readonly currency: (column: string) => string | undefined;
  /** One of our words, by it or by what others call it; `usual` are those to tell where it is none. */
  readonly word: <W extends string>(
    column: string,
    words: Readonly<Record<W, readonly string[]>>,
    usual?: readonly string[],
  ) => W | undefined;
};

export type CellRules = { readonly zone: string; readonly country?: string | undefined };

/** A spreadsheet's apostrophe before what it is to take for text. */
const unquoted = (cell: string): string => cell.replace(/^'(?=.)/, "");

/** An amount with or without a sign of its currency, in either way of writing thousands and decimals. */
const readAmount = (cell: string): Decimal | undefined => {
  const text = cell.replace(/^[^\d-]*(-?)[^\d]*(?=\d)/, "$1").replace(/[^\d]+$/, "");
  const english = /^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/;
  const other = /^-?(?:\d+|\d{1,3}(?:[.\s]\d{3})+)(?:,\d{1,2})?$/;
  if (english.test(text)) return text.replaceAll(",", "");
  return other.test(text) ? text.replace(/[.\s]/g, "").replace(",", ".") : undefined;
};

const yes = new Set(["yes", "true", "1", "y"]);
const no = new Set(["no", "false", "0", "n"]);
const currencies = new Set(Intl.supportedValuesOf("currency"));
const slug = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, "_");

export const createCells = (fields: Fields, { zone, country }: CellRules): Cells => {
  const problems: Problem[] = [];
  const read = <T>(column: string, reader: (cell: string) => T | undefined, otherwise: string): T | undefined => {
    const cell = fields[column];
    if (cell === undefined) return undefined;
    const value = reader(cell);
    if (value === undefined) problems.push(`${column} ${otherwise}`);
    return value;
  };
  const cells: Cells = {
    problems,
    text: (column) => fields[column],
    id: (column) =>
      read(
        column,
        (cell) => (/^\d(?:[.,]\d+)?[eE]\+?\d+$/.test(cell) ? undefined : unquoted(cell).replace(/^gid:.*\//, "")),
        "was rounded by a spreadsheet: export the file again and don't save it there",
      ),
    email: (column) => read(column, (cell) => normaliseEmail(unquoted(cell)), "is no email address"),
    phone: (column, own) => {
      const cell = fields[column];
      return cell === undefined ? undefined : normalisePhone(unquoted(cell), own ?? country);
    },
    moment: (column) =>
      read(column, (cell) => readMoment(unquoted(cell), zone), "is no date and time, such as 2026-01-31T10:00:00Z"),
    amount: (column) => read(column, readAmount, "is no amount of money"),
    count: (column) =>
      read(
        column,
        (cell) =>
          /^\d{1,15}(?:\.0+)?$/.test(cell.replace(/(?<=\d),(?=\d{3})/g, ""))
            ? Number(cell.replaceAll(",", ""))
            : undefined,
        "is no whole number",
      ),
    flag: (column) =>
      read(
        column,
        (cell) => (yes.has(cell.toLowerCase()) ? true : no.has(cell.toLowerCase()) ? false : undefined),
        "is neither yes nor no",
      ),
    currency: (column) =>
      read(
        column,
        (cell) => (currencies.has(cell.toUpperCase()) ? cell.toUpperCase() : undefined),
        "is no currency of ISO 4217, such as USD",
      ),
    word: (column, words, usual) => {
      const known = Object.keys(words).filter((word): word is keyof typeof words & string =>
        Object.hasOwn(words, word),
      );
      return read(
        column,
        (cell) => known.find((word) => word === slug(cell) || words[word].includes(slug(cell))),
        `is none of ${(usual ?? known).join(", ")}`,
      );
    },
  };
  return cells;
};
