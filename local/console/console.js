import { ask, loadOnce, read, refresh } from "./api.js";
import { decisionsView } from "./decisions.js";
import { messagesView } from "./messages.js";
import { peopleView } from "./people.js";
import { supportView } from "./support.js";
import { exactly, shortly, when } from "./text.js";
import { troubleView } from "./trouble.js";
import { tryView } from "./try.js";

const views = {
  messages: messagesView,
  decisions: decisionsView,
  people: peopleView,
  support: supportView,
  try: tryView,
  trouble: troubleView,
};
/** How often it is asked whether anything has happened, in milliseconds. */
const pause = 2_000;

const find = (selector) => document.querySelector(selector);
const content = find("#content");

/** `#/messages/abc?flow=x` as its parts. */
const place = () => {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [view = "", id] = path.split("/").map(decodeURIComponent);
  return { view: view in views ? view : "messages", id, query: new URLSearchParams(query) };
};

const say = (text) => (find("#status").textContent = text);

const drawTop = () => {
  const { now, zone, nextWake, messages, decisions, support, trouble } = read();
  const time = find("#now");
  time.textContent = exactly(now);
  time.dateTime = now;
  time.title = now;
  find("#zone").textContent = zone.replaceAll("_", " ");
  const next = find("#to-next");
  next.hidden = nextWake === undefined || nextWake <= now;
  if (nextWake !== undefined) {
    next.textContent = `Next due ${shortly(nextWake, now)}`;
    next.dataset.to = nextWake;
  }
  const troubles = trouble.deadLetters.length + trouble.rejected.length + trouble.alerts.length;
  for (const [name, count] of Object.entries({
    messages: messages.length,
    decisions: decisions.length,
    support: support.length,
    trouble: troubles,
  })) {
    const badge = find(`[data-count="${name}"]`);
    badge.textContent = String(count);
    badge.classList.toggle("bad", name === "trouble" && count > 0);
  }
};

/** Draws the view anew. What had the focus has it afterwards, and the list stays where it was scrolled to. */
const draw = () => {
  const { view, id, query } = place();
  const focused = document.activeElement?.id;
  const selection = document.activeElement?.selectionStart;
  const scrolled = [...content.querySelectorAll(".entries")].map(({ scrollTop }) => scrollTop);
  for (const link of document.querySelectorAll(".tabs a")) {
    if (link.hash === `#/${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  content.replaceChildren(views[view](query, draw, id));
  content.querySelectorAll(".entries").forEach((list, index) => (list.scrollTop = scrolled[index] ?? 0));
  drawTop();
  const again = focused ? document.getElementById(focused) : null;
  if (again && content.contains(again)) {
    again.focus({ preventScroll: true });
    if (typeof selection === "number" && "setSelectionRange" in again && again.type !== "email")
      again.setSelectionRange(selection, selection);
  }
};

/** After going somewhere, the heading of what is there has the focus, so that a screen reader tells it. */
const arrive = () => {
  draw();
  const { id } = place();
  const heading = content.querySelector(id ? "#message-title" : "h2");
  heading?.focus({ preventScroll: id !== undefined && matchMedia("(min-width: 900px)").matches });
};

let moving = false;

const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;

/** Moves the clock and tells what came of it. */
const move = async (body) => {
  if (moving) return;
  moving = true;
  document.body.classList.add("busy");
  say("The clock is being moved …");
  try {
    const before = read().messages.length;
    const { now } = await ask("/local/clock", { method: "POST", body: JSON.stringify(body) });
    await refresh();
    draw();
    const sent = read().messages.length - before;
    say(
      `It is ${when(now)}. ${sent === 0 ? "No message was sent on the way." : `${plural(sent, "message was", "messages were")} sent on the way.`}`,
    );
  } catch (error) {
    say(error.message);
  } finally {
    moving = false;
    document.body.classList.remove("busy");
  }
};

const listen = () => {
  for (const button of document.querySelectorAll("[data-advance]"))
    button.addEventListener("click", () => move({ advance: button.dataset.advance }));
  find("#to-next").addEventListener("click", (event) => move({ to: event.currentTarget.dataset.to }));
  find("#custom").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const unit = form.get("unit");
    move({ advance: `P${unit === "D" ? "" : "T"}${Number(form.get("amount"))}${unit}` });
  });
  addEventListener("hashchange", arrive);
};

let reachable = true;

const beat = async () => {
  try {
    if (!moving && !document.hidden) {
      const news = await refresh();
      if (news && ["messages", "decisions", "support", "trouble"].includes(place().view)) draw();
      else drawTop();
    }
    if (!reachable) say("The local run answers again.");
    reachable = true;
  } catch {
    if (reachable) say("The local run does not answer. Is it still running?");
    reachable = false;
  }
  setTimeout(beat, pause);
};

try {
  await loadOnce();
  await refresh();
  listen();
  draw();
} catch (error) {
  content.textContent = `The console could not start: ${error.message}`;
}
setTimeout(beat, pause);
