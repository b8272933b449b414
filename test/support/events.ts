import { Event, type EventName, type EventOf } from "../../shared/events/catalogue.ts";
import type { Instant } from "../../shared/events/instant.ts";
import type { ConsentStatement, Who } from "../../shared/events/parts.ts";
import { versionOf } from "../../shared/events/version.ts";
import { at } from "./instants.ts";

/** What every builder takes besides the data of its event. */
export type Told = {
  readonly at?: Instant;
  readonly receivedAt?: Instant;
  readonly who?: Who;
  readonly consents?: readonly ConsentStatement[];
  readonly correlationId?: string;
  readonly store?: string;
};

export const start = at("2026-11-05T15:00Z");

const isOf = <N extends EventName>(type: N, event: Event): event is EventOf<N> => event.type === type;

const told = <N extends EventName>(type: N, topic: string, rank: number, data: object, more: Told): EventOf<N> => {
  const occurredAt = more.at ?? start;
  const receivedAt = more.receivedAt ?? occurredAt;
  const body = JSON.stringify([type, data, more]);
  const version = versionOf({ changedAt: occurredAt, triggeredAt: occurredAt, topicRank: rank, body, receivedAt });
  const event = Event.parse({
    id: `${topic}:${version}`,
    store: more.store ?? "demo",
    source: "shopify",
    topic,
    version,
    occurredAt,
    receivedAt,
    who: more.who ?? {},
    consents: more.consents ?? [],
    correlationId: more.correlationId ?? version,
    type,
    data,
  });
  if (!isOf(type, event)) throw new Error(`not a ${type}`);
  return event;
};

export const line = {
  productId: "p-1",
  variantId: "v-1",
  title: "Walnut Board",
  quantity: 1,
  price: "60.00",
};

export const guest = (email?: string, phone?: string): Who => ({ contact: { email, phone } });
export const customer = (id: string, email?: string, phone?: string): Who => ({ customer: { id, email, phone } });

/** A yes or no as a source states it. */
export const says = (
  state: ConsentStatement["state"],
  address: string,
  when: Instant,
  more: Partial<ConsentStatement> = {},
): ConsentStatement => ({
  channel: address.startsWith("+") ? "text" : "email",
  address,
  purpose: "marketing",
  state,
  at: when,
  source: "shopify:customer",
  ...more,
});

export const checkoutUpdated = (
  data: Partial<EventOf<"checkout.updated">["data"]> & { readonly token: string },
  more: Told = {},
): EventOf<"checkout.updated"> =>
  told(
    "checkout.updated",
    "checkouts/update",
    2,
    {
      createdAt: more.at ?? start,
      updatedAt: more.at ?? start,
      currency: "USD",
      total: "60.00",
      lines: [line],
      lineCount: 1,
      recoveryUrl: `https://demo-store.myshopify.com/recover/${data.token}`,
      ticked: { email: true, text: true },
      ...data,
    },
    more,
  );

export const checkoutDeleted = (
  data: { readonly token?: string; readonly cartToken?: string; readonly checkoutId?: string },
  more: Told = {},
): EventOf<"checkout.deleted"> =>
  told("checkout.deleted", "checkouts/delete", 9, { ...data, deletedAt: more.at ?? start }, more);

export const cartUpdated = (token: string, more: Told = {}): EventOf<"cart.updated"> => {
  const when = more.at ?? start;
  return told("cart.updated", "carts/update", 1, { token, createdAt: when, updatedAt: when, lines: [line] }, more);
};

export const orderUpdated = (
  data: Partial<EventOf<"order.updated">["data"]> & { readonly id: string },
  more: Told = {},
): EventOf<"order.updated"> =>
  told(
    "order.updated",
    "orders/create",
    3,
    {
      createdAt: more.at ?? start,
      updatedAt: more.at ?? start,
      currency: "USD",
      total: "60.00",
      subtotal: "60.00",
      test: false,
      lines: [line],
      lineCount: 1,
      ...data,
    },
    more,
  );

export const refundCreated = (id: string, orderId: string, more: Told = {}): EventOf<"refund.created"> =>
  told("refund.created", "refunds/create", 4, { id, orderId, createdAt: more.at ?? start, lines: [] }, more);

/** `customers/*`: the customer states its own addresses. */
export const customerUpdated = (
  data: Partial<EventOf<"customer.updated">["data"]> & { readonly id: string },
  more: Told = {},
): EventOf<"customer.updated"> =>
  told(
    "customer.updated",
    "customers/update",
    2,
    { updatedAt: more.at ?? start, ...data },
    { who: customer(data.id, data.email, data.phone), ...more },
  );

