import { read } from "./api.js";
import { h, withLinks } from "./dom.js";
import { when } from "./text.js";

const alertCard = ({ at, store, subject, text }) =>
  h(
    "article",
    { class: "card alert" },
    h("h3", {}, subject),
    h("p", { class: "muted" }, h("time", { datetime: at }, when(at)), `, store ${store}`),
    h("pre", { class: "plain", tabindex: "0", "aria-label": `The alert “${subject}”` }, ...withLinks(text)),
  );

/** What the store's support was told, newest first. */
export const supportView = () => {
  const { support } = read();
  return h(
    "section",
    { "aria-labelledby": "support-title" },
    h("h2", { id: "support-title", tabindex: "-1" }, "Support"),
    h(
      "p",
      { class: "lead" },
      "What the store's support was told, in its mailbox or chat. The links work: one of them closes the complaint.",
    ),
    support.length === 0
      ? h("p", { class: "empty" }, "Nobody has complained.")
      : h("div", { class: "stack" }, ...support.map(alertCard)),
  );
};
