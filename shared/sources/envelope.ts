import { hash } from "node:crypto";
import type { Event, EventData, EventName } from "../events/catalogue.ts";
import { earliest, type Instant } from "../events/instant.ts";
import type { ConsentStatement, Who } from "../events/parts.ts";
import { versionOf } from "../events/version.ts";
import { parseJsonObject } from "./reading/json.ts";
import { findMentions } from "./reading/mentions.ts";
import type { JsonRecord } from "./reading/record.ts";
import type { Parsed, Source, SourceStore, WebhookRequest } from "./source.ts";

/** One name of the catalogue with the data that belongs to it. */
export type Fact = { [N in EventName]: { readonly type: N; readonly data: EventData<N> } }[EventName];

/** What a body tells, and what orders it among the bodies about the same thing. */
export type Told = {
  readonly kind: "told";
  readonly topic: string;
  readonly fact: Fact;
  /** When the thing last changed by the sender's clock. */
  readonly changedAt: Instant;
  /** When it was sent, if bodies can carry the same `changedAt`; {@link Told.changedAt} when undefined. */
  readonly sentAt?: Instant | undefined;
  /** See `versionOf`. */
  readonly sequence?: string | undefined;
  readonly rank: number;
  readonly who: Who;
  readonly consents?: ConsentStatement[];
};

export type Reading =
  | Told
  /** A body that says nothing that is listened to. */
  | { readonly kind: "nothing"; readonly topic: string }
  /** What cannot do without is missing; the reason begins with its path. */
  | { readonly kind: "unreadable"; readonly topic: string; readonly reason: string };

export type Reader = (body: JsonRecord, request: WebhookRequest, store: SourceStore) => Reading;

export const unreadable = (topic: string, path: string, reason = "missing or malformed"): Reading => ({
  kind: "unreadable",
  topic,
  reason: `${path}: ${reason}`,
});

const eventOfBody = (source: string, told: Told, request: WebhookRequest, store: SourceStore): Event => {
  const { topic, fact, changedAt, sentAt, sequence, rank, who, consents = [] } = told;
  const { receivedAt, correlationId } = request;
  const body = hash("sha256", request.body, "hex");
  return {
    ...fact,
    id: hash("sha256", JSON.stringify([source, store.id, topic, body]), "hex").slice(0, 32),
    store: store.id,
    source,
    topic,
    version: versionOf({
      changedAt,
      triggeredAt: sentAt ?? changedAt,
      topicRank: rank,
      body,
      receivedAt,
      sequence,
    }),
    occurredAt: earliest(changedAt, receivedAt),
    receivedAt,
    who,
    consents,
    correlationId,
  };
};

/**
 * The `parse` of a source whose bodies are one JSON object that tells one thing at most. Never throws: an error of our
 * own is a rejection too, since failing makes a sender retry and then give up.
 */
export const createParse =
  (source: string, read: Reader, customerIdPatterns: readonly RegExp[] = []): Source["parse"] =>
  (request, store): Parsed => {
    const reject = (topic: string, reason: string): Parsed => {
      const text = new TextDecoder().decode(request.body);
      return { kind: "rejected", topic, reason, mentions: findMentions(text, customerIdPatterns) };
    };
    try {
      const body = parseJsonObject(request.body);
      if ("reason" in body) return reject("", body.reason);
      const reading = read(body.record, request, store);
      switch (reading.kind) {
        case "told":
          return { kind: "events", topic: reading.topic, events: [eventOfBody(source, reading, request, store)] };
        case "nothing":
          return { kind: "ignored", topic: reading.topic };
        case "unreadable":
          return reject(reading.topic, reading.reason);
      }
    } catch (error) {
      return reject("", `unexpected ${error instanceof Error ? error.name : typeof error} while reading`);
    }
  };
