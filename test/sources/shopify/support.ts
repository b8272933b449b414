import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Event, type EventName, type EventOf } from "../../../shared/events/catalogue.ts";
import { Instant } from "../../../shared/events/instant.ts";
import { shopify } from "../../../shared/sources/shopify/shopify.ts";
import type { Parsed, SourceStore, WebhookRequest } from "../../../shared/sources/source.ts";

export const store: SourceStore = { id: "demo", domain: "demo-store.myshopify.com", country: "US" };
export const receivedAt = Instant.parse("2026-11-05T15:00:01.000Z");
export const triggered = "2026-11-05T15:00:00.123456789Z";
export const triggeredAt = Instant.parse("2026-11-05T15:00:00.123Z");

export const fixture = (name: string): Buffer =>
  readFileSync(join(__dirname, "..", "..", "fixtures", "shopify", `${name}.json`));

/** The body of a fixture with some of its fields changed. */
export const changed = (name: string, changes: Record<string, unknown>): Buffer =>
  Buffer.from(JSON.stringify({ ...JSON.parse(fixture(name).toString()), ...changes }));

export const requestOf = (
  topic: string,
  body: Uint8Array | string | object,
  headers: Record<string, string | undefined> = {},
): WebhookRequest => ({
  headers: {
    "x-shopify-topic": topic,
    "x-shopify-shop-domain": "demo-store.myshopify.com",
    "x-shopify-triggered-at": triggered,
    ...headers,
  },
  body: body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  receivedAt,
  correlationId: "correlation-1",
});

export const sign = (body: Uint8Array | string, secret: string): string =>
  createHmac("sha256", secret).update(body).digest("base64");

export const parse = (
  topic: string,
  body: Uint8Array | string | object,
  headers: Record<string, string | undefined> = {},
): Parsed => shopify.parse(requestOf(topic, body, headers), store);

/** The one event of a body, as it is after a trip over the bus, and of the name that the test expects. */
export const eventOf = <N extends EventName>(
  type: N,
  topic: string,
  body: Uint8Array | string | object,
  headers: Record<string, string | undefined> = {},
): EventOf<N> => {
  const parsed = parse(topic, body, headers);
  if (parsed.kind !== "events") throw new Error(`expected an event, got ${JSON.stringify(parsed)}`);
  const [event, ...more] = parsed.events.map((told) => Event.parse(JSON.parse(JSON.stringify(told))));
  if (!event || more.length > 0 || !isOf(type, event)) throw new Error(`expected one ${type}, got ${event?.type}`);
  return event;
};

const isOf = <N extends EventName>(type: N, event: Event): event is EventOf<N> => event.type === type;

export const reasonOf = (parsed: Parsed): string => {
  if (parsed.kind !== "rejected") throw new Error(`expected a rejection, got ${parsed.kind}`);
  return parsed.reason;
};
