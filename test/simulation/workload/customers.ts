import type { Meant, WebhookAct } from "../contract/acts.ts";
import type { Moment } from "../contract/moment.ts";
import type { ConsentStatement } from "../../../shared/events/parts.ts";
import { addressOf, placeOf } from "./goods.ts";
import type { Human } from "./people.ts";
import { tellShopify } from "./send.ts";
import { type Shop, stamp } from "./shop.ts";

/** A customer's record as the shop has it. */
export type Record = {
  readonly shop: Shop;
  readonly human: Human;
  readonly id: string;
  readonly email?: string;
  readonly phone?: string;
  readonly createdAt: Moment;
};

type Said = { readonly state: "subscribed" | "unsubscribed"; readonly at: Moment };

const whole = (moment: Moment): Moment => Math.floor(moment / 1000) * 1000;

const addressesOf = ({ email, phone }: Pick<Record, "email" | "phone">) => ({
  ...(email !== undefined && { email }),
  ...(phone !== undefined && { phone }),
});

/** `customers/create`, `customers/update`, of the API version that carried the consent objects, if they are given. */
export const tellCustomer = (
  record: Record,
  updatedAt: Moment,
  topic: "customers/create" | "customers/update",
  consent: { readonly email?: Said; readonly text?: Said } = {},
): WebhookAct => {
  const { shop, human, id, email, phone, createdAt } = record;
  const statement = (channel: "email" | "text", address: string | undefined, said: Said | undefined) =>
    address === undefined || said === undefined
      ? []
      : [
          {
            channel,
            address,
            purpose: "marketing",
            state: said.state === "subscribed" ? "granted" : "revoked",
            at: stamp(said.at),
            source: "shopify:customer",
            method: "customer-record",
          } satisfies ConsentStatement,
        ];
  const event: Meant = {
    type: "customer.updated",
    store: shop.id,
    source: "shopify",
    topic,
    occurredAt: stamp(updatedAt),
    who: { customer: { id, ...addressesOf(record) } },
    consents: [...statement("email", email, consent.email), ...statement("text", phone, consent.text)],
    data: {
      id,
      createdAt: stamp(createdAt),
      updatedAt: stamp(updatedAt),
      ...addressesOf(record),
      firstName: human.firstName,
      lastName: human.lastName,
      place: placeOf(human.home),
    },
  };
  const objectOf = (said: Said) => ({
    state: said.state,
    opt_in_level: "single_opt_in",
    consent_updated_at: stamp(said.at),
  });
  const body = () => ({
    id: Number(id),
    email: email ?? null,
    phone: phone ?? null,
    first_name: human.firstName,
    last_name: human.lastName,
    state: "enabled",
    verified_email: true,
    created_at: stamp(createdAt),
    updated_at: stamp(updatedAt),
    currency: "USD",
    addresses: [addressOf(human)],
    default_address: addressOf(human),
    admin_graphql_api_id: `gid://shopify/Customer/${id}`,
    ...(consent.email && { email_marketing_consent: objectOf(consent.email) }),
    ...(consent.text && { sms_marketing_consent: objectOf(consent.text) }),
  });
  return tellShopify(shop, topic, updatedAt, body, event);
};

/** A consent topic: somebody changes their mind in the shop. */
export const tellConsent = (record: Record, channel: "email" | "text", said: Said): WebhookAct | undefined => {
  const { shop, id, email, phone } = record;
  const address = channel === "email" ? email : phone;
  if (address === undefined) return undefined;
  const topic = channel === "email" ? "customers_email_marketing_consent/update" : "customers_marketing_consent/update";
  const event: Meant = {
    type: "consent.stated",
    store: shop.id,
    source: "shopify",
    topic,
    occurredAt: stamp(said.at),
    who: { customer: channel === "email" ? { id, email: address } : { id, phone: address } },
    consents: [
      {
        channel,
        address,
        purpose: "marketing",
        state: said.state === "subscribed" ? "granted" : "revoked",
        at: stamp(said.at),
        source: "shopify:consent",
        method: "consent-update",
      },
    ],
    data: { id: `${id}:${channel}`, statedAt: stamp(said.at) },
  };
  const consent = { state: said.state, opt_in_level: "single_opt_in", consent_updated_at: stamp(said.at) };
  const body = () =>
    channel === "email"
      ? { customer_id: Number(id), email_address: address, email_marketing_consent: consent }
      : { id: Number(id), phone: address, sms_marketing_consent: { ...consent, consent_collected_from: "OTHER" } };
  return tellShopify(shop, topic, said.at, body, event);
};

