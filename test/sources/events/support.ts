import { Event } from "../../../shared/events/catalogue.ts";
import type { Instant } from "../../../shared/events/instant.ts";
import { events } from "../../../shared/sources/events/events.ts";
import type { WireName } from "../../../shared/sources/events/wire.ts";
import type { Parsed } from "../../../shared/sources/source.ts";
import { receivedAt, requestOf, store } from "../sending.ts";

export const occurredAt = "2026-11-05T14:00:00Z";
const ada = { customer: { id: "7", email: "ada@example.com" } };
const line = { title: "Board", quantity: 1, price: "60.00" };

/** Of each kind of event no more than must be sent. */
export const least: Readonly<Record<WireName, Readonly<Record<string, unknown>>>> = {
  "order.updated": { data: { id: "o-1", createdAt: occurredAt, currency: "USD", total: "60.00" } },
  "checkout.updated": { data: { token: "c-1", createdAt: occurredAt, currency: "USD", total: "60.00" } },
  "checkout.deleted": { data: { token: "c-1" } },
  "cart.updated": { data: { token: "k-1", createdAt: occurredAt } },
  "refund.created": { data: { id: "r-1", orderId: "o-1" } },
  "customer.updated": { data: { id: "7" } },
  "customer.deleted": { data: { id: "7" } },
  "customer.merged": { data: { keptId: "7", mergedId: "8" } },
  "customer.tagged": { data: { tag: "vip", state: "added" }, who: ada },
  "review.updated": { data: { id: "own:1", rating: 1, createdAt: occurredAt }, who: ada },
  "points.moved": { data: { id: "m-1", kind: "granted", points: 50 }, who: ada },
  "points.stated": { data: { balance: 120 }, who: ada },
  "consent.stated": { consents: [{ channel: "email", address: "ada@example.com", state: "granted" }] },
  "subscription.updated": { data: { id: "s-1", status: "active" }, who: ada },
  "product.updated": { data: { id: "p-1", title: "Board", available: true } },
  "product.deleted": { data: { id: "p-1" } },
};

export const lines = (count: number): readonly unknown[] => Array.from({ length: count }, () => line);

export const wire = (type: string, changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  type,
  occurredAt,
  ...Object.entries(least).find(([name]) => name === type)?.[1],
  ...changes,
});

/** An event with other data than the least there must be. */
export const withData = (type: WireName, data: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...wire(type),
  data: { ...Object(least[type]["data"]), ...data },
});

type Answered = Extract<Parsed, { kind: "answered" }>;

export const send = (body: unknown, at: Instant = receivedAt): Answered => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const parsed = events.parse(requestOf(text, { at }), store);
  if (parsed.kind !== "answered") throw new Error(`expected an answer, got ${parsed.kind}`);
  return parsed;
};

/** The one event of a body, as it is after a trip over the bus. */
export const accepted = (body: unknown, at: Instant = receivedAt): Event => {
  const { events: taken, answer } = send(body, at);
  const [event] = taken;
  if (event === undefined) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return Event.parse(JSON.parse(JSON.stringify(event)));
};

/** What is said of the first event of a body that was refused: `path: message`. */
export const faults = (body: unknown): readonly string[] => {
  const { answer, refused } = send(body);
  const text = JSON.stringify(answer);
  if (refused.length === 0) throw new Error(`accepted: ${text}`);
  return (refused[0]?.reason ?? "").split("; ");
};
