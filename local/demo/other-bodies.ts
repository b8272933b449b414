import type { Instant } from "../../shared/events/instant.ts";
import type { Product } from "./products.ts";
import { type Body, customerId } from "./shopify-bodies.ts";
import type { Shopper } from "./shoppers.ts";
import { demoStore } from "./store.ts";

export type Review = {
  readonly number: number;
  readonly rating: number;
  readonly title: string;
  readonly text: string;
  readonly product: Product;
  readonly shopper: Shopper;
  readonly at: Instant;
};

/** Judge.me's `review/created` */
export const reviewBody = ({ number, rating, title, text, product, shopper, at }: Review): Body => ({
  event: "review/created",
  platform: "shopify",
  shop_domain: demoStore.domain,
  review: {
    id: number,
    rating,
    title,
    body: text,
    product_external_id: product.id,
    product_title: product.title,
    product_handle: product.handle,
    verified: "buyer",
    created_at: at,
    updated_at: at,
    reviewer: {
      external_id: customerId(shopper),
      email: shopper.email,
      name: `${shopper.firstName} ${shopper.lastName}`,
    },
  },
});

const whoOf = (shopper: Shopper): Body => ({
  customer: { id: String(customerId(shopper)), email: shopper.email },
});

/** An event of the catalogue: a member of the loyalty scheme whom another system knows, and who wants mails. */
export const memberEvent = (shopper: Shopper, occurredAt: Instant): Body => ({
  type: "customer.updated",
  occurredAt,
  data: {
    id: String(customerId(shopper)),
    email: shopper.email,
    firstName: shopper.firstName,
    createdAt: occurredAt,
    place: { country: shopper.country, province: shopper.province, zip: shopper.zip },
    locale: shopper.locale,
  },
  consents: [{ channel: "email", address: shopper.email, state: "granted", at: occurredAt }],
});

/** And the points they earned once. */
export const earnedEvent = (shopper: Shopper, points: number, at: Instant): Body => ({
  type: "points.moved",
  occurredAt: at,
  who: whoOf(shopper),
  data: { id: `earned-${shopper.id}`, kind: "earned", points, at },
});
