import { h } from "./dom.js";
import { flowName } from "./text.js";

const field = (id, label, control) => h("div", { class: "field" }, h("label", { for: id }, label), control);

/** A list to choose from; `choose` is told what was chosen. Options are pairs of a value and its text. */
const choice = (id, label, value, options, choose) =>
  field(
    id,
    label,
    h(
      "select",
      { id, onchange: (event) => choose(event.currentTarget.value) },
      h("option", { value: "" }, "all"),
      ...options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)),
    ),
  );

/** By a part of an address; `choose` is told of each letter. */
export const byAddress = (id, value, choose) =>
  field(
    id,
    "Address",
    h("input", {
      id,
      type: "search",
      value,
      placeholder: "any part of it",
      autocomplete: "off",
      spellcheck: "false",
      oninput: (event) => choose(event.currentTarget.value.trim()),
    }),
  );

/** By one of these flows. */
export const byFlow = (id, value, flows, choose) =>
  choice(
    id,
    "Flow",
    value,
    flows.map((flow) => [flow, flowName(flow)]),
    choose,
  );

/** By what a decision came to; `outcomes` are their names by what they are called. */
export const byOutcome = (id, value, outcomes, choose) =>
  choice(id, "Outcome", value, Object.entries(outcomes), choose);

/** What narrows a list, in a row above it. */
export const filters = (...fields) =>
  h("form", { class: "filters", onsubmit: (event) => event.preventDefault() }, ...fields);
