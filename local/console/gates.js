import { h, pair } from "./dom.js";
import { gateName, when } from "./text.js";

const isInstant = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);

/** `reentryHeld` as `reentry held`. */
const spoken = (name) => name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

const shown = (value) => {
  if (value === null) return "none";
  if (value === true) return "yes";
  if (value === false) return "no";
  return isInstant(value) ? h("time", { datetime: value, title: value }, when(value)) : String(value);
};

/** Every gate of a decision in the order in which it was asked, with what it looked at. */
export const gateList = (gates) =>
  gates.length === 0
    ? h("p", { class: "muted" }, "No gate was asked: the run was not opened, or had ended.")
    : h(
        "ol",
        { class: "gates" },
        ...gates.map(({ gate, pass, inputs }) =>
          h(
            "li",
            { class: pass ? "gate" : "gate refused" },
            h(
              "p",
              { class: "gate-name" },
              h("span", { class: "mark" }, pass ? "passes" : "refuses"),
              ` ${gateName(gate)} `,
              h("code", {}, gate),
            ),
            h(
              "dl",
              { class: "inputs" },
              ...Object.entries(inputs).flatMap(([name, value]) => pair(spoken(name), shown(value))),
            ),
          ),
        ),
      );
