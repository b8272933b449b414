import type { PrivacyRequest, Who } from "../../events/parts.ts";
import { normaliseEmail, normalisePhone } from "../../profile/contact.ts";
import { readRecord, type JsonRecord } from "../reading/record.ts";
import { readId } from "./ids.ts";
import { readCustomer } from "./person.ts";
import { missing, told, type Delivery, type Reader } from "./reading.ts";

/** So many orders of one request are looked at; the rest are found with the person. */
const mostOrders = 5000;

const idsIn = (body: JsonRecord, key: string): string[] => {
  const listed: unknown = body[key];
  if (!Array.isArray(listed)) return [];
  const ids = listed.slice(0, mostOrders).flatMap((id: unknown) => readId({ id }, "id") ?? []);
  return [...new Set(ids)];
};

/** Whom the request is about: the customer, or somebody of whom only an address is known. */
const whoIn = (body: JsonRecord, country: string | undefined): Who | undefined => {
  const record = readRecord(body, "customer");
  const customer = readCustomer(record, country);
  if (customer !== undefined) return { customer };
  const email = normaliseEmail(record?.["email"]);
  const phone = normalisePhone(record?.["phone"], country);
  return email === undefined && phone === undefined ? undefined : { contact: { email, phone } };
};

/** The bodies carry no time: what was known when Shopify sent them is meant. */
const request = (body: JsonRecord, orders: string, { triggeredAt }: Delivery): PrivacyRequest => ({
  at: triggeredAt,
  orderIds: idsIn(body, orders),
});

/**
 * `customers/redact`, ten days after the request at the earliest:
 * https://shopify.dev/docs/apps/build/privacy-law-compliance. It may carry an e-mail address and no id.
 */
export const readPersonRedacted: Reader = (body, delivery) => {
  const who = whoIn(body, delivery.store.country);
  if (who === undefined) return missing("customer");
  const data = request(body, "orders_to_redact", delivery);
  return told({ type: "person.redacted", data }, data.at, who);
};

/** `customers/data_request`: the store owner has 30 days to answer it. */
export const readPersonRequested: Reader = (body, delivery) => {
  const who = whoIn(body, delivery.store.country);
  if (who === undefined) return missing("customer");
  const data = request(body, "orders_requested", delivery);
  return told({ type: "person.requested", data }, data.at, who);
};

/** `shop/redact`, 48 hours after the app was removed. */
export const readStoreRedacted: Reader = (_body, { triggeredAt: at }) =>
  told({ type: "store.redacted", data: { at } }, at);
