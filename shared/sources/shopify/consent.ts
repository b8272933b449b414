import { hash } from "node:crypto";
import type { Instant } from "../../events/instant.ts";
import { type Channel, ConsentStatement, type Who } from "../../events/parts.ts";
import { normaliseEmail, normalisePhone } from "../../profile/contact.ts";
import { readFlag, readRecord, type JsonRecord } from "../reading/record.ts";
import { readText } from "../reading/text.ts";
import { readInstant } from "../reading/time.ts";
import { readId } from "./ids.ts";
import { readTickedPhone } from "./person.ts";
import { missing, told, type Delivery, type Reader } from "./reading.ts";

const Ip = ConsentStatement.shape.ip;

type AddressOf = (body: JsonRecord, delivery: Delivery) => string | undefined;

/** How something was said, as the log keeps it. */
type Manner = Pick<ConsentStatement, "method" | "ip" | "confirmed">;

type State = "subscribed" | "not subscribed" | "refused" | "silent";

/** Shopify's states (https://shopify.dev/docs/api/admin-graphql/latest/enums/CustomerEmailMarketingState); any other is silence. */
const states: ReadonlyMap<string, State> = new Map([
  ["subscribed", "subscribed"],
  ["not_subscribed", "not subscribed"],
  ["unsubscribed", "refused"],
  ["redacted", "refused"],
  ["invalid", "refused"],
]);

const stateOf = (consent: JsonRecord | undefined): State =>
  states.get(readText(consent, "state", 40)?.toLowerCase() ?? "") ?? "silent";

/** Shopify has had the address confirm its yes (CustomerMarketingOptInLevel). */
const isConfirmed = (consent: JsonRecord | undefined): boolean =>
  readText(consent, "opt_in_level", 40)?.toLowerCase() === "confirmed_opt_in";

const statement = (
  channel: Channel,
  address: string | undefined,
  state: ConsentStatement["state"],
  at: Instant,
  source: string,
  manner: Manner,
): ConsentStatement[] =>
  address === undefined ? [] : [{ channel, address, purpose: "marketing", state, at, source, ...manner }];

/** Where a box was ticked from, as far as the body says. */
const readIp = (body: JsonRecord): string | undefined =>
  Ip.safeParse(readText(body, "browser_ip", 45) ?? readText(readRecord(body, "client_details"), "browser_ip", 45)).data;

/**
 * What a consent object on a customer says. It is a state and not an act: never having subscribed counts as a no only
 * with the date of one, and a yes without a date counts from `since`, the oldest it can be, so that a body that merely
 * repeats it cannot outweigh a later no.
 */
const fromObject = (
  channel: Channel,
  consent: JsonRecord | undefined,
  address: string | undefined,
  since: Instant,
  delivery: Delivery,
): ConsentStatement[] => {
  const source = "shopify:customer";
  const manner: Manner = { method: "customer-record", ...(isConfirmed(consent) && { confirmed: true }) };
  const at = readInstant(consent, "consent_updated_at", delivery.receivedAt);
  switch (stateOf(consent)) {
    case "subscribed":
      return statement(channel, address, "granted", at ?? since, source, manner);
    case "not subscribed":
      return at ? statement(channel, address, "revoked", at, source, { method: "customer-record" }) : [];
    case "refused":
      return statement(channel, address, "revoked", at ?? delivery.triggeredAt, source, { method: "customer-record" });
    case "silent":
      return [];
  }
};

/** The consent objects that customers carried before API version 2025-01. `bodyCreatedAt` stands in for the customer's own date. */
export const readCustomerConsents = (
  customer: JsonRecord | undefined,
  who: Who["customer"],
  bodyCreatedAt: Instant,
  delivery: Delivery,
): ConsentStatement[] => {
  if (!customer || !who) return [];
  const since = readInstant(customer, "created_at", delivery.receivedAt) ?? bodyCreatedAt;
  return [
    ...fromObject("email", readRecord(customer, "email_marketing_consent"), who.email, since, delivery),
    ...fromObject("text", readRecord(customer, "sms_marketing_consent"), who.phone, since, delivery),
  ];
};

/** Which of its two boxes a checkout or order shows ticked. */
export const readTicks = (body: JsonRecord): { email: boolean; text: boolean } => ({
  email: readFlag(body, "buyer_accepts_marketing"),
  text: readFlag(body, "buyer_accepts_sms_marketing"),
});

/**
 * Ticked boxes are a yes at the making of the checkout or order: the tick can't be older, and a no that came later wins.
 * An unticked box says nothing.
 */
export const readTickedConsents = (
  body: JsonRecord,
  who: Who,
  createdAt: Instant,
  country: string | undefined,
  source: string,
): ConsentStatement[] => {
  const ticked = readTicks(body);
  const ip = readIp(body);
  const manner: Manner = { method: "checkbox", ...(ip !== undefined && { ip }) };
  return [
    ...(ticked.email ? statement("email", who.contact?.email, "granted", createdAt, source, manner) : []),
    ...statement("text", readTickedPhone(body, country), "granted", createdAt, source, manner),
  ];
};

/**
 * A consent topic: an act, so that never having subscribed is a no, and a missing date is when Shopify told it. A no must
 * not be lost for want of an id, so an address alone will do.
 */
const consentTopic =
  (channel: Channel, idKey: string, consentKey: string, addressOf: AddressOf): Reader =>
  (body, delivery) => {
    const id = readId(body, idKey);
    const address = addressOf(body, delivery);
    const subject = id ?? (address && hash("sha256", address).slice(0, 32));
    if (subject === undefined) return missing(idKey);
    const consent = readRecord(body, consentKey);
    const statedAt = readInstant(consent, "consent_updated_at", delivery.receivedAt) ?? delivery.triggeredAt;
    const state = stateOf(consent);
    const verdict = state === "subscribed" ? "granted" : "revoked";
    const confirmed = verdict === "granted" && isConfirmed(consent);
    const manner: Manner = { method: "consent-update", ...(confirmed && { confirmed }) };
    const consents =
      state === "silent" ? [] : statement(channel, address, verdict, statedAt, "shopify:consent", manner);
    const keys = channel === "email" ? { email: address } : { phone: address };
    const who = id === undefined ? { contact: keys } : { customer: { id, ...keys } };
    return told({ type: "consent.stated", data: { id: `${subject}:${channel}`, statedAt } }, statedAt, who, consents);
  };

/** `customers_email_marketing_consent/update` */
export const readEmailConsent = consentTopic("email", "customer_id", "email_marketing_consent", (body) =>
  normaliseEmail(body["email_address"]),
);

/** `customers_marketing_consent/update`, which is about texts. */
export const readTextConsent = consentTopic("text", "id", "sms_marketing_consent", (body, delivery) =>
  normalisePhone(body["phone"], delivery.store.country),
);
