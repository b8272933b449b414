import { read } from "./api.js";
import { decisionCard } from "./decisions.js";
import { h, pair } from "./dom.js";
import { byAddress, byFlow, filters } from "./filters.js";
import { mailView, textView } from "./mail.js";
import { flowName, statusName, stepName, when } from "./text.js";

const chosen = { person: "", flow: "" };

const title = ({ channel, subject, text }) => (channel === "text" ? text : subject) ?? "";

const matches = (message) =>
  (chosen.flow === "" || message.flow === chosen.flow) &&
  (chosen.person === "" || message.to.includes(chosen.person.toLowerCase()));

const entry = (message, current) =>
  h(
    "li",
    {},
    h(
      "a",
      {
        class: "entry",
        href: `#/messages/${encodeURIComponent(message.id)}`,
        "aria-current": message.id === current ? "true" : undefined,
      },
      h(
        "span",
        { class: "entry-top" },
        h("span", { class: "to" }, message.to),
        h("time", { datetime: message.sentAt }, when(message.sentAt)),
      ),
      h("span", { class: "entry-title" }, title(message)),
      h(
        "span",
        { class: "entry-foot" },
        h("span", { class: `badge ${message.channel}` }, message.channel === "text" ? "Text" : "Mail"),
        stepName(message.step, message.flow),
        message.status === "sent" ? undefined : h("span", { class: "badge warn" }, statusName(message.status)),
      ),
    ),
  );

const why = (message) =>
  read().decisions.filter(
    ({ profileId, step, flow, outcome, at }) =>
      profileId === message.profileId &&
      step === message.step &&
      flow === message.flow &&
      outcome === "send" &&
      at <= message.sentAt,
  );

const detail = (message) =>
  h(
    "article",
    { class: "card", "aria-labelledby": "message-title" },
    h("a", { class: "back", href: "#/messages" }, "All messages"),
    h(
      "h2",
      { id: "message-title", tabindex: "-1" },
      message.channel === "text" ? `Text to ${message.to}` : title(message),
    ),
    h(
      "dl",
      { class: "facts" },
      ...pair(
        "To",
        h(
          "a",
          { href: `#/people?key=${encodeURIComponent(message.to)}&store=${encodeURIComponent(message.store)}` },
          message.to,
        ),
      ),
      ...(message.from ? pair("From", message.from) : []),
      ...pair("Sent", h("time", { datetime: message.sentAt }, when(message.sentAt))),
      ...pair("Because of", `${flowName(message.flow)}, ${stepName(message.step, message.flow).toLowerCase()}`),
      ...pair("Record", statusName(message.status)),
    ),
    ...(message.channel === "text" ? textView(message) : mailView(message)),
    h("h3", {}, "Why it was sent"),
    h("div", { class: "stack" }, ...why(message).map(decisionCard)),
    h(
      "p",
      {},
      h(
        "a",
        { href: `#/decisions?person=${encodeURIComponent(message.profileId ?? "")}` },
        "All decisions about this person",
      ),
    ),
  );

const nothingYet = (messages) =>
  h(
    "p",
    { class: "empty" },
    messages.length === 0
      ? "No message has been sent yet. Move the clock, or leave a checkout under “Try it”."
      : "No message fits.",
  );

/** The list of messages, and the one that is being read. */
export const messagesView = (query, _redraw, id) => {
  const { messages } = read();
  const list = h("ol", { class: "entries" });
  const count = h("p", { class: "muted" });
  const current = messages.find((message) => message.id === id);
  const draw = () => {
    const found = messages.filter(matches);
    count.textContent = `${found.length === 1 ? "1 message" : `${found.length} messages`}, newest first`;
    list.replaceChildren(
      ...(found.length === 0 ? [h("li", {}, nothingYet(messages))] : found.map((message) => entry(message, id))),
    );
  };
  draw();
  const flows = [...new Set(messages.flatMap(({ flow }) => flow ?? []))];
  return h(
    "div",
    { class: current ? "panes reading" : "panes" },
    h(
      "section",
      { class: "list", "aria-labelledby": "messages-title" },
      h("h2", { id: "messages-title", tabindex: "-1" }, "Messages"),
      filters(
        byAddress("message-person", chosen.person, (person) => ((chosen.person = person), draw())),
        byFlow("message-flow", chosen.flow, flows, (flow) => ((chosen.flow = flow), draw())),
      ),
      count,
      list,
    ),
    h(
      "div",
      { class: "reader" },
      current
        ? detail(current)
        : h(
            "p",
            { class: "empty" },
            id ? "This message is not there." : "Choose a message to read it as its customer does.",
          ),
    ),
  );
};
