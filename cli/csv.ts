/** One row of a file, with the number of the line it begins on. */
export type CsvRow = { readonly line: number; readonly cells: readonly string[] };

/**
 * Reads comma-separated values as RFC 4180 has them: cells may be quoted, a quote in them is doubled, a quoted cell may hold
 * commas and line breaks. Empty lines are left out.
 */
export const readCsv = (text: string): readonly CsvRow[] => {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let begun = 1;
  for (const [, quoted, plain = "", end = ""] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/g)) {
    const cell = quoted?.replaceAll('""', '"') ?? plain;
    line += (cell.match(/\n/g) ?? []).length;
    cells.push(cell.trim());
    if (end === ",") continue;
    if (cells.length > 1 || cells[0] !== "") rows.push({ line: begun, cells });
    cells = [];
    line += 1;
    begun = line;
  }
  return rows;
};

/** One cell as it is written. */
const toCell = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(toCell).join(",")}\n`).join("");
