import type { Reason, Score } from "./survivors.ts";

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const cell = (text: string): string => (text === "" ? "nothing" : `\`${text.replaceAll("|", "\\|").slice(0, 120)}\``);

/** docs/mutation.md: the score of each folder, and every mutant that no test notices, with the reason. */
export const renderDocument = (scores: ReadonlyMap<string, Score>, explained: readonly Reason[]): string => {
  const folders = [...scores].map(([folder, { noticed, of }]) =>
    row([`\`${folder}\``, String(of), String(of - noticed), `${((100 * noticed) / of).toFixed(1)} %`]),
  );
  const survivors = explained.map(({ file, line, code, becomes, reason }) =>
    row([
      `\`${file.replace("shared/", "")}\``,
      cell(code === line || code.length > 60 ? line : code),
      cell(becomes),
      reason,
    ]),
  );
  return `# Mutation testing

\`npm run mutate\` changes the pure code in thousands of small ways, one at a time, and sees whether the tests of decisions and
folds notice. It wants 90 % noticed, and of each mutant that is not, the reason. It writes this page.

${row(["folder", "mutants", "not noticed", "score"])}
${row(["---", "---", "---", "---"])}
${folders.join("\n")}

## What no test notices, and why

${row(["in", "the code", "becomes", "why nobody notices"])}
${row(["---", "---", "---", "---"])}
${survivors.join("\n")}
`;
};
