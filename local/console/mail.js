import { read } from "./api.js";
import { h, pair, withLinks } from "./dom.js";

const look = { as: "mail", width: "640", dark: false };

/** The frame has no script and no origin of its own; links open beside the console. Dark is what the mail itself has for it. */
const framed = (html, dark) => {
  const base = '<base target="_blank">';
  const asked = html.replaceAll(
    /\(\s*prefers-color-scheme\s*:\s*dark\s*\)/g,
    dark ? "(min-width: 0)" : "(max-width: 0)",
  );
  return /<head[^>]*>/i.test(asked) ? asked.replace(/<head[^>]*>/i, (head) => head + base) : base + asked;
};

const frame = ({ html, subject }) =>
  h("iframe", {
    class: look.dark ? "mail dark" : "mail",
    title: `The mail “${subject ?? ""}” as its reader sees it`,
    sandbox: "allow-popups allow-popups-to-escape-sandbox",
    referrerpolicy: "no-referrer",
    style: `width: ${look.width}px`,
    srcdoc: framed(html ?? "", look.dark),
  });

const shapes = {
  mail: (message) => h("div", { class: "desk" }, frame(message)),
  text: (message) =>
    h("pre", { class: "plain", tabindex: "0", "aria-label": "The plain text part" }, ...withLinks(message.text ?? "")),
  headers: (message) =>
    h("dl", { class: "headers" }, ...Object.entries(message.headers).flatMap(([name, value]) => pair(name, value))),
};

const choice = (name, value, label, onchange) =>
  h(
    "label",
    { class: "choice" },
    h("input", { type: "radio", name, value, checked: look[name] === value, onchange }),
    h("span", {}, label),
  );

/** A mail in any of its shapes. */
export const mailView = (message) => {
  const stage = h("div", { class: "stage" });
  const sizes = h("div", { class: "sizes" });
  const draw = () => {
    sizes.hidden = look.as !== "mail";
    stage.replaceChildren(shapes[look.as](message));
  };
  const set = (name) => (event) => {
    look[name] = event.currentTarget.value;
    draw();
  };
  sizes.append(
    h(
      "fieldset",
      { class: "switch" },
      h("legend", { class: "visually-hidden" }, "Width"),
      choice("width", "320", "Phone, 320", set("width")),
      choice("width", "640", "Desktop, 640", set("width")),
    ),
    h(
      "label",
      { class: "choice alone" },
      h("input", {
        type: "checkbox",
        checked: look.dark,
        onchange: (event) => ((look.dark = event.currentTarget.checked), draw()),
      }),
      h("span", {}, "Dark"),
    ),
  );
  draw();
  return [
    h(
      "div",
      { class: "tools" },
      h(
        "fieldset",
        { class: "switch" },
        h("legend", { class: "visually-hidden" }, "Show"),
        choice("as", "mail", "As seen", set("as")),
        choice("as", "text", "Plain text", set("as")),
        choice("as", "headers", "Headers", set("as")),
      ),
      sizes,
    ),
    stage,
  ];
};

/** A text on a phone, with the parts it is billed as. */
export const textView = ({ id, text }) => {
  const counted = read().parts[id];
  const length = [...(text ?? "")].length;
  return [
    h("div", { class: "phone" }, h("p", { class: "bubble" }, ...withLinks(text ?? ""))),
    counted &&
      h(
        "p",
        { class: "muted" },
        `${length} characters, ${counted.parts === 1 ? "1 part" : `${counted.parts} parts`}, ${counted.encoding}.`,
      ),
  ];
};
