import { earliest, type Instant } from "../../events/instant.ts";
import type { Subscription, Who } from "../../events/parts.ts";
import { type Reader, type Reading, unreadable } from "../envelope.ts";
import { memberOf, readKey } from "../reading/member.ts";
import { isRecord, readRecord, type JsonRecord } from "../reading/record.ts";
import { readText } from "../reading/text.ts";
import { readMoment } from "../reading/time.ts";

/** An id of the shop as API version 2021-11 writes it, else as 2021-01 does. */
const readShopId = (resource: JsonRecord, what: "customer" | "product" | "variant"): string | undefined =>
  readKey(readRecord(resource, `external_${what}_id`), "ecommerce") ?? readKey(resource, `shopify_${what}_id`);

const whoOf = (resource: JsonRecord): Who | undefined => memberOf(readShopId(resource, "customer"), resource["email"]);

/** Recharge's ids are numbers of its own; a store may have another app with such. */
const ours = (id: string): string => `recharge:${id}`.slice(0, 256);

/** When a resource last changed. Version 2021-01 writes times without an offset, in no zone it names: they count as UTC. */
const changeOf = (resource: JsonRecord, receivedAt: Instant): Instant =>
  earliest(readMoment(resource, "updated_at") ?? readMoment(resource, "created_at") ?? receivedAt, receivedAt);

const statusOf = (resource: JsonRecord): Subscription["status"] | undefined => {
  const status = readText(resource, "status", 40)?.toLowerCase();
  if (status === "active" || status === "paused" || status === "cancelled" || status === "expired") return status;
  return readMoment(resource, "cancelled_at") === undefined ? undefined : "cancelled";
};

/** Of two bodies of one second the one that ends it is the later. */
const ranks: Readonly<Record<Subscription["status"], number>> = { active: 1, paused: 2, expired: 3, cancelled: 3 };

const readSubscription = (resource: JsonRecord, topic: string, receivedAt: Instant): Reading => {
  const id = readKey(resource, "id");
  if (id === undefined) return unreadable(topic, "subscription.id");
  const account = readKey(resource, "customer_id");
  const who = whoOf(resource);
  if (account === undefined && who === undefined) return unreadable(topic, "subscription.customer_id");
  // Deleting a subscription sends it as it stood.
  const status = topic === "subscription/deleted" ? "cancelled" : statusOf(resource);
  if (status === undefined) return unreadable(topic, "subscription.status");
  const changedAt = changeOf(resource, receivedAt);
  const productId = readShopId(resource, "product");
  const variantId = readShopId(resource, "variant");
  const data = {
    id: ours(id),
    status,
    items: productId === undefined && variantId === undefined ? [] : [{ productId, variantId }],
    nextOrderAt: readMoment(resource, "next_charge_scheduled_at"),
    account: account && ours(account),
    updatedAt: changedAt,
  };
  const rank = ranks[status];
  return { kind: "told", topic, fact: { type: "subscription.updated", data }, changedAt, rank, who: who ?? {} };
};

const readCustomer = (resource: JsonRecord, topic: string, receivedAt: Instant): Reading => {
  const id = readKey(resource, "id");
  if (id === undefined) return unreadable(topic, "customer.id");
  const who = whoOf(resource);
  if (who === undefined) return unreadable(topic, "customer.external_customer_id");
  const changedAt = changeOf(resource, receivedAt);
  const data = { account: ours(id), at: changedAt };
  return { kind: "told", topic, fact: { type: "account.linked", data }, changedAt, rank: 1, who };
};

const readers = new Map([
  ["subscription", readSubscription],
  ["customer", readCustomer],
]);

/**
 * A body is one resource under its name, which is all that dependably tells the topic: the header `X-Recharge-Topic` is
 * not documented and counts only where it fits. Subscriptions and customers mean something, all else is ignored.
 */
export const readRecharge: Reader = (body, { headers, receivedAt }) => {
  const names = Object.keys(body);
  const name = names.find((key) => readers.has(key)) ?? names[0];
  if (name === undefined) return unreadable("", "body", "names no resource");
  const given = headers["x-recharge-topic"]?.trim() ?? "";
  const topic = given.startsWith(`${name}/`) ? given.slice(0, 100) : name.slice(0, 100);
  const read = readers.get(name);
  if (read === undefined) return { kind: "nothing", topic };
  const resource = body[name];
  return isRecord(resource) ? read(resource, topic, receivedAt) : unreadable(topic, name);
};
