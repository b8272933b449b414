import * as z from "zod";

const Wrong = z.object({
  rows: z.number().int(),
  /** The first of them. */
  lines: z.array(z.number().int()),
});

/** What has become of the rows of a file so far. */
export const Tally = z.object({
  rows: z.number().int(),
  /** Orders, customers: one may have several rows. */
  things: z.number().int(),
  written: z.number().int(),
  erased: z.number().int(),
  refuted: z.number().int(),
  /** By reason. */
  leftOut: z.record(z.string(), z.number().int()),
  badRows: z.number().int(),
  bad: z.number().int(),
  /** By what is wrong. */
  problems: z.record(z.string(), Wrong),
});
export type Tally = z.infer<typeof Tally>;

export const emptyTally = (): Tally => ({
  ...{ rows: 0, things: 0, written: 0, erased: 0, refuted: 0, leftOut: {}, badRows: 0, bad: 0, problems: {} },
});

const shownLines = 8;
/** A file that is no such file at all must not fill the memory with what is wrong with it. */
const mostProblems = 200;

/** Notes what is wrong with the rows of one thing. */
export const noteBad = (tally: Tally, line: number, rows: number, problems: readonly string[]): void => {
  tally.bad += 1;
  tally.badRows += rows;
  for (const problem of problems) {
    const many = Object.keys(tally.problems).length >= mostProblems && tally.problems[problem] === undefined;
    const wrong = (tally.problems[many ? "other" : problem] ??= { rows: 0, lines: [] });
    wrong.rows += 1;
    if (wrong.lines.length < shownLines) wrong.lines.push(line);
  }
};

export const noteLeftOut = (tally: Tally, reason: string): void => {
  tally.leftOut[reason] = (tally.leftOut[reason] ?? 0) + 1;
};
