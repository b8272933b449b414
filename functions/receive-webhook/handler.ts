import * as z from "zod";
import type { Event } from "../../shared/events/catalogue.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { describeError } from "../../shared/platform/consume.ts";
import { findSource } from "../../shared/sources/registry.ts";
import type { Parsed, Refused, WebhookRequest } from "../../shared/sources/source.ts";
import { StoreSettings } from "../../shared/settings/settings.ts";
import { createKeys, hashId } from "../../shared/store/keys.ts";
import { keepRejected } from "../../shared/store/rejected.ts";
import { readSettings } from "../../shared/store/stores.ts";

/** What an HTTP API hands over (payload format 2.0), as far as it is used. */
export const ApiRequest = z.object({
  pathParameters: z.object({ source: z.string(), store: z.string(), token: z.string().optional() }),
  headers: z.record(z.string(), z.string().optional()),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
  requestContext: z.object({ requestId: z.string() }),
});

type Response = { statusCode: number; headers: Record<string, string>; body: string };

const respond = (statusCode: number, content: Readonly<Record<string, unknown>>): Response => ({
  statusCode,
  headers: { "content-type": "application/json", ...(statusCode === 503 && { "retry-after": "60" }) },
  body: JSON.stringify(content),
});

const answer = (statusCode: number, message: string): Response => respond(statusCode, { message });

/** What Lambda can take as an event is 6 MB, and base64 makes a third more of a body. */
const largestBody = 4 * 1024 * 1024;
/** Items of the table end at 400 KB; larger bodies lie beside it. */
const largestItem = 200 * 1024;

type Needs = Pick<Ports, "clock" | "table" | "bus" | "secrets" | "metrics" | "log"> & {
  readonly blobs: Pick<Ports["blobs"], "put">;
};

/** Of one request so many refusals are logged; all of them are kept. */
const mostLogged = 5;
/** So many bodies are kept at a time. */
const keptTogether = 25;

/** Where a body came from, for whoever looks at it. */
type Origin = { readonly store: string; readonly source: string; readonly topic: string; readonly root: string };

/** The headers a body is read with: what it is about and when it was sent, never what proves who sent it. */
const headersToKeep = (headers: WebhookRequest["headers"]): Record<string, string> => {
  const kept = Object.entries(headers).filter(
    ([name]) =>
      /shopify|stamped|judgeme|loyaltylion|smile|recharge|^(?:webhook|svix)-|^eventid$|^content-type$/.test(name) &&
      !/secret|signature|hmac|key|token/.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""]));
};

const keep = async (
  ports: Needs,
  request: WebhookRequest,
  { root, ...origin }: Origin,
  { reason, mentions, body }: Refused,
): Promise<void> => {
  const { store, source, topic } = origin;
  const base64 = Buffer.from(body).toString("base64");
  const id = hashId(source, store, topic, base64);
  const large = body.byteLength > largestItem;
  const blob = `rejected/${store}/${id}`;
  if (large) await ports.blobs.put(blob, body);
  const keys = createKeys(root, store);
  const people = [
    ...mentions.customerIds.map((value) => keys.person("customer", value)),
    ...mentions.emails.map((value) => keys.person("email", value)),
    ...mentions.phones.map((value) => keys.person("phone", value)),
  ];
  await keepRejected(
    ports.table,
    {
      ...origin,
      reason,
      id,
      receivedAt: request.receivedAt,
      headers: headersToKeep(request.headers),
      body: large ? { kind: "blob", key: blob } : { kind: "inline", base64 },
    },
    people,
  );
};

const keepAll = async (
  ports: Needs,
  request: WebhookRequest,
  origin: Origin,
  refused: readonly Refused[],
): Promise<void> => {
  for (let at = 0; at < refused.length; at += keptTogether)
    await Promise.all(refused.slice(at, at + keptTogether).map((part) => keep(ports, request, origin, part)));
  if (refused.length === 0) return;
  const { store, source, topic } = origin;
  ports.metrics.count("webhook-rejected", { source, topic });
  for (const { reason } of refused.slice(0, mostLogged))
    ports.log.warn("webhook kept as rejected", { store, source, topic, reason });
};

