import { reasonText } from "../../shared/words/words.ts";
import { toTable } from "../print.ts";
import type { Difference, Row } from "./compare.ts";
import type { Report } from "./what-would-change.ts";

const headings = ["flow", "step", "by", "then", "now", "same", "other time", "only now", "only then", "other reason"];

const rowOf = (row: Row): readonly string[] => [
  row.flow,
  row.step,
  row.channel,
  ...[
    row.sentThen,
    row.sentNow,
    row.same,
    row["other-time"],
    row["only-now"],
    row["only-then"],
    row["other-reason"],
  ].map(String),
];

const sideOf = ({ sentAt, reason }: Difference["then"]): string =>
  sentAt ?? (reason === null ? "-" : reasonText(reason));

const exampleOf = ({ verdict, flow, step, channel, store, person, then, now }: Difference): readonly string[] => [
  verdict.replace("-", " "),
  `${flow} ${step} ${channel}`,
  store,
  person,
  sideOf(then),
  sideOf(now),
];

/** Some of each kind, rather than many of one. */
const choose = (differences: readonly Difference[], most: number): readonly Difference[] => {
  const kinds = [...Map.groupBy(differences, ({ verdict, flow, step }) => `${verdict} ${flow} ${step}`).values()];
  const longest = Math.max(0, ...kinds.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, turn) => kinds.flatMap((kind) => kind[turn] ?? []));
  return turns.flat().slice(0, most);
};

/** The report for people: counts by flow and step, some examples, and what to keep in mind. */
export const printReport = (report: Report, examples: number): string => {
  const { from, to, until, events, people, steps, differences, notes } = report;
  const span = until === to ? `${from} to ${to}` : `${from} to ${to}, played until ${until}`;
  const chosen = choose(differences, examples);
  return [
    `${events} events of ${people} ${people === 1 ? "person" : "people"}, ${span}. Nothing was sent, nothing was changed.`,
    "",
    steps.length === 0 ? "No message then, and none now." : toTable(headings, steps.map(rowOf)),
    ...(chosen.length === 0
      ? []
      : [
          "",
          `${chosen.length} of ${differences.length} differences:`,
          toTable(["what", "message", "store", "profile", "then", "now"], chosen.map(exampleOf)),
        ]),
    "",
    "Keep in mind:",
    ...notes.map((note) => `  ${note}`),
  ].join("\n");
};
