import type { Instant } from "../../events/instant.ts";
import { earliest } from "../../events/instant.ts";
import { type Fact, type Reader, unreadable } from "../envelope.ts";
import { readFlag, readRecord, type JsonRecord } from "../reading/record.ts";
import { reviewerOf } from "../reading/review.ts";
import { readText } from "../reading/text.ts";
import { sentAt } from "../standard-webhooks.ts";
import { readMember, readMove } from "./points.ts";
import { readReview } from "./review.ts";

/** What came with a resource of Okendo's. */
export type Delivery = {
  readonly change: "create" | "update" | "delete";
  /** When Okendo sent it, at the latest the receipt. */
  readonly sentAt: Instant;
  readonly receivedAt: Instant;
};

/** What a resource tells, and when it happened; or the path of what is missing; or nothing. */
export type Resource =
  | { readonly fact: Fact; readonly changedAt: Instant }
  | { readonly path: string; readonly reason?: string }
  | undefined;

export type ReadResource = (resource: JsonRecord, delivery: Delivery) => Resource;

/** Every type of resource that means something. A new one is a line. Source: https://docs.okendo.io/webhooks/topics */
const types: ReadonlyMap<string, ReadResource> = new Map([
  ["review", readReview],
  ["loyalty_customer", readMember],
  ["loyalty_adjustment_transaction", readMove("granted", "removed")],
  ["loyalty_earning_transaction", readMove("earned", "removed")],
  ["loyalty_redemption_transaction", readMove("spent", "spent")],
]);

const changes = ["create", "update", "delete"] as const;

/** The number that orders the bodies about one resource, as an integer: deliveries come in any order. */
const sequenceOf = (body: JsonRecord): string | undefined => {
  const text = readText(body, "sequenceNumber", 40) ?? "";
  return /^\d{1,29}$/.test(text) ? text.replace(/^0+(?=\d)/, "") : undefined;
};

/** The customerId of Okendo's customers is its own, so that a person is known by the address alone. */
const emailOf = (resource: JsonRecord): unknown =>
  readRecord(resource, "reviewer")?.["email"] ?? readRecord(resource, "customer")?.["email"] ?? resource["email"];

export const readOkendo: Reader = (body, request) => {
  const type = readText(body, "resourceType", 100) ?? "";
  const change = changes.find((name) => name === body["topic"]);
  const topic = `${type}.${change ?? ""}`;
  const read = types.get(type);
  if (read === undefined || change === undefined || readFlag(body, "test")) return { kind: "nothing", topic };
  const resource = readRecord(body, "resource");
  if (resource === undefined) return unreadable(topic, "resource");
  const { receivedAt } = request;
  const sent = earliest(sentAt(request) ?? receivedAt, receivedAt);
  const told = read(resource, { change, sentAt: sent, receivedAt });
  if (told === undefined) return { kind: "nothing", topic };
  if ("path" in told) return unreadable(topic, `resource.${told.path}`, told.reason);
  const who = reviewerOf(emailOf(resource));
  if (told.fact.type !== "review.updated" && who.contact === undefined)
    return unreadable(topic, "resource.customer.email");
  const { fact, changedAt } = told;
  return { kind: "told", topic, fact, changedAt, sentAt: sent, sequence: sequenceOf(body), rank: 1, who };
};
