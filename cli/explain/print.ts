import type { DecisionRecord } from "../../shared/store/decisions.ts";
import { flows } from "../../shared/flows/registry.ts";
import { messageId } from "../../shared/store/keys.ts";
import { flowName, gateName, outcomeName, reasonText, statusName, stepName } from "../../shared/words/words.ts";
import type { Explanation } from "./explain.ts";

type Inputs = DecisionRecord["gates"][number]["inputs"];

/** `storePaused` as `store paused`. */
const spoken = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

const shown = (inputs: Inputs): string =>
  Object.entries(inputs)
    .flatMap(([name, value]) => {
      if (value === null) return [];
      return [`${spoken(name)}: ${value === true ? "yes" : value === false ? "no" : String(value)}`];
    })
    .join(", ");

const deciders: Readonly<Record<DecisionRecord["by"], string>> = {
  enrol: "when it would have begun",
  wake: "when it was due",
  send: "asked again just before sending",
};

/** Of what goes out, the id by which it can be asked for alone. */
const messageOf = ({ outcome, run, flow, step }: DecisionRecord): string => {
  const channel = flows.find(({ id }) => id === flow)?.steps.find(({ id }) => id === step)?.channel;
  return outcome !== "send" || channel === undefined ? "" : `  message ${messageId(run, step, channel)}`;
};

const describeDecision = (decision: DecisionRecord): string => {
  const { at, flow, step, outcome, reason, until, by, gates } = decision;
  const why = outcome === "send" ? "" : `, ${reasonText(reason)}`;
  const next = until === undefined ? "" : `; looked at again at ${until}`;
  const head = `${at}  ${flowName(flow)}, ${stepName(step, flow)}: ${outcomeName(outcome)}${why}${next}  (${deciders[by]})${messageOf(decision)}`;
  const lines = gates.map(({ gate, pass, inputs }) => {
    const said = shown(inputs);
    return `    ${pass ? "yes" : "NO "}  ${gateName(gate)}${said === "" ? "" : `  [${said}]`}`;
  });
  return [head, ...lines].join("\n");
};

const nothing =
  "Nothing was decided about them. Either nothing has begun a flow, or its first step is not due yet: `npx comeback profile show` tells which runs wait.";

/** Why a message was sent, or was not, in words: every decision with every gate, in the order in which it was asked. */
export const toExplanation = ({ message, decisions }: Explanation): string => {
  const head =
    message === undefined
      ? []
      : [
          `Message ${message.id} (${flowName(message.flow)}, ${stepName(message.step, message.flow)}): ${statusName(message.status)}${message.reason === undefined ? "" : ` (${reasonText(message.reason)})`}`,
          "",
        ];
  const body = decisions.length === 0 ? [nothing] : decisions.map(describeDecision);
  return [...head, body.join("\n\n")].join("\n");
};