export const customerDeleted = (id: string, more: Told = {}): EventOf<"customer.deleted"> =>
  told("customer.deleted", "customers/delete", 9, { id, deletedAt: more.at ?? start }, { who: customer(id), ...more });

export const customerMerged = (keptId: string, mergedId: string, more: Told = {}): EventOf<"customer.merged"> =>
  told(
    "customer.merged",
    "customers/merge",
    5,
    { keptId, mergedId, mergedAt: more.at ?? start },
    { who: customer(keptId), ...more },
  );

export const consentStated = (
  id: string,
  consents: readonly ConsentStatement[],
  more: Told = {},
): EventOf<"consent.stated"> =>
  told(
    "consent.stated",
    "customers_marketing_consent/update",
    2,
    { id, statedAt: more.at ?? start },
    { who: customer(id), ...more, consents },
  );

export const productUpdated = (
  data: Partial<EventOf<"product.updated">["data"]> & { readonly id: string },
  more: Told = {},
): EventOf<"product.updated"> =>
  told(
    "product.updated",
    "products/update",
    2,
    { title: "Walnut Board", available: true, soldOutVariants: [], ...data },
    more,
  );

export const productDeleted = (id: string, more: Told = {}): EventOf<"product.deleted"> =>
  told("product.deleted", "products/delete", 9, { id }, more);

export const storeUninstalled = (more: Told = {}): EventOf<"store.uninstalled"> =>
  told("store.uninstalled", "app/uninstalled", 9, { at: more.at ?? start }, more);

/** The platform hands on that somebody wants to be erased: the customer, or whoever has an address. */
export const personRedacted = (who: Who, more: Told & { readonly orderIds?: readonly string[] } = {}) => {
  const { orderIds = [], ...rest } = more;
  const data = { at: more.at ?? start, orderIds };
  return told("person.redacted", "customers/redact", 1, data, { ...rest, who });
};

/** The platform hands on that somebody wants to know what is known of them. */
export const personRequested = (who: Who, more: Told = {}): EventOf<"person.requested"> =>
  told("person.requested", "customers/data_request", 1, { at: more.at ?? start, orderIds: [] }, { ...more, who });

export const storeRedacted = (more: Told = {}): EventOf<"store.redacted"> =>
  told("store.redacted", "shop/redact", 1, { at: more.at ?? start }, more);

/** A review as its app tells of it: one star, unless the test says otherwise. */
export const reviewUpdated = (
  data: Partial<EventOf<"review.updated">["data"]> & { readonly id: string },
  more: Told = {},
): EventOf<"review.updated"> =>
  told(
    "review.updated",
    "review/updated",
    2,
    { rating: 1, createdAt: more.at ?? start, updatedAt: more.at ?? start, ...data },
    more,
  );

/** Points that came or went otherwise than by an order: 100 granted, unless the test says otherwise. */
export const pointsMoved = (
  data: Partial<EventOf<"points.moved">["data"]> & { readonly id: string },
  more: Told = {},
): EventOf<"points.moved"> =>
  told("points.moved", "points.moved", 2, { kind: "granted", points: 100, at: more.at ?? start, ...data }, more);

/** What a loyalty app says of a member's points. */
export const pointsStated = (
  source: string,
  data: Partial<EventOf<"points.stated">["data"]> & { readonly balance: number },
  more: Told = {},
): EventOf<"points.stated"> => ({
  ...told("points.stated", `${source}/updated`, 2, { statedAt: more.at ?? start, ...data }, more),
  source,
});

/** Something that is got again and again: running, unless the test says otherwise. */
export const subscriptionUpdated = (
  data: Partial<EventOf<"subscription.updated">["data"]> & { readonly id: string },
  more: Told = {},
): EventOf<"subscription.updated"> =>
  told(
    "subscription.updated",
    "subscription",
    1,
    { status: "active", items: [], updatedAt: more.at ?? start, ...data },
    more,
  );

export const accountLinked = (account: string, more: Told = {}): EventOf<"account.linked"> =>
  told("account.linked", "customer", 1, { account, at: more.at ?? start }, more);

export const customerTagged = (
  id: string,
  tag: string,
  state: EventOf<"customer.tagged">["data"]["state"],
  more: Told = {},
): EventOf<"customer.tagged"> =>
  told(
    "customer.tagged",
    state === "added" ? "customer.tags_added" : "customer.tags_removed",
    state === "added" ? 1 : 2,
    { tag, state, at: more.at ?? start },
    { who: customer(id), ...more },
  );
