import { earliest, type Instant } from "../../events/instant.ts";
import { type Reader, unreadable } from "../envelope.ts";
import { memberOf, readKey, readPoints } from "../reading/member.ts";
import { readRecord, type JsonRecord } from "../reading/record.ts";
import { readText } from "../reading/text.ts";
import { readInstant, readMoment } from "../reading/time.ts";

/** Topics whose payload has the customer, by https://developers.loyaltylion.com/api-reference/v2/webhooks/events/customers-update */
const aboutCustomers = /^(customers\/|program_events\/customer\.)/;

/** The documentation wraps what an event is about in `payload` or `payload.properties`; its samples do neither. */
const contentOf = (body: JsonRecord): JsonRecord => {
  const payload = readRecord(body, "payload");
  const properties = readRecord(payload, "properties");
  return [properties, payload].find((record) => readRecord(record, "customer") !== undefined) ?? body;
};

/** Their tier, which an empty membership says they are not in. */
const readTier = (customer: JsonRecord): string | undefined =>
  readText(readRecord(readRecord(customer, "loyalty_tier_membership"), "loyalty_tier"), "name", 50);

/** What is about to be lost, which only `program_events/customer.approaching_points_expiration` tells. */
const readExpiry = (content: JsonRecord): { expiresAt: Instant; expiring: number | undefined } | undefined => {
  const expiresAt = readMoment(content, "expire_points_at");
  return expiresAt && { expiresAt, expiring: readPoints(content, "points_to_expire") };
};

/** Any event that shows a customer states the points as they stand; of people outside the programme there is nothing to tell. */
export const readLoyaltylion: Reader = (body, { receivedAt }) => {
  const topic = readText(body, "topic", 100);
  if (topic === undefined) return unreadable("", "topic");
  if (!aboutCustomers.test(topic)) return { kind: "nothing", topic };
  const content = contentOf(body);
  const customer = readRecord(content, "customer");
  if (customer === undefined) return unreadable(topic, "customer");
  if (customer["blocked"] === true || customer["enrolled"] === false) return { kind: "nothing", topic };
  const who = memberOf(readKey(customer, "merchant_id"), customer["email"]);
  if (who === undefined) return unreadable(topic, "customer.merchant_id");
  const balance = readPoints(customer, "points_approved");
  if (balance === undefined) return unreadable(topic, "customer.points_approved");
  const sentAt = readInstant(body, "created_at", receivedAt);
  const changedAt = readInstant(customer, "updated_at", receivedAt) ?? sentAt ?? receivedAt;
  const data = {
    balance,
    pending: readPoints(customer, "points_pending"),
    ...readExpiry(content),
    tier: readTier(customer),
    statedAt: earliest(changedAt, receivedAt),
  };
  return { kind: "told", topic, fact: { type: "points.stated", data }, changedAt, sentAt, rank: 1, who };
};
