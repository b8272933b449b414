import type { Who } from "../../events/parts.ts";
import { normaliseEmail, normalisePhone } from "../../profile/contact.ts";
import { readFlag, readRecord, type JsonRecord } from "../reading/record.ts";
import { readText } from "../reading/text.ts";
import { readId } from "./ids.ts";
import { readPlace } from "./place.ts";

/** A customer object with the addresses that stand on it; one without an id is none. */
export const readCustomer = (customer: JsonRecord | undefined, country: string | undefined): Who["customer"] => {
  const id = readId(customer, "id");
  if (!customer || !id) return undefined;
  const home = readPlace(readRecord(customer, "default_address"))?.country ?? country;
  return { id, email: normaliseEmail(customer["email"]), phone: normalisePhone(customer["phone"], home) };
};

/** The number that somebody who ticked the box for texts wants them at. */
export const readTickedPhone = (body: JsonRecord, country: string | undefined): string | undefined =>
  readFlag(body, "buyer_accepts_sms_marketing") ? normalisePhone(body["sms_marketing_phone"], country) : undefined;

/**
 * What was typed into a checkout or order itself: the number given beside a ticked box for texts before any other. A phone
 * in one of its addresses is for the courier.
 */
export const readContact = (body: JsonRecord, country: string | undefined): Who["contact"] => {
  const email = normaliseEmail(body["email"]) ?? normaliseEmail(body["contact_email"]);
  const phone = readTickedPhone(body, country) ?? normalisePhone(body["phone"], country);
  return email === undefined && phone === undefined ? undefined : { email, phone };
};

/** How to greet whoever stands behind a checkout or order. */
export const readFirstName = (body: JsonRecord): string | undefined =>
  readText(readRecord(body, "customer"), "first_name", 80) ??
  readText(readRecord(body, "shipping_address"), "first_name", 80) ??
  readText(readRecord(body, "billing_address"), "first_name", 80);
