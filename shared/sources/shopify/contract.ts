import type { Subscription } from "../../events/parts.ts";
import { readRecord, readRecords, type JsonRecord } from "../reading/record.ts";
import { readText } from "../reading/text.ts";
import { readMoment } from "../reading/time.ts";
import { readId } from "./ids.ts";
import { missing, told, type Reader } from "./reading.ts";
import { readTimes } from "./times.ts";

/**
 * A contract that failed has ended, since no further attempt to bill it is expected.
 * Source: https://shopify.dev/docs/api/admin-graphql/latest/enums/SubscriptionContractSubscriptionStatus
 */
const states: ReadonlyMap<string, Subscription["status"]> = new Map([
  ["active", "active"],
  ["paused", "paused"],
  ["cancelled", "cancelled"],
  ["failed", "cancelled"],
  ["expired", "expired"],
  ["stale", "expired"],
]);

const mostItems = 25;

/** The payload as documented names no lines; where a version does, they tell the products. */
const readItems = (body: JsonRecord): Subscription["items"] => {
  const nodes = readRecords(readRecord(body, "lines"), "nodes");
  const lines = [...readRecords(body, "lines"), ...nodes, ...readRecords(body, "line_items")];
  return lines.slice(0, mostItems).flatMap((line) => {
    const productId = readId(line, "product_id") ?? readId(line, "productId");
    const variantId = readId(line, "variant_id") ?? readId(line, "variantId");
    return productId === undefined && variantId === undefined ? [] : [{ productId, variantId }];
  });
};

/** The topics of subscription contracts. A body that does not say how the contract stands has its topic for it. */
export const contractIn =
  (state: Subscription["status"] | undefined): Reader =>
  (body, delivery) => {
    const id = readId(body, "id") ?? readId(body, "admin_graphql_api_id");
    if (id === undefined) return missing("id");
    const customerId = readId(body, "customer_id") ?? readId(body, "admin_graphql_api_customer_id");
    if (customerId === undefined) return missing("customer_id");
    const status = states.get(readText(body, "status", 40)?.toLowerCase() ?? "") ?? state;
    if (status === undefined) return missing("status");
    const { updatedAt } = readTimes(body, delivery);
    const data = {
      id,
      status,
      items: readItems(body),
      originOrderId: readId(body, "origin_order_id") ?? readId(body, "admin_graphql_api_origin_order_id"),
      nextOrderAt: readMoment(body, "next_billing_date"),
      updatedAt,
    };
    return told({ type: "subscription.updated", data }, updatedAt, { customer: { id: customerId } });
  };
