import { read } from "./api.js";

/** `Thu 19 Nov, 14:00`, on the store's clock. */
export const when = (instant) =>
  new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: read().zone,
  }).format(new Date(instant));

/** `19 Nov 2027`: what is months away has no need of its hour. */
export const onDay = (instant) =>
  new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: read().zone }).format(
    new Date(instant),
  );

/** `14:00:05` added, for the clock itself. */
export const exactly = (instant) =>
  new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone: read().zone,
  }).format(new Date(instant));

/** `14:00`, with its weekday when it is another day. */
export const shortly = (instant, now) => {
  const [day, time] = when(instant).split(", ");
  return when(now).startsWith(day) ? time : `${day.slice(0, 3)} ${time}`;
};

const spoken = (name) => name.replaceAll("-", " ");
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export const flowName = (flow) => read().words.flows[flow] ?? capital(spoken(flow ?? ""));
/** What a step is called, in its own flow where flows share its id. */
export const stepName = (step, flow) => {
  const { steps } = read().words;
  return step ? capital(steps[`${flow}/${step}`] ?? steps[step] ?? spoken(step)) : "The whole run";
};
export const outcomeName = (outcome) => capital(read().words.outcomes[outcome] ?? outcome);
export const statusName = (status) => read().words.statuses[status] ?? status ?? "not in our records";
export const gateName = (gate) => read().words.gates[gate] ?? spoken(gate);

/** A reason in words; one that names another (`past-deadline:quiet-hours`) tells both. */
export const reasonText = (reason) =>
  reason
    .split(":")
    .map((part) => read().words.reasons[part] ?? spoken(part))
    .join(", since ");
