import { parseJson } from "../reading/json.ts";
import { findMentions } from "../reading/mentions.ts";
import { isRecord } from "../reading/record.ts";
import type { Parsed, Refused, Source } from "../source.ts";
import { readEvent } from "./read-event.ts";

/** So many events fit into one request. */
export const mostEvents = 500;

const topic = "events";
/** Whom an event names: its customer, and in an event about a customer the id of what it is about. */
const customerIds = [
  /"customer"\s*:\s*\{[^{}[\]]{0,400}?"id"\s*:\s*"?([^"\s,}]{1,256})/g,
  /"type"\s*:\s*"customer\.[^{}[\]]{0,400}"data"\s*:\s*\{[^{}[\]]{0,400}?"(?:id|keptId)"\s*:\s*"?([^"\s,}]{1,256})/g,
  /"mergedId"\s*:\s*"?([^"\s,}]{1,256})/g,
];

const textOf = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return "nested too deeply to be written down";
  }
};

const keep = (reason: string, body: Uint8Array, text: string): Refused => ({
  reason: reason.slice(0, 1000),
  mentions: findMentions(text, customerIds),
  body,
});

/** What was sent, whole, that is no list of events. */
const refuseAll = (status: 400 | 422, message: string, body: Uint8Array): Parsed => ({
  kind: "answered",
  topic,
  events: [],
  refused: [keep(message, body, new TextDecoder().decode(body))],
  status,
  answer: { message },
});

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] | undefined => {
  if (isList(value)) return value;
  if (!isRecord(value)) return undefined;
  const events = value["events"];
  return isList(events) && value["type"] === undefined ? events : [value];
};

/**
 * A request of one event, a list of them or `{"events": [...]}`, each taken or refused by itself: 200 when all were
 * taken, 207 when some, 422 when none, 400 when it is no JSON. Never throws.
 */
export const parse: Source["parse"] = (request, store) => {
  const json = parseJson(request.body);
  if ("reason" in json) return refuseAll(400, json.reason, request.body);
  const list = listOf(json.value);
  if (list === undefined)
    return refuseAll(422, 'body: must be an event, a list of events, or {"events": [...]}', request.body);
  if (list.length === 0) return refuseAll(422, "body: there is no event in it", request.body);
  if (list.length > mostEvents)
    return refuseAll(422, `body: at most ${mostEvents} events fit into one request`, request.body);
  const outcomes = list.map((raw) => readEvent(raw, request, store));
  const events = outcomes.flatMap((outcome) => (outcome.status === "accepted" ? [outcome.event] : []));
  const refused = outcomes.flatMap((outcome, index): Refused[] => {
    if (outcome.status === "accepted") return [];
    const text = textOf(list[index]);
    return [keep(outcome.issues.map(({ path, message }) => `${path}: ${message}`).join("; "), Buffer.from(text), text)];
  });
  const results = outcomes.map((outcome, index) =>
    outcome.status === "accepted"
      ? { index, status: outcome.status, id: outcome.event.id }
      : { index, status: outcome.status, errors: outcome.issues },
  );
  const status = refused.length === 0 ? 200 : events.length === 0 ? 422 : 207;
  return { kind: "answered", topic, events, refused, status, answer: { results } };
};
