import { hash } from "node:crypto";
import type { Event } from "../../events/catalogue.ts";
import { earliest, type Instant, parseInstant } from "../../events/instant.ts";
import { versionOf } from "../../events/version.ts";
import { parseJsonObject } from "../reading/json.ts";
import { findMentions } from "../reading/mentions.ts";
import type { Parsed, SourceStore, WebhookRequest } from "../source.ts";
import { findForeignShop } from "./domain.ts";
import { header, readHeaders, type ShopifyHeaders } from "./headers.ts";
import { customerIdPatterns } from "./mentions.ts";
import type { Told } from "./reading.ts";
import { topics } from "./topics.ts";

const eventOfTelling = (
  { fact, changedAt, who, consents }: Told,
  /** Which of the things this is that its body tells. */
  index: number,
  statedAt: Instant | undefined,
  rank: number,
  headers: ShopifyHeaders,
  request: WebhookRequest,
  store: SourceStore,
): Event => {
  const topic = headers.topic ?? "";
  const { receivedAt, correlationId } = request;
  const body = hash("sha256", request.body, "hex");
  const identity = ["shopify", store.id, topic, body, ...(index === 0 ? [] : [index])];
  return {
    ...fact,
    id: hash("sha256", JSON.stringify(identity), "hex").slice(0, 32),
    store: store.id,
    source: "shopify",
    topic,
    version: versionOf({ changedAt, statedAt, triggeredAt: headers.triggered, topicRank: rank, body, receivedAt }),
    occurredAt: earliest(changedAt, receivedAt),
    receivedAt,
    who,
    consents,
    correlationId,
  };
};

const reject = (topic: string, reason: string, request: WebhookRequest): Parsed => {
  const text = new TextDecoder().decode(request.body);
  return { kind: "rejected", topic, reason, mentions: findMentions(text, customerIdPatterns(topic)) };
};

const read = (request: WebhookRequest, store: SourceStore): Parsed => {
  const headers = readHeaders(request);
  if (headers.topic === undefined) return reject("", "x-shopify-topic: missing", request);
  const topic = topics.get(headers.topic);
  if (!topic) return { kind: "ignored", topic: headers.topic };
  const body = parseJsonObject(request.body);
  if ("reason" in body) return reject(headers.topic, body.reason, request);
  const foreign = findForeignShop(headers.shopDomain, body.record, store.domain);
  if (foreign !== undefined) return reject(headers.topic, foreign, request);
  const { receivedAt } = request;
  const reading = topic.read(body.record, { store, receivedAt, triggeredAt: headers.triggeredAt });
  switch (reading.kind) {
    case "told": {
      const statedAt = parseInstant(body.record["updated_at"]);
      const events = reading.tellings.map((telling, index) =>
        eventOfTelling(telling, index, statedAt, topic.rank, headers, request, store),
      );
      return { kind: "events", topic: headers.topic, events };
    }
    case "nothing":
      return { kind: "ignored", topic: headers.topic };
    case "unreadable":
      return reject(headers.topic, reading.reason, request);
  }
};

/**
 * One Shopify webhook as events of the catalogue. Reads every API version from 2024-01 to 2026-07: what a fact can do
 * without is dropped when it is wrong, and only a missing key of the thing itself makes a body rejected.
 * Never throws: an error of our own is a rejection too, since failing makes Shopify retry and then unsubscribe.
 */
export const parse = (request: WebhookRequest, store: SourceStore): Parsed => {
  try {
    return read(request, store);
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return reject(header(request.headers, "topic") ?? "", `unexpected ${name} while reading`, request);
  }
};
