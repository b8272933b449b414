import { type Reader, unreadable } from "../envelope.ts";
import { memberOf, readKey, readPoints } from "../reading/member.ts";
import { readRecord, type JsonRecord } from "../reading/record.ts";
import { readText } from "../reading/text.ts";
import { readInstant } from "../reading/time.ts";

/** The tier where the body has it whole; its id alone says nothing to a customer. */
const readTier = (customer: JsonRecord): string | undefined =>
  readText(readRecord(readRecord(customer, "vip_status"), "vip_tier"), "name", 50) ??
  readText(readRecord(customer, "vip_tier"), "name", 50);

/**
 * `customer/updated`: the points of a member as they stand (https://dev.smile.io/api/resources/customers/customer-object).
 * Candidates have not joined and the disabled are excluded.
 */
export const readSmile: Reader = (body, { receivedAt }) => {
  const topic = readText(body, "topic", 100);
  if (topic === undefined) return unreadable("", "topic");
  if (topic !== "customer/updated") return { kind: "nothing", topic };
  const data = readRecord(body, "data");
  const customer = readRecord(data, "customer") ?? data;
  if (customer === undefined) return unreadable(topic, "data");
  const state = readText(customer, "state", 40) ?? "member";
  if (state !== "member") return { kind: "nothing", topic };
  const who = memberOf(readKey(customer, "external_id"), customer["email"]);
  if (who === undefined) return unreadable(topic, "data.email");
  const balance = readPoints(customer, "points_balance");
  if (balance === undefined) return unreadable(topic, "data.points_balance");
  const changedAt = readInstant(customer, "updated_at", receivedAt) ?? receivedAt;
  const statement = { balance, tier: readTier(customer), statedAt: changedAt };
  return { kind: "told", topic, fact: { type: "points.stated", data: statement }, changedAt, rank: 1, who };
};
