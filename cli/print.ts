import type { DecisionRecord } from "../shared/store/decisions.ts";
import type { Explanation } from "./operator.ts";

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

const describeDecision = (decision: DecisionRecord): string => {
  const { at, flow, step, outcome, reason, until, by, gates } = decision;
  const head = `${at}  ${flow} ${step || "(run)"}  ${outcome}: ${reason}${until === undefined ? "" : ` until ${until}`}  [${by}]`;
  const lines = gates.map(({ gate, pass, inputs }) => {
    const said = Object.entries(inputs).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
    return `    ${pass ? "pass" : "STOP"}  ${gate.padEnd(15)} ${said.join(", ")}`;
  });
  return [head, ...lines].join("\n");
};

/** Why a message was sent, or was not: every decision with every gate. */
export const toExplanation = ({ message, decisions }: Explanation): string => {
  const head =
    message === undefined
      ? []
      : [`message ${message.id}: ${message.status}${message.reason === undefined ? "" : ` (${message.reason})`}`];
  const body = decisions.length === 0 ? ["Nothing was decided about them yet."] : decisions.map(describeDecision);
  return [...head, ...body].join("\n");
};
