import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Event, type EventName, type EventOf } from "../../shared/events/catalogue.ts";
import { Instant } from "../../shared/events/instant.ts";
import type { Parsed, SourceStore, WebhookRequest } from "../../shared/sources/source.ts";

export const store: SourceStore = { id: "demo", domain: "demo-store.myshopify.com", country: "US" };
export const receivedAt = Instant.parse("2026-11-05T15:00:01.000Z");

export const fixture = (source: string, name: string): Buffer =>
  readFileSync(join(__dirname, "..", "fixtures", source, `${name}.json`));

/** A fixture with values put in at paths (`review.rating`); undefined takes one away. */
export const changed = (source: string, name: string, changes: Readonly<Record<string, unknown>>): Buffer => {
  const body: unknown = JSON.parse(fixture(source, name).toString());
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    let holder: unknown = body;
    for (const key of keys) holder = Object.getOwnPropertyDescriptor(holder, key)?.value;
    Object.assign(Object(holder), { [last]: value });
  }
  return Buffer.from(JSON.stringify(body));
};

type More = { readonly headers?: WebhookRequest["headers"]; readonly token?: string; readonly at?: Instant };

export const requestOf = (
  body: Uint8Array | string,
  { headers = {}, token, at = receivedAt }: More = {},
): WebhookRequest => ({
  headers,
  body: typeof body === "string" ? Buffer.from(body) : body,
  receivedAt: at,
  correlationId: "correlation-1",
  token,
});

const isOf = <N extends EventName>(type: N, event: Event): event is EventOf<N> => event.type === type;

/** The one event of a body, as it is after a trip over the bus, and of the name that the test expects. */
export const eventOf = <N extends EventName>(type: N, parsed: Parsed): EventOf<N> => {
  if (parsed.kind !== "events") throw new Error(`expected an event, got ${JSON.stringify(parsed)}`);
  const [event, ...more] = parsed.events.map((told) => Event.parse(JSON.parse(JSON.stringify(told))));
  if (!event || more.length > 0 || !isOf(type, event)) throw new Error(`expected one ${type}, got ${event?.type}`);
  return event;
};

export const reasonOf = (parsed: Parsed): string => {
  if (parsed.kind !== "rejected") throw new Error(`expected a rejection, got ${parsed.kind}`);
  return parsed.reason;
};

/** The secret of the local run's stores in the form that Standard Webhooks has it. */
export const whsec = (text: string): string => `whsec_${Buffer.from(text).toString("base64")}`;

/** The headers of a Standard Webhook that is sent at an instant. */
export const signedHeaders = (
  body: Uint8Array | string,
  secret: string,
  { at = receivedAt, id = "msg_1", prefix = "webhook" }: { at?: string; id?: string; prefix?: string } = {},
): Record<string, string> => {
  const timestamp = String(Math.floor(new Date(at).getTime() / 1000));
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return {
    [`${prefix}-id`]: id,
    [`${prefix}-timestamp`]: timestamp,
    [`${prefix}-signature`]: `v1,${signature}`,
  };
};
