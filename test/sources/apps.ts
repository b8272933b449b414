import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { Event, type EventName, type EventOf } from "../../shared/events/catalogue.ts";
import { Instant } from "../../shared/events/instant.ts";
import type { Parsed, Source, SourceStore, WebhookRequest } from "../../shared/sources/source.ts";
import { mangled } from "../support/mangled.ts";

export const store: SourceStore = { id: "demo", domain: "demo-store.myshopify.com", country: "US" };
export const receivedAt = Instant.parse("2026-11-05T15:00:01.000Z");

const bytesOf = (body: Uint8Array | string | object): Uint8Array =>
  body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));

export const requestOf = (
  body: Uint8Array | string | object,
  headers: Record<string, string | undefined> = {},
): WebhookRequest => ({ headers, body: bytesOf(body), receivedAt, correlationId: "correlation-1" });

export const hmac = (signed: Uint8Array | string, secret: string, encoding: "hex" | "base64"): string =>
  createHmac("sha256", secret).update(signed).digest(encoding);

const isOf = <N extends EventName>(type: N, event: Event): event is EventOf<N> => event.type === type;

/** A source with the fixtures written for it. */
export const appOf = (source: Source) => {
  const fixture = (name: string): Buffer => readFileSync(join(__dirname, "..", "fixtures", source.id, `${name}.json`));
  const parse = (body: Uint8Array | string | object, headers: Record<string, string | undefined> = {}): Parsed =>
    source.parse(requestOf(body, headers), store);
  /** The one event of a body, as it is after a trip over the bus, and of the name that the test expects. */
  const eventOf = <N extends EventName>(
    type: N,
    body: Uint8Array | string | object,
    headers: Record<string, string | undefined> = {},
  ): EventOf<N> => {
    const parsed = parse(body, headers);
    if (parsed.kind !== "events") throw new Error(`expected an event, got ${JSON.stringify(parsed)}`);
    const [event, ...more] = parsed.events.map((told) => Event.parse(JSON.parse(JSON.stringify(told))));
    if (!event || more.length > 0 || !isOf(type, event)) throw new Error(`expected one ${type}, got ${event?.type}`);
    return event;
  };
  /** What became of a body: its reason when it was rejected. */
  const outcomeOf = (body: Uint8Array | string | object): string => {
    const parsed = parse(body);
    return parsed.kind === "rejected" ? parsed.reason : parsed.kind;
  };
  return { fixture, parse, eventOf, outcomeOf };
};

/** The fixture's JSON with the members at these paths (`customer.id`) changed. */
export const changed = (body: Uint8Array, changes: Readonly<Record<string, unknown>>): object => {
  const whole = JSON.parse(Buffer.from(body).toString());
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    keys.reduce((holder, key) => holder[key], whole)[last] = value;
  }
  return whole;
};

/** Whatever comes, `parse` gives events that fit the catalogue, or says why not, and never an error. */
export const staysSound = (source: Source, bodies: readonly Uint8Array[]): void => {
  const isSound = (body: Uint8Array | string): void => {
    const parsed = source.parse(requestOf(body), store);
    if (parsed.kind === "events") {
      for (const event of parsed.events) expect(Event.parse(JSON.parse(JSON.stringify(event)))).toBeDefined();
    }
    if (parsed.kind === "rejected") expect(parsed.reason).not.toMatch(/unexpected/);
  };
  const mutated = fc.constantFrom(...bodies).chain((bytes) => mangled(Buffer.from(bytes).toString(), 6));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), isSound));
  fc.assert(fc.property(fc.jsonValue(), (value) => isSound(JSON.stringify(value))));
  fc.assert(fc.property(mutated, isSound), { numRuns: 600 });
};

/** Signatures that must be refused whatever the sender, made from a right one. */
export const wrongDigests = (right: string, encoding: "hex" | "base64"): readonly [string, string | undefined][] => [
  ["missing", undefined],
  ["empty", ""],
  ["truncated", right.slice(0, -4)],
  ["of whole bytes, but fewer", Buffer.from(right, encoding).subarray(0, 16).toString(encoding)],
  ["with rubbish between its letters", `${right.slice(0, 20)}\n${right.slice(20)}`],
  ["with an algorithm before it", `sha256=${right}`],
  ["given twice", `${right},${right}`],
];
