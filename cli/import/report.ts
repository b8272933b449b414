import type { Imported } from "./run.ts";
import { toTable } from "../print.ts";

const count = (number: number): string => number.toLocaleString("en");
const some = (number: number, one: string, many: string): string => `${count(number)} ${number === 1 ? one : many}`;

/** How each kind is counted, in one and in many. */
export const nouns: Readonly<Record<string, readonly [one: string, many: string]>> = {
  customers: ["customer", "customers"],
  orders: ["order", "orders"],
  consents: ["statement of consent", "statements of consent"],
  suppressions: ["address", "addresses"],
  points: ["entry of points", "entries of points"],
};

/** What became of a file, in words; what is wrong is told by {@link describeProblems}. */
export const describeImport = (
  what: string,
  { tally, resumedAfter, unused, asOf }: Imported,
  dryRun: boolean,
): string => {
  const [one, many] = nouns[what] ?? [what, what];
  const taken =
    tally.things - tally.bad - tally.erased - Object.values(tally.leftOut).reduce((sum, number) => sum + number, 0);
  const lines = [
    dryRun
      ? `${some(taken, one, many)} of ${some(tally.rows, "row", "rows")} would be imported. Nothing was changed.`
      : what === "suppressions"
        ? `${some(taken, one, many)} ${taken === 1 ? "is" : "are"} suppressed, ${count(tally.written)} newly.`
        : `${some(taken, one, many)} of ${some(tally.rows, "row", "rows")} ${taken === 1 ? "is" : "are"} in. No message goes out because of it.`,
    ...(resumedAfter > 0 ? [`It went on after the ${count(resumedAfter)} rows of an earlier try.`] : []),
    ...Object.entries(tally.leftOut).map(([reason, number]) => `Left out: ${count(number)} ${reason}.`),
    ...(tally.erased > 0 ? [`Left out: ${count(tally.erased)} of people who were erased since.`] : []),
    ...(tally.refuted > 0
      ? [`${some(tally.refuted, "yes", "yeses")} without a date not taken, where a no is known.`]
      : []),
    ...(dryRun && unused.length > 0 ? [`Columns that were not used: ${unused.join(", ")}.`] : []),
    `What has no date of its own counts as of ${asOf} (--as-of).`,
  ];
  return lines.join("\n");
};

/** What is wrong with which rows, never what stands in them. */
export const describeProblems = (path: string, { tally, rejected }: Imported): string => {
  const wrong = Object.entries(tally.problems).sort(([, a], [, b]) => b.rows - a.rows);
  const rows = wrong.map(([problem, { rows: number, lines }]) => [
    count(number),
    problem,
    `${lines.map(String).join(", ")}${number > lines.length ? " ..." : ""}`,
  ]);
  const next =
    rejected === undefined
      ? ""
      : `\nThey are in ${rejected} as they stood in ${path}: correct them there and import that file.`;
  return `${some(tally.badRows, "row is", "rows are")} wrong and ${tally.badRows === 1 ? "was" : "were"} left out:\n${toTable(["rows", "what is wrong", "lines"], rows)}${next}`;
};
