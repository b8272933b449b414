import * as z from "zod";
import type { Event } from "../../shared/events/catalogue.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { describeError } from "../../shared/platform/consume.ts";
import { findSource } from "../../shared/sources/registry.ts";
import type { Mentions, Parsed, WebhookRequest } from "../../shared/sources/source.ts";
import { StoreSettings } from "../../shared/settings/settings.ts";
import { createKeys, hashId } from "../../shared/store/keys.ts";
import { keepRejected, type Rejected } from "../../shared/store/rejected.ts";
import { readSettings } from "../../shared/store/stores.ts";

/** What an HTTP API hands over (payload format 2.0), as far as it is used. */
export const ApiRequest = z.object({
  pathParameters: z.object({ source: z.string(), store: z.string() }),
  headers: z.record(z.string(), z.string().optional()),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
  requestContext: z.object({ requestId: z.string() }),
});

type Response = { statusCode: number; headers: Record<string, string>; body: string };

const answer = (statusCode: number, message: string): Response => ({
  statusCode,
  headers: { "content-type": "application/json", ...(statusCode === 503 && { "retry-after": "60" }) },
  body: JSON.stringify({ message }),
});

/** What Lambda can take as an event is 6 MB, and base64 makes a third more of a body. */
const largestBody = 4 * 1024 * 1024;
/** Items of the table end at 400 KB; larger bodies lie beside it. */
const largestItem = 200 * 1024;

type Needs = Pick<Ports, "clock" | "table" | "bus" | "blobs" | "secrets" | "metrics" | "log">;

const keep = async (
  ports: Needs,
  request: WebhookRequest,
  rejected: Omit<Rejected, "body" | "headers" | "receivedAt" | "id">,
  mentions: Mentions,
  root: string,
): Promise<void> => {
  const { store } = rejected;
  const id = hashId(rejected.source, store, rejected.topic, Buffer.from(request.body).toString("base64"));
  const large = request.body.byteLength > largestItem;
  const blob = `rejected/${store}/${id}`;
  if (large) await ports.blobs.put(blob, request.body);
  const keys = createKeys(root, store);
  const people = [
    ...mentions.customerIds.map((value) => keys.person("customer", value)),
    ...mentions.emails.map((value) => keys.person("email", value)),
    ...mentions.phones.map((value) => keys.person("phone", value)),
  ];
  const headers = Object.entries(request.headers).filter(([name, value]) => /shopify|content-type/.test(name) && value);
  await keepRejected(
    ports.table,
    {
      ...rejected,
      id,
      receivedAt: request.receivedAt,
      headers: Object.fromEntries(headers.map(([name, value]) => [name, value ?? ""])),
      body: large
        ? { kind: "blob", key: blob }
        : { kind: "inline", base64: Buffer.from(request.body).toString("base64") },
    },
    people,
  );
};

const publish = async (ports: Needs, events: readonly Event[], topic: string): Promise<Response> => {
  try {
    await ports.bus.put(events);
  } catch (error) {
    ports.metrics.count("bus-unavailable");
    ports.log.error("bus did not take the event", { topic, error: describeError(error) });
    return answer(503, "The event could not be taken just now; please send it again.");
  }
  return answer(200, "accepted");
};

/**
 * Takes one webhook: verifies the signature over the raw bytes, reads the body, puts its events on the bus. 401 without
 * a good signature, 404 for an unknown store or source, 413 above 4 MB, 503 when nothing was kept, otherwise 200: a
 * signed body that cannot be understood is kept for a person, since failing it would make the shop retry and give up.
 * The same webhook twice puts the same event on the bus twice, where every consumer is idempotent.
 */
export const createHandler =
  (ports: Needs) =>
  async (event: unknown): Promise<Response> => {
    const { pathParameters, headers, body = "", isBase64Encoded, requestContext } = ApiRequest.parse(event);
    const { source: sourceId, store } = pathParameters;
    const source = findSource(sourceId);
    if (source === undefined) return answer(404, "There is no such source of webhooks.");
    if (!StoreSettings.shape.id.safeParse(store).success) return answer(404, "There is no such store.");
    const [bundle, settings] = await Promise.all([ports.secrets.read(), readSettings(ports.table, store)]);
    if (settings === undefined) return answer(404, "There is no such store.");
    const bytes = Buffer.from(body, isBase64Encoded === true ? "base64" : "utf8");
    if (bytes.byteLength > largestBody) return answer(413, "The body is larger than 4 MB.");
    const request: WebhookRequest = {
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      body: bytes,
      receivedAt: ports.clock.now(),
      correlationId: requestContext.requestId,
    };
    const secrets = Object.hasOwn(bundle.stores, store) ? (bundle.stores[store]?.[sourceId] ?? []) : [];
    if (!source.verify(request, secrets)) {
      ports.metrics.count("webhook-refused", { source: sourceId });
      return answer(401, "The signature is missing or not that of this store.");
    }
    const parsed: Parsed = source.parse(request, { id: store, domain: settings.domain, country: settings.country });
    ports.metrics.count(`webhook-${parsed.kind}`, { source: sourceId, topic: parsed.topic });
    switch (parsed.kind) {
      case "ignored":
        return answer(200, "ignored: nothing here depends on this topic");
      case "events":
        return publish(ports, parsed.events, parsed.topic);
      case "rejected": {
        const { topic, reason, mentions } = parsed;
        await keep(ports, request, { store, source: sourceId, topic, reason }, mentions, bundle.root);
        ports.log.warn("webhook kept as rejected", { store, topic, reason });
        return answer(200, "kept for a person to look at");
      }
    }
  };
