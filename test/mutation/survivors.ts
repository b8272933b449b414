import * as z from "zod";

/** What Stryker tells of its mutants, as far as it is needed: https://github.com/stryker-mutator/mutation-testing-elements. */
export const Report = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string().optional(),
          status: z.string(),
          location: z.object({
            start: z.object({ line: z.number(), column: z.number() }),
            end: z.object({ line: z.number(), column: z.number() }),
          }),
        }),
      ),
    }),
  ),
});
export type Report = z.infer<typeof Report>;

/** A mutant that no test notices. It is known by what it changes, not by its line, which moves. */
export type Survivor = {
  readonly file: string;
  /** The line it begins in. */
  readonly line: string;
  readonly code: string;
  readonly becomes: string;
};

/** Why no test can notice a mutant, or need not. */
export const Reason = z.object({
  file: z.string(),
  line: z.string(),
  code: z.string(),
  becomes: z.string(),
  reason: z.string().min(1),
});
export type Reason = z.infer<typeof Reason>;

export type Score = { readonly noticed: number; readonly of: number };

const squeeze = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

const noticed = new Set(["Killed", "Timeout"]);
const unnoticed = new Set(["Survived", "NoCoverage"]);

/** The mutants that no test notices, in the order of the files. */
export const survivorsOf = ({ files }: Report): readonly Survivor[] =>
  Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split("\n");
    return mutants
      .filter(({ status }) => unnoticed.has(status))
      .map(({ location: { start, end }, replacement = "" }) => {
        const within = lines.slice(start.line - 1, end.line);
        const last = within.length - 1;
        const code = within.map((line, index) =>
          line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
        );
        return {
          file,
          line: squeeze(lines[start.line - 1] ?? ""),
          code: squeeze(code.join(" ")),
          becomes: squeeze(replacement),
        };
      });
  });

/** How many mutants were noticed, by folder. What was not run (types, statics) is not counted. */
export const scoresOf = ({ files }: Report): ReadonlyMap<string, Score> => {
  const scores = new Map<string, Score>();
  for (const [file, { mutants }] of Object.entries(files)) {
    const folder = file.split("/").slice(0, 2).join("/");
    const { noticed: before, of } = scores.get(folder) ?? { noticed: 0, of: 0 };
    const seen = mutants.filter(({ status }) => noticed.has(status)).length;
    const missed = mutants.filter(({ status }) => unnoticed.has(status)).length;
    scores.set(folder, { noticed: before + seen, of: of + seen + missed });
  }
  return scores;
};

const isSame = (a: Survivor, b: Survivor): boolean =>
  a.file === b.file && a.line === b.line && a.code === b.code && a.becomes === b.becomes;

/** Survivors beside their reasons: those that have none, and the reasons whose survivor is gone. */
export const compareReasons = (survivors: readonly Survivor[], reasons: readonly Reason[]) => ({
  explained: survivors.flatMap((survivor) => reasons.find((reason) => isSame(reason, survivor)) ?? []),
  unexplained: survivors.filter((survivor) => !reasons.some((reason) => isSame(reason, survivor))),
  stale: reasons.filter((reason) => !survivors.some((survivor) => isSame(reason, survivor))),
});
