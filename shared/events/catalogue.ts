import * as z from "zod";
import { Instant } from "./instant.ts";
import {
  Cart,
  Checkout,
  CheckoutDeleted,
  ConsentStatement,
  Customer,
  CustomerTag,
  Order,
  PointsMove,
  PointsStatement,
  PrivacyRequest,
  Product,
  Refund,
  Review,
  SourceId,
  Subscription,
  Who,
} from "./parts.ts";

/** The name of every event that travels on the bus, with what it carries. The only source of event names. */
export const catalogue = {
  "cart.updated": Cart,
  "checkout.updated": Checkout,
  "checkout.deleted": CheckoutDeleted,
  "order.updated": Order,
  "refund.created": Refund,
  "customer.updated": Customer,
  "customer.deleted": z.object({ id: SourceId, deletedAt: Instant }),
  "customer.merged": z.object({ keptId: SourceId, mergedId: SourceId, mergedAt: Instant }),
  "customer.tagged": CustomerTag,
  "account.linked": z.object({ account: SourceId, at: Instant }),
  "consent.stated": z.object({ id: SourceId, statedAt: Instant }),
  "review.updated": Review,
  "points.moved": PointsMove,
  "points.stated": PointsStatement,
  "subscription.updated": Subscription,
  "product.updated": Product,
  "product.deleted": z.object({ id: SourceId }),
  "store.uninstalled": z.object({ at: Instant }),
  "person.redacted": PrivacyRequest,
  "person.requested": PrivacyRequest,
  "store.redacted": z.object({ at: Instant }),
} as const;

export type Catalogue = typeof catalogue;
export type EventName = keyof Catalogue;
export type EventData<N extends EventName> = z.infer<Catalogue[N]>;

export const eventNames = [
  "cart.updated",
  "checkout.updated",
  "checkout.deleted",
  "order.updated",
  "refund.created",
  "customer.updated",
  "customer.deleted",
  "customer.merged",
  "customer.tagged",
  "account.linked",
  "consent.stated",
  "review.updated",
  "points.moved",
  "points.stated",
  "subscription.updated",
  "product.updated",
  "product.deleted",
  "store.uninstalled",
  "person.redacted",
  "person.requested",
  "store.redacted",
] as const satisfies readonly EventName[];

/** What every event says besides its data. */
const envelope = {
  /** The same for every delivery of the same body on the same topic. */
  id: z.string().min(1),
  store: z.string().min(1),
  /** Who sent it: `shopify`. */
  source: z.string().min(1),
  /** The sender's own name for it: `orders/create`. */
  topic: z.string(),
  /** See `versionOf`: a total order over all bodies about the same thing. */
  version: z.string().min(1),
  /** When it happened by the source's clock, at the latest its receipt. */
  occurredAt: Instant,
  receivedAt: Instant,
  who: Who,
  /** What the event says about consent, to be kept as facts of their own. */
  consents: z.array(ConsentStatement),
  /** Follows the event from the webhook to the message. */
  correlationId: z.string().min(1),
};

const eventOf = <N extends EventName>(name: N) =>
  z.object({ ...envelope, type: z.literal(name), data: catalogue[name] });

/** One event of the catalogue, as it travels on the bus. */
export const Event = z.discriminatedUnion("type", [
  eventOf("cart.updated"),
  eventOf("checkout.updated"),
  eventOf("checkout.deleted"),
  eventOf("order.updated"),
  eventOf("refund.created"),
  eventOf("customer.updated"),
  eventOf("customer.deleted"),
  eventOf("customer.merged"),
  eventOf("customer.tagged"),
  eventOf("account.linked"),
  eventOf("consent.stated"),
  eventOf("review.updated"),
  eventOf("points.moved"),
  eventOf("points.stated"),
  eventOf("subscription.updated"),
  eventOf("product.updated"),
  eventOf("product.deleted"),
  eventOf("store.uninstalled"),
  eventOf("person.redacted"),
  eventOf("person.requested"),
  eventOf("store.redacted"),
]);
export type Event = z.infer<typeof Event>;
export type EventOf<N extends EventName> = Extract<Event, { type: N }>;

/** The `source` of everything this pipeline puts on its bus. */
export const busSource = "comeback.storefront";

/** What a bus rule hands to a queue: EventBridge's envelope around one of our events. */
export const BusMessage = z.object({
  source: z.literal(busSource),
  "detail-type": z.string(),
  detail: Event,
  /** The flow whose rule it came by; every flow looks at one that came by none. */
  flow: z.string().optional(),
});
