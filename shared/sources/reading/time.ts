import { earliest, parseInstant, type Instant } from "../../events/instant.ts";
import type { JsonRecord } from "./record.ts";

/** A moment under a key, at the latest the receipt: a sender's fast clock must not move anything into the future. */
export const readInstant = (record: JsonRecord | undefined, key: string, receivedAt: Instant): Instant | undefined => {
  const instant = parseInstant(record?.[key]);
  return instant && earliest(instant, receivedAt);
};

/**
 * A moment under a key that may lie ahead, such as the next delivery of a subscription. A date alone, and a time without
 * an offset, are UTC.
 */
export const readMoment = (record: JsonRecord | undefined, key: string): Instant | undefined => {
  const value = record?.[key];
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return parseInstant(text) ?? parseInstant(`${text}Z`) ?? parseInstant(`${text}T00:00:00Z`);
};
