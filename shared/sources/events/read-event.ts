import { hash } from "node:crypto";
import type * as z from "zod";
import { Event } from "../../events/catalogue.ts";
import { earliest, parseInstant } from "../../events/instant.ts";
import { versionOf } from "../../events/version.ts";
import { isRecord, readRecord, type JsonRecord } from "../reading/record.ts";
import type { SourceStore, WebhookRequest } from "../source.ts";
import { clampMoments } from "./clamp.ts";
import { type Issue, tidy } from "./tidy.ts";
import { checkOwner, fillConsents, fillWho } from "./who.ts";
import { isWireName, type WireName, type WireType, wireTypes } from "./wire.ts";

export type Outcome =
  | { readonly status: "accepted"; readonly event: Event }
  | { readonly status: "refused"; readonly issues: readonly Issue[] };

/** One event travels in one message of a queue and lies in one item of the table. */
const largestEvent = 100 * 1024;
/** So many faults are told of one event. */
const mostIssues = 20;

const refuse = (...issues: readonly Issue[]): Outcome => {
  const known = new Set<string>();
  const first = issues.filter(({ path }) => !known.has(path) && known.add(path));
  return { status: "refused", issues: first.slice(0, mostIssues) };
};

const describe = (error: z.ZodError): readonly Issue[] =>
  error.issues.map(({ path, message }) => ({ path: path.join("."), message }));

/** The fraction of a second as it was written: nine digits of it tell two events of one millisecond apart. */
const preciseOf = (stated: string, written: unknown): string => {
  const fraction = typeof written === "string" ? /\.(\d+)/.exec(written)?.[1] : undefined;
  return fraction === undefined ? stated : `${stated.slice(0, 19)}.${fraction}Z`;
};

const sizeOf = (value: unknown): number => {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    return Infinity;
  }
};

const countryOf = (raw: JsonRecord, store: SourceStore): string | undefined => {
  const country = readRecord(readRecord(raw, "data"), "place")?.["country"];
  return typeof country === "string" ? country : store.country;
};

const readAs = (name: WireName, raw: JsonRecord, request: WebhookRequest, store: SourceStore): Outcome => {
  const type: WireType = wireTypes[name];
  const country = countryOf(raw, store);
  const issues: Issue[] = [];
  const tidied = tidy({ ...raw, data: raw["data"] ?? {} }, [], country, issues);
  const body = isRecord(tidied) ? tidied : {};
  const occurredAt = parseInstant(body["occurredAt"]);
  if (occurredAt === undefined) return refuse(...issues, { path: "occurredAt", message: "is missing" });
  const told = body["data"];
  if (!isRecord(told)) return refuse(...issues, { path: "data", message: "must be an object" });
  const data = type.fill(told, occurredAt);
  const consents = fillConsents(body["consents"], occurredAt, country, issues);
  const who = fillWho(name, body["who"], data, consents, issues);
  issues.push(...checkOwner(type, who, data));
  if (name === "checkout.deleted" && !["token", "cartToken", "checkoutId"].some((key) => data[key] !== undefined))
    issues.push({ path: "data", message: "must have a token, a cartToken or a checkoutId" });
  if (name === "consent.stated" && Array.isArray(consents) && consents.length === 0)
    issues.push({ path: "consents", message: "must hold one statement at least" });
  const content = JSON.stringify([name, body["id"], occurredAt, who, consents, data]);
  const { receivedAt, correlationId } = request;
  const event = Event.safeParse(
    {
      ...{ type: name, data: clampMoments(data, receivedAt), who, consents: clampMoments(consents, receivedAt) },
      id: hash("sha256", JSON.stringify(["events", store.id, content]), "hex").slice(0, 32),
      store: store.id,
      source: "events",
      topic: name,
      version: versionOf({
        changedAt: occurredAt,
        statedAt: occurredAt,
        triggeredAt: preciseOf(occurredAt, raw["occurredAt"]),
        topicRank: 1,
        body: content,
        receivedAt,
      }),
      occurredAt: earliest(occurredAt, receivedAt),
      receivedAt,
      correlationId,
    },
    { error: (issue) => (issue.input === undefined ? "is missing" : undefined) },
  );
  if (event.success && issues.length === 0) return { status: "accepted", event: event.data };
  return refuse(...issues, ...(event.success ? [] : describe(event.error)));
};

/**
 * One event as a sender wrote it, as an event of the catalogue; or all that is wrong with it. The same text gives the
 * same id, and the same version unless it is of the future. Never throws.
 */
export const readEvent = (raw: unknown, request: WebhookRequest, store: SourceStore): Outcome => {
  if (!isRecord(raw)) return refuse({ path: "", message: "must be an object" });
  const name = raw["type"];
  if (!isWireName(name))
    return refuse({ path: "type", message: `must be one of ${Object.keys(wireTypes).join(", ")}` });
  if (sizeOf(raw) > largestEvent) return refuse({ path: "", message: "must not be larger than 100 KB" });
  try {
    return readAs(name, raw, request, store);
  } catch (error) {
    return refuse({
      path: "",
      message: `unexpected ${error instanceof Error ? error.name : typeof error} while reading`,
    });
  }
};
