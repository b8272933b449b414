/** Rows under their headings, in columns. */
export const toTable = (headings: readonly string[], rows: readonly (readonly string[])[]): string => {
  if (rows.length === 0) return "(none)";
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};
