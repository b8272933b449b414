import { createHash } from "node:crypto";
import * as z from "zod";
import type { Event } from "../events/catalogue.ts";
import { Instant } from "../events/instant.ts";
import { Preferences } from "./preferences.ts";
import {
  Cart,
  Channel,
  Checkout,
  CheckoutDeleted,
  Customer,
  CustomerTag,
  Order,
  PointsMove,
  PointsStatement,
  Purpose,
  Refund,
  Review,
  SourceId,
  Subscription,
  Who,
} from "../events/parts.ts";

/** A statement of consent as it is kept: the address only as its hash. */
export const Consent = z.object({
  channel: Channel,
  addressHash: z.string(),
  purpose: Purpose,
  state: z.enum(["granted", "revoked"]),
  at: Instant,
  source: z.string(),
  method: z.string().optional(),
  wording: z.string().optional(),
  ip: z.string().optional(),
  confirmed: z.boolean().optional(),
  /** A yes that does not count before the holder of the address has confirmed it (double opt-in). */
  pending: z.boolean().optional(),
  /** When the body that told it happened by its source's clock; a tick is as old as its checkout, and told later. */
  toldAt: Instant.optional(),
});
export type Consent = z.infer<typeof Consent>;

/** Somebody of the store's support has settled a complaint: that of the review it is known by. */
export const Resolution = z.object({
  complaint: SourceId,
  at: Instant,
  by: z.enum(["link", "command-line"]),
});
export type Resolution = z.infer<typeof Resolution>;

/** How content the customer was with the way a complaint was dealt with: 1 (not at all) to 5. */
export const SurveyAnswer = z.object({ complaint: SourceId, score: z.number().int().min(1).max(5), at: Instant });
export type SurveyAnswer = z.infer<typeof SurveyAnswer>;

/** Who followed a link: a person as far as can be told, or a program that looks at links. */
export const Click = z.object({
  message: z.string(),
  flow: z.string(),
  step: z.string(),
  channel: Channel,
  /** Which of the message's links. */
  link: z.string(),
  /** When the message went out. */
  sentAt: Instant,
  at: Instant,
  by: z.enum(["human", "machine"]),
});
export type Click = z.infer<typeof Click>;

/** A text that its provider took. */
export const SentText = z.object({ message: z.string(), flow: z.string(), step: z.string(), at: Instant });
export type SentText = z.infer<typeof SentText>;

const common = {
  /** What it is about and which kind of body told it: `ORDER#820982911946154508`. */
  key: z.string(),
  version: z.string(),
  at: Instant,
  who: Who,
  /** Changes when the fact names other people, tokens or consents than before. */
  links: z.string(),
};

/** One thing known about a person: the whole of the latest body that told it. */
export const Fact = z.discriminatedUnion("type", [
  z.object({ ...common, type: z.literal("cart"), data: Cart }),
  z.object({ ...common, type: z.literal("checkout"), data: Checkout }),
  z.object({ ...common, type: z.literal("checkout-deleted"), data: CheckoutDeleted }),
  z.object({ ...common, type: z.literal("order"), data: Order }),
  z.object({ ...common, type: z.literal("refund"), data: Refund }),
  z.object({ ...common, type: z.literal("customer"), data: Customer }),
  z.object({ ...common, type: z.literal("customer-deleted"), data: z.object({ id: SourceId, deletedAt: Instant }) }),
  z.object({
    ...common,
    type: z.literal("customer-merged"),
    data: z.object({ keptId: SourceId, mergedId: SourceId, mergedAt: Instant }),
  }),
  z.object({ ...common, type: z.literal("consent"), data: Consent }),
  z.object({ ...common, type: z.literal("tag"), data: CustomerTag }),
  z.object({ ...common, type: z.literal("account"), data: z.object({ account: SourceId, at: Instant }) }),
  z.object({ ...common, type: z.literal("review"), data: Review }),
  z.object({ ...common, type: z.literal("rating"), data: z.object({ review: SourceId, rating: z.number().int() }) }),
  z.object({ ...common, type: z.literal("resolution"), data: Resolution }),
  z.object({ ...common, type: z.literal("survey"), data: SurveyAnswer }),
  z.object({ ...common, type: z.literal("points-move"), data: PointsMove }),
  z.object({ ...common, type: z.literal("points-statement"), data: PointsStatement, source: z.string() }),
  z.object({ ...common, type: z.literal("subscription"), data: Subscription }),
  z.object({ ...common, type: z.literal("preferences"), data: Preferences }),
  z.object({ ...common, type: z.literal("click"), data: Click }),
  z.object({ ...common, type: z.literal("sent-text"), data: SentText }),
]);
export type Fact = z.infer<typeof Fact>;

