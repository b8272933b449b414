import type { Instant } from "../../events/instant.ts";
import { readInstant } from "../reading/time.ts";
import type { JsonRecord } from "../reading/record.ts";
import type { Delivery } from "./reading.ts";

/**
 * When a thing was made and when it last changed. Each stands in for the other where it is missing, and where both are,
 * the moment that Shopify sent the body.
 */
export const readTimes = (body: JsonRecord, delivery: Delivery): { createdAt: Instant; updatedAt: Instant } => {
  const created = readInstant(body, "created_at", delivery.receivedAt);
  const updated = readInstant(body, "updated_at", delivery.receivedAt);
  return {
    createdAt: created ?? updated ?? delivery.triggeredAt,
    updatedAt: updated ?? created ?? delivery.triggeredAt,
  };
};
