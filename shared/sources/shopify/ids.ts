import { readToken } from "../reading/text.ts";
import type { JsonRecord } from "../reading/record.ts";

const digits = /^\d{1,30}$/;

/** The digits of a Shopify id, written as a number, a text or a gid (`gid://shopify/Customer/1`); 0 is no id. */
export const readId = (record: JsonRecord | undefined, key: string): string | undefined => {
  const value = record?.[key];
  if (typeof value === "number") return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
  if (typeof value !== "string") return undefined;
  const id = value.startsWith("gid://") ? (/\/(\d+)(?:\?.*)?$/.exec(value)?.[1] ?? "") : value.trim();
  return digits.test(id) && !/^0+$/.test(id) ? id : undefined;
};

/** A cart's token; the Storefront API writes it as a gid with `?key=...` behind it, webhooks without. */
export const readCartToken = (record: JsonRecord | undefined, key: string): string | undefined => {
  const token = readToken(record, key)
    ?.replace(/^gid:\/\/shopify\/Cart\//, "")
    .replace(/\?.*$/, "");
  return token === "" ? undefined : token;
};
