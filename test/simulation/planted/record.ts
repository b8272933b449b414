import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mostSeeds } from "./catch-bug.ts";
import { plantedBugs } from "./list.ts";

/** What was found of one bug when it was looked for last. */
export type Found = {
  /** The seed at which its check saw it, and how many seeds were played until then. */
  readonly seed?: number;
  readonly played?: number;
  /** Whether the unit tests that have to do with its file pass with the bug in it. */
  readonly passesUnitTests?: boolean;
};

const recordOf = (root: string): string => join(root, "test/simulation/planted/record.json");
const documentOf = (root: string): string => join(root, "docs/planted-bugs.md");

export const readRecord = async (root: string): Promise<Readonly<Record<string, Found>>> => {
  const record: Record<string, Found> = JSON.parse(await readFile(recordOf(root), "utf8").catch(() => "{}"));
  return record;
};

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The table of docs/planted-bugs.md. */
export const renderDocument = (record: Readonly<Record<string, Found>>): string => {
  const rows = plantedBugs.map(({ id, what, file, check, unswept }) => {
    const { seed, played } = record[id] ?? {};
    const caught = seed === undefined ? "not looked for yet" : `seed ${seed}, the ${played ?? 1}. that was played`;
    const seenBy = `\`${check}\`${unswept === true ? " (without the sweep)" : ""}`;
    return row([`\`${id}\``, what, `\`${file}\``, seenBy, caught]);
  });
  const most = mostSeeds.toLocaleString("en");
  return `# Planted bugs

The simulation is only worth what it would notice. Each of these mistakes, made one at a time, compiles, passes the unit tests
that have to do with its file, and is seen by the named check of the oracle within ${most} seeds of about 150 webhooks; the same
seed without the mistake breaks nothing. The first ${most} seeds are tried, those in whose worlds the most goes wrong first. The
unit tests are all but those of whole systems: the simulation, databases and browsers, the local run, the command line, the
infrastructure, the documents.

The sweep mends once an hour what a lost wake has left undone. A mistake that it hides is looked for in a world without
it, in which the clocks are right.

\`\`\`
npm run simulate -- --planted                     # all of them
npm run simulate -- --planted --only schedule-after-update
npm run simulate -- --planted --unit-tests        # that the unit tests see none of them
npm run simulate -- --planted --record            # and keeps the result here
\`\`\`

${row(["bug", "the mistake", "in", "seen by", "caught at"])}
${row(["---", "---", "---", "---", "---"])}
${rows.join("\n")}
`;
};

let writing = Promise.resolve();

/** Keeps what was found of a bug, and writes the document anew. */
export const writeRecord = (root: string, id: string, found: Found): Promise<void> => {
  writing = writing.then(async () => {
    const known = await readRecord(root);
    const ids = plantedBugs.map((planted) => planted.id);
    const all = { ...known, [id]: { ...known[id], ...found } };
    const record = Object.fromEntries(ids.flatMap((each) => (all[each] === undefined ? [] : [[each, all[each]]])));
    await writeFile(recordOf(root), `${JSON.stringify(record, undefined, 2)}\n`);
    await writeFile(documentOf(root), renderDocument(record));
  });
  return writing;
};