/** A token or order id that may tell whose an event is when the event itself does not. */
export type Ref = { readonly kind: "checkout" | "cart" | "order" | "account"; readonly value: string };

const ref = (kind: Ref["kind"], value: string | undefined): Ref[] => (value === undefined ? [] : [{ kind, value }]);

const namesNobody = ({ customer, contact }: Who): boolean =>
  customer === undefined && contact?.email === undefined && contact?.phone === undefined;

/** The refs of an event, the one it is known by first. */
export const refsOf = (event: Event): readonly Ref[] => {
  switch (event.type) {
    case "cart.updated":
      return ref("cart", event.data.token);
    case "checkout.updated":
    case "checkout.deleted":
      return [...ref("checkout", event.data.token), ...ref("cart", event.data.cartToken)];
    case "order.updated":
      return [
        ...ref("order", event.data.id),
        ...ref("checkout", event.data.checkoutToken),
        ...ref("cart", event.data.cartToken),
      ];
    case "refund.created":
      return ref("order", event.data.orderId);
    case "review.updated":
      // Only where the review names nobody: whoever writes about an order need not be the one whose order it is.
      return namesNobody(event.who) ? ref("order", event.data.orderId) : [];
    case "account.linked":
    case "subscription.updated":
      return ref("account", event.data.account);
    case "customer.updated":
    case "customer.deleted":
    case "customer.merged":
    case "customer.tagged":
    case "consent.stated":
    case "points.moved":
    case "points.stated":
    case "product.updated":
    case "product.deleted":
    case "store.uninstalled":
    case "person.redacted":
    case "person.requested":
    case "store.redacted":
      return [];
  }
};

const linksOf = (event: Event): string =>
  createHash("sha256")
    .update(JSON.stringify([event.who, refsOf(event), event.consents]))
    .digest("base64url")
    .slice(0, 12);

/** The fact an event tells, or undefined when it tells of consent, the catalogue or the store only. */
export const factOf = (event: Event): Fact | undefined => {
  const base = { version: event.version, at: event.occurredAt, who: event.who, links: linksOf(event) };
  switch (event.type) {
    case "cart.updated":
      return { ...base, key: `CART#${event.data.token}`, type: "cart", data: event.data };
    case "checkout.updated":
      return { ...base, key: `CHECKOUT#${event.data.token}`, type: "checkout", data: event.data };
    case "checkout.deleted": {
      const id = event.data.token ?? event.data.cartToken ?? event.data.checkoutId ?? event.id;
      return { ...base, key: `CHECKOUT-DELETED#${id}`, type: "checkout-deleted", data: event.data };
    }
    case "order.updated":
      return { ...base, key: `ORDER#${event.data.id}`, type: "order", data: event.data };
    case "refund.created":
      return { ...base, key: `REFUND#${event.data.id}`, type: "refund", data: event.data };
    case "customer.updated":
      return { ...base, key: `CUSTOMER#${event.data.id}`, type: "customer", data: event.data };
    case "customer.deleted":
      return { ...base, key: `CUSTOMER-DELETED#${event.data.id}`, type: "customer-deleted", data: event.data };
    case "customer.merged":
      return { ...base, key: `MERGED#${event.data.mergedId}`, type: "customer-merged", data: event.data };
    case "customer.tagged":
      return { ...base, key: `TAG#${event.data.tag}`, type: "tag", data: event.data };
    case "account.linked":
      return { ...base, key: `ACCOUNT#${event.data.account}`, type: "account", data: event.data };
    case "review.updated":
      // One per rating, so that a review that was raised later still tells of the complaint there was.
      return { ...base, key: `REVIEW#${event.data.id}#${event.data.rating}`, type: "review", data: event.data };
    case "points.moved":
      return { ...base, key: `POINTS-MOVE#${event.data.id}`, type: "points-move", data: event.data };
    case "points.stated": {
      const { source, data } = event;
      // What tells an expiry is kept beside what does not: an app may tell both of a member, in bodies of their own.
      const key = data.expiresAt === undefined ? `POINTS#${source}` : `POINTS#${source}#EXPIRY`;
      return { ...base, key, type: "points-statement", data, source };
    }
    case "subscription.updated":
      return { ...base, key: `SUBSCRIPTION#${event.data.id}`, type: "subscription", data: event.data };
    case "consent.stated":
    case "product.updated":
    case "product.deleted":
    case "store.uninstalled":
    case "person.redacted":
    case "person.requested":
    case "store.redacted":
      return undefined;
  }
};