/** The answer when the bus did not take the events; undefined when it did. */
const publish = async (ports: Needs, events: readonly Event[], topic: string): Promise<Response | undefined> => {
  if (events.length === 0) return undefined;
  try {
    await ports.bus.put(events);
    return undefined;
  } catch (error) {
    ports.metrics.count("bus-unavailable");
    ports.log.error("bus did not take the event", { topic, error: describeError(error) });
    return answer(503, "The event could not be taken just now; please send it again.");
  }
};

/** What became of a webhook, as the metric `webhook` names it; the topic is told only of what was verified. */
type Taken = {
  readonly answer: "accepted" | "ignored" | "rejected" | "refused" | "unknown" | "too-large" | "unavailable";
  readonly response: Response;
  readonly topic?: string;
};

const take = async (ports: Needs, received: z.infer<typeof ApiRequest>): Promise<Taken> => {
  const { pathParameters, headers, body = "", isBase64Encoded, requestContext } = received;
  const { source: sourceId, store, token } = pathParameters;
  const nowhere: Taken = { answer: "unknown", response: answer(404, "There is no such store.") };
  const source = findSource(sourceId);
  if (source === undefined) return { ...nowhere, response: answer(404, "There is no such source of webhooks.") };
  if (!StoreSettings.shape.id.safeParse(store).success) return nowhere;
  const [bundle, settings] = await Promise.all([ports.secrets.read(), readSettings(ports.table, store)]);
  if (settings === undefined) return nowhere;
  const bytes = Buffer.from(body, isBase64Encoded === true ? "base64" : "utf8");
  if (bytes.byteLength > largestBody)
    return { answer: "too-large", response: answer(413, "The body is larger than 4 MB.") };
  const request: WebhookRequest = {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: bytes,
    receivedAt: ports.clock.now(),
    correlationId: requestContext.requestId,
    token,
  };
  const secrets = Object.hasOwn(bundle.stores, store) ? (bundle.stores[store]?.[sourceId] ?? []) : [];
  if (!source.verify(request, secrets))
    return { answer: "refused", response: answer(401, "The signature is missing or not that of this store.") };
  const parsed: Parsed = source.parse(request, { id: store, domain: settings.domain, country: settings.country });
  const { topic } = parsed;
  const origin = { store, source: sourceId, topic, root: bundle.root };
  switch (parsed.kind) {
    case "ignored":
      return { answer: "ignored", topic, response: answer(200, "ignored: nothing here depends on this topic") };
    case "events": {
      const failed = await publish(ports, parsed.events, topic);
      if (failed !== undefined) return { answer: "unavailable", topic, response: failed };
      return { answer: "accepted", topic, response: answer(200, "accepted") };
    }
    case "rejected": {
      const { reason, mentions } = parsed;
      await keepAll(ports, request, origin, [{ reason, mentions, body: bytes }]);
      return { answer: "rejected", topic, response: answer(200, "kept for a person to look at") };
    }
    case "answered": {
      const failed = await publish(ports, parsed.events, topic);
      if (failed !== undefined) return { answer: "unavailable", topic, response: failed };
      await keepAll(ports, request, origin, parsed.refused);
      const response = respond(parsed.status, parsed.answer);
      return { answer: parsed.refused.length > 0 ? "rejected" : "accepted", topic, response };
    }
  }
};

/**
 * Takes one webhook: verifies the signature over the raw bytes, reads the body, puts its events on the bus. 401 without
 * a good signature, 404 for an unknown store or source, 413 above 4 MB, 503 when nothing was kept, otherwise 200: a
 * signed body that cannot be understood is kept for a person, since failing it would make the shop retry and give up.
 * A sender of single events is told of each what became of it (200, 207 or 422); what was refused is kept as well.
 * The same webhook twice puts the same event on the bus twice, where every consumer is idempotent.
 */
export const createHandler =
  (ports: Needs) =>
  async (event: unknown): Promise<Response> => {
    const received = ApiRequest.parse(event);
    const { source } = received.pathParameters;
    const count = ({ answer, topic = "unverified" }: Pick<Taken, "answer" | "topic">): void =>
      ports.metrics.count("webhook", { source: findSource(source) === undefined ? "unknown" : source, topic, answer });
    try {
      const taken = await take(ports, received);
      count(taken);
      return taken.response;
    } catch (error) {
      count({ answer: "unavailable" });
      throw error;
    }
  };
