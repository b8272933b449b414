import { createHash } from "node:crypto";
import * as z from "zod";
import type { Event } from "../events/catalogue.ts";
import { Instant } from "../events/instant.ts";
import {
  Cart,
  Channel,
  Checkout,
  CheckoutDeleted,
  type ConsentStatement,
  Customer,
  Order,
  Purpose,
  Refund,
  SourceId,
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
  wording: z.string().optional(),
});
export type Consent = z.infer<typeof Consent>;

/** A complaint of the person: while one is open, and until the hold ends, every promotional message waits. */
export const Complaint = z.object({
  id: SourceId,
  openedAt: Instant,
  /** When promotions may resume; undefined while nobody has resolved the complaint. */
  holdUntil: Instant.optional(),
});
export type Complaint = z.infer<typeof Complaint>;

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
  z.object({ ...common, type: z.literal("complaint"), data: Complaint }),
]);
export type Fact = z.infer<typeof Fact>;

/** A token or order id that may tell whose an event is when the event itself does not. */
export type Ref = { readonly kind: "checkout" | "cart" | "order"; readonly value: string };

const ref = (kind: Ref["kind"], value: string | undefined): Ref[] => (value === undefined ? [] : [{ kind, value }]);

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
    case "customer.updated":
    case "customer.deleted":
    case "customer.merged":
    case "consent.stated":
    case "product.updated":
    case "product.deleted":
    case "store.uninstalled":
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
    case "consent.stated":
    case "product.updated":
    case "product.deleted":
    case "store.uninstalled":
      return undefined;
  }
};

/** A statement of consent as a fact of its own, keyed by all that tells two statements apart: the log is append-only. */
export const consentFact = (
  statement: ConsentStatement,
  addressHash: string,
  { version, who }: Pick<Fact, "version" | "who">,
): Fact => {
  const { address: _address, ...rest } = statement;
  return {
    key: ["CONSENT", rest.channel, addressHash, rest.purpose, rest.at, rest.source, rest.state].join("#"),
    version,
    at: rest.at,
    who,
    links: "",
    type: "consent",
    data: { ...rest, addressHash },
  };
};
