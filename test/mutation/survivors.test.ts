import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { renderDocument } from "./document.ts";
import { compareReasons, Reason, Report, scoresOf, survivorsOf } from "./survivors.ts";

const source = "const a = 1;\nconst isOld = (age: number): boolean =>\n  age >= 18;\n";
const mutant = (status: string, replacement: string) => ({
  mutatorName: "EqualityOperator",
  replacement,
  status,
  location: { start: { line: 3, column: 3 }, end: { line: 3, column: 12 } },
});
const report = Report.parse({
  files: {
    "shared/engine/a.ts": {
      source,
      mutants: [mutant("Killed", "age < 18"), mutant("Survived", "age > 18"), mutant("Ignored", "true")],
    },
    "shared/loyalty/b.ts": { source, mutants: [mutant("Timeout", "false"), mutant("NoCoverage", "true")] },
  },
});
const survivor = { file: "shared/engine/a.ts", line: "age >= 18;", code: "age >= 18", becomes: "age > 18" };

describe("survivors of mutation", () => {
  it("are those that ran and were not noticed, and those that nothing runs", () => {
    expect(survivorsOf(report)).toEqual([survivor, { ...survivor, file: "shared/loyalty/b.ts", becomes: "true" }]);
  });

  it("count against the score of their folder; what was not run does not", () => {
    expect([...scoresOf(report)]).toEqual([
      ["shared/engine", { noticed: 1, of: 2 }],
      ["shared/loyalty", { noticed: 1, of: 2 }],
    ]);
  });

  it("need a reason each, and a reason needs its survivor", () => {
    const reason = { ...survivor, reason: "Nobody is exactly 18." };
    const stale = { ...reason, becomes: "age < 18" };
    const told = compareReasons(survivorsOf(report), [reason, stale]);
    expect(told.explained).toEqual([reason]);
    expect(told.unexplained).toEqual([{ ...survivor, file: "shared/loyalty/b.ts", becomes: "true" }]);
    expect(told.stale).toEqual([stale]);
    expect(renderDocument(scoresOf(report), told.explained)).toContain(
      "| `engine/a.ts` | `age >= 18` | `age > 18` | Nobody is exactly 18. |",
    );
  });

  it("are told in docs/mutation.md as they are kept beside the tests", async () => {
    const read = (path: string): Promise<string> => readFile(join(import.meta.dirname, path), "utf8");
    const kept = z.array(Reason).parse(JSON.parse(await read("reasons.json")));
    const rows = (document: string): readonly string[] =>
      (document.split("## What no test notices, and why")[1] ?? "")
        .split("\n")
        .filter((line) => line.startsWith("| `"));
    const told = rows(await read("../../docs/mutation.md"));
    const all = new Set(rows(renderDocument(new Map(), kept)));
    expect(kept.length).toBeGreaterThan(0);
    expect(new Set(told)).toEqual(all);
  });
});
