import { read } from "./api.js";
import { h } from "./dom.js";
import { when } from "./text.js";

const group = (title, words, items, lineOf) =>
  h(
    "section",
    { class: "card" },
    h("h3", {}, title, " ", h("span", { class: items.length > 0 ? "count bad" : "count" }, String(items.length))),
    h("p", { class: "muted" }, words),
    ...items.map((item) =>
      h(
        "details",
        { class: "raw" },
        h("summary", {}, lineOf(item)),
        h("pre", { tabindex: "0" }, JSON.stringify(item, null, 2)),
      ),
    ),
  );

/** What somebody should look at. */
export const troubleView = () => {
  const { deadLetters, rejected, alerts } = read().trouble;
  return h(
    "section",
    { "aria-labelledby": "trouble-title" },
    h("h2", { id: "trouble-title", tabindex: "-1" }, "Trouble"),
    h("p", { class: "lead" }, "What a person should look at. All three are empty on a good day."),
    h(
      "div",
      { class: "stack" },
      group(
        "Dead letters",
        "What could not be processed, however often it was tried.",
        deadLetters,
        ({ queue, reason, at }) => `${when(at)}, ${queue}: ${reason}`,
      ),
      group(
        "Rejected webhooks",
        "Signed by the store, kept, and not understood.",
        rejected,
        ({ topic, reason, receivedAt }) => `${when(receivedAt)}, ${topic}: ${reason}`,
      ),
      group("Alerts", "What operators were sent.", alerts, ({ at, alarm, hurt }) => `${when(at)}, ${alarm}: ${hurt}`),
    ),
  );
};