const gid = (id: string): string => `gid://shopify/Customer/${id}`;

/** `customers/merge`: two records turn out to be one person's. */
export const tellMerge = (shop: Shop, keptId: string, mergedId: string, at: Moment): WebhookAct => {
  const event: Meant = {
    type: "customer.merged",
    store: shop.id,
    source: "shopify",
    topic: "customers/merge",
    occurredAt: stamp(at),
    who: { customer: { id: keptId } },
    consents: [],
    data: { keptId, mergedId, mergedAt: stamp(at) },
  };
  const body = () => ({
    admin_graphql_api_customer_kept_id: gid(keptId),
    admin_graphql_api_customer_deleted_id: gid(mergedId),
    admin_graphql_api_job_id: null,
    status: "completed",
    errors: [],
  });
  return tellShopify(shop, "customers/merge", whole(at), body, event);
};

/** `customer.tags_added`, `customer.tags_removed` */
export const tellTag = (shop: Shop, id: string, tag: string, state: "added" | "removed", at: Moment): WebhookAct => {
  const topic = `customer.tags_${state}`;
  const event: Meant = {
    type: "customer.tagged",
    store: shop.id,
    source: "shopify",
    topic,
    occurredAt: stamp(at),
    who: { customer: { id } },
    consents: [],
    data: { tag, state, at: stamp(at) },
  };
  return tellShopify(shop, topic, at, () => ({ customerId: gid(id), tags: [tag], occurredAt: stamp(at) }), event);
};

/** `customers/delete` */
export const tellCustomerDeleted = (shop: Shop, id: string, at: Moment): WebhookAct => {
  const event: Meant = {
    type: "customer.deleted",
    store: shop.id,
    source: "shopify",
    topic: "customers/delete",
    occurredAt: stamp(at),
    who: { customer: { id } },
    consents: [],
    data: { id, deletedAt: stamp(at) },
  };
  const body = () => ({ id: Number(id), tax_exemptions: [], admin_graphql_api_id: gid(id) });
  return tellShopify(shop, "customers/delete", whole(at), body, event);
};

/** `customers/redact`, `customers/data_request`: of a customer, or of a guest of whom no more than addresses is known. */
export const tellPrivacy = (
  shop: Shop,
  what: "redact" | "data_request",
  who: { readonly id?: string; readonly email?: string; readonly phone?: string },
  orderIds: readonly string[],
  at: Moment,
): WebhookAct => {
  const { id, ...addresses } = who;
  const event: Meant = {
    type: what === "redact" ? "person.redacted" : "person.requested",
    store: shop.id,
    source: "shopify",
    topic: `customers/${what}`,
    occurredAt: stamp(at),
    who: id === undefined ? { contact: addresses } : { customer: { id, ...addresses } },
    consents: [],
    data: { at: stamp(at), orderIds: [...orderIds] },
  };
  const customer = { ...(id !== undefined && { id: Number(id) }), email: who.email ?? null, phone: who.phone ?? null };
  const body = () => ({
    shop_id: 68_112_233,
    shop_domain: shop.domain,
    customer,
    [what === "redact" ? "orders_to_redact" : "orders_requested"]: orderIds.map(Number),
  });
  return tellShopify(shop, `customers/${what}`, whole(at), body, event);
};
