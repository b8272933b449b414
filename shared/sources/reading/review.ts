import { earliest, type Instant, parseInstant } from "../../events/instant.ts";
import type { Who } from "../../events/parts.ts";
import { normaliseEmail, normalisePhone } from "../../profile/contact.ts";
import type { JsonRecord } from "./record.ts";
import { readText } from "./text.ts";

/** The stars of a review, halves rounded down; undefined when there are none, or not 1 to 5. */
export const readRating = (record: JsonRecord, key: string): number | undefined => {
  const value = record[key];
  const stars = typeof value === "string" && /^\d(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  return typeof stars === "number" && stars >= 1 && stars <= 5 ? Math.floor(stars) : undefined;
};

/** What is said of a rating that is none. */
export const noRating = "a rating is 1 to 5";

/** Text cut where a schema ends it: its limits count UTF-16 units, and half a character is none. */
export const readCut = (record: JsonRecord | undefined, key: string, units: number): string | undefined => {
  const text = readText(record, key, units);
  if (text === undefined || text.length <= units) return text;
  return text.slice(0, /[\ud800-\udbff]/.test(text.charAt(units - 1)) ? units - 1 : units).trimEnd();
};

/** An id in digits, of a shop or an app, exactly as it was written; 0 is none. */
export const readDigits = (record: JsonRecord | undefined, key: string): string | undefined => {
  const value = record?.[key];
  const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
  return /^\d{1,30}$/.test(text) && !/^0+$/.test(text) ? text : undefined;
};

/** A moment at the latest the receipt; one without an offset, or with `UTC` for one, is UTC. For senders that say so. */
export const readUtc = (record: JsonRecord | undefined, key: string, receivedAt: Instant): Instant | undefined => {
  const value = record?.[key];
  if (typeof value !== "string") return undefined;
  const text = value.trim().replace(/\s*UTC$/i, "Z");
  const instant = parseInstant(text) ?? parseInstant(`${text}Z`);
  return instant && earliest(instant, receivedAt);
};

/**
 * Whoever wrote a review. Its addresses are what was typed there, never keys of the customer: a review app is no
 * authority on whose address it is.
 */
export const reviewerOf = (
  email: unknown,
  more: {
    readonly phone?: unknown;
    readonly country?: string | undefined;
    readonly customerId?: string | undefined;
  } = {},
): Who => {
  const contact = { email: normaliseEmail(email), phone: normalisePhone(more.phone, more.country) };
  return {
    ...(more.customerId !== undefined && { customer: { id: more.customerId } }),
    ...((contact.email ?? contact.phone) !== undefined && { contact }),
  };
};
