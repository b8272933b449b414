import type { Who } from "../../events/parts.ts";
import { normaliseEmail } from "../../profile/contact.ts";
import { readInteger, type JsonRecord } from "./record.ts";
import { readToken } from "./text.ts";

/** The id of another system under a key, from a number, a text or a gid; 0, fractions and the like are none. */
export const readKey = (record: JsonRecord | undefined, key: string): string | undefined => {
  const value = record?.[key];
  if (typeof value === "number") return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
  const token = readToken(record, key)?.replace(/^gid:\/\/shopify\/\w+\//, "");
  return token === undefined || /^0*$/.test(token) ? undefined : token;
};

/**
 * Whom an app speaks of: the shop's customer by id alone, since an app is no authority on whose an address is; somebody
 * the shop has no id for by the address. Undefined when there is neither.
 */
export const memberOf = (customerId: string | undefined, email: unknown): Who | undefined => {
  if (customerId !== undefined) return { customer: { id: customerId } };
  const address = normaliseEmail(email);
  return address === undefined ? undefined : { contact: { email: address } };
};

/** Points as a whole number; what is below zero counts as none, since nobody can lose it. */
export const readPoints = (record: JsonRecord | undefined, key: string): number | undefined => {
  const points = readInteger(record, key);
  return points === undefined ? undefined : Math.max(0, points);
};
