import { findNames, nameOf, read } from "./api.js";
import { h } from "./dom.js";
import { byAddress, byFlow, byOutcome, filters } from "./filters.js";
import { gateList } from "./gates.js";
import { flowName, outcomeName, reasonText, stepName, when } from "./text.js";

const page = 100;
const chosen = { person: "", flow: "", outcome: "", shown: page };
const opened = new Set();

const deciders = {
  enrol: "on entering the flow",
  wake: "when the run woke",
  send: "checked again just before sending",
};

const keyOf = ({ at, run, by, step, reason }) => [at, run, by, step, reason].join(" ");

/** One decision: what came of it in a line, and every gate when it is opened. */
export const decisionCard = (decision) => {
  const key = keyOf(decision);
  const { at, step, flow, outcome, reason, until, by, gates } = decision;
  return h(
    "details",
    {
      class: "decision",
      open: opened.has(key),
      ontoggle: (event) => (event.currentTarget.open ? opened.add(key) : opened.delete(key)),
    },
    h(
      "summary",
      {},
      h("span", { class: `badge ${outcome}` }, outcomeName(outcome)),
      h(
        "span",
        { class: "what" },
        h("strong", {}, stepName(step, flow)),
        h("span", {}, `: ${reasonText(reason)}`),
        until ? h("span", {}, `, looked at again ${when(until)}`) : undefined,
      ),
      h("span", { class: "whom" }, nameOf(decision) ?? "…", h("time", { datetime: at }, when(at))),
    ),
    h("p", { class: "muted" }, `${flowName(flow)}, decided ${deciders[by] ?? by}.`),
    gateList(gates),
  );
};

const matches = (decision) =>
  (chosen.flow === "" || decision.flow === chosen.flow) &&
  (chosen.outcome === "" || decision.outcome === chosen.outcome) &&
  (chosen.person === "" ||
    (nameOf(decision) ?? "").includes(chosen.person.toLowerCase()) ||
    decision.profileId === chosen.person);

/** The view of all decisions. */
export const decisionsView = (query, redraw) => {
  const { decisions } = read();
  if (query.has("person")) chosen.person = query.get("person");
  const list = h("div", { class: "stack" });
  const draw = () => {
    const found = decisions.filter(matches);
    const rest = found.length - chosen.shown;
    list.replaceChildren(
      h("p", { class: "muted" }, found.length === 1 ? "1 decision" : `${found.length} decisions`, ", newest first"),
      ...found.slice(0, chosen.shown).map(decisionCard),
      ...(rest > 0
        ? [
            h(
              "button",
              { type: "button", onclick: () => ((chosen.shown += page), draw()) },
              `Show ${Math.min(rest, page)} more`,
            ),
          ]
        : []),
      ...(found.length === 0
        ? [h("p", { class: "empty" }, "Nothing was decided that fits. Move the clock, or choose less.")]
        : []),
    );
  };
  draw();
  findNames(decisions).then(
    (found) => found && redraw(),
    () => undefined,
  );
  const flows = [...new Set(decisions.map(({ flow }) => flow))];
  return h(
    "section",
    { "aria-labelledby": "decisions-title" },
    h("h2", { id: "decisions-title", tabindex: "-1" }, "Decisions"),
    h(
      "p",
      { class: "lead" },
      "Why each message was sent, held back or not sent. Open one to see every gate and what it looked at.",
    ),
    filters(
      byAddress("decision-person", chosen.person, (person) => ((chosen.person = person), draw())),
      byOutcome(
        "decision-outcome",
        chosen.outcome,
        read().words.outcomes,
        (outcome) => ((chosen.outcome = outcome), draw()),
      ),
      byFlow("decision-flow", chosen.flow, flows, (flow) => ((chosen.flow = flow), draw())),
    ),
    list,
  );
};
