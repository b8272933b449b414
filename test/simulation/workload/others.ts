import type { Meant, WebhookAct } from "../contract/acts.ts";
import type { Moment } from "../contract/moment.ts";
import type { PointsMove, Who } from "../../../shared/events/parts.ts";
import type * as z from "zod";
import type { Human } from "./people.ts";
import { tellEvents, tellJudgeme, tellShopify } from "./send.ts";
import { type Product, type Shop, stamp } from "./shop.ts";

/** `products/create`, `products/update`: somebody at the shop, or its stock, changes a product. */
export const tellProduct = (
  shop: Shop,
  { id, variantId, title, handle, price }: Product,
  pieces: number,
  at: Moment,
): WebhookAct => {
  const imageUrl = `https://cdn.shopify.com/s/files/1/0681/1223/files/${handle}.jpg`;
  const available = pieces > 0;
  const event: Meant = {
    type: "product.updated",
    store: shop.id,
    source: "shopify",
    topic: "products/update",
    occurredAt: stamp(at),
    who: {},
    consents: [],
    data: {
      id,
      title,
      url: `https://${shop.domain}/products/${handle}`,
      imageUrl,
      available,
      soldOutVariants: [],
    },
  };
  const body = () => ({
    id: Number(id),
    title,
    handle,
    body_html: "<p>Made by hand.</p>",
    vendor: "Juniper",
    product_type: "Home",
    status: "active",
    tags: "kitchen",
    published_at: "2026-01-12T09:00:00-05:00",
    created_at: "2026-01-11T11:02:26-05:00",
    updated_at: stamp(at),
    variants: [
      {
        id: Number(variantId),
        product_id: Number(id),
        title: "Default Title",
        price: (price / 100).toFixed(2),
        inventory_policy: "deny",
        inventory_management: "shopify",
        inventory_quantity: pieces,
        image_id: null,
      },
    ],
    images: [{ id: Number(id) + 1, position: 1, product_id: Number(id), src: imageUrl }],
  });
  return tellShopify(shop, "products/update", at, body, event);
};

export type Opinion = {
  readonly shop: Shop;
  readonly human: Human;
  readonly number: string;
  readonly product: Product;
  readonly createdAt: Moment;
  readonly email: string;
  readonly customerId?: string;
};

/** Judge.me's `review/created` and `review/updated`. */
export const tellReview = (
  { shop, human, number, product, createdAt, email, customerId }: Opinion,
  rating: number,
  at: Moment,
): WebhookAct => {
  const topic = at === createdAt ? "review/created" : "review/updated";
  const author = `${human.firstName} ${human.lastName}`;
  const title = rating > 3 ? "Lovely" : "Not what I hoped for";
  const event: Meant = {
    type: "review.updated",
    store: shop.id,
    source: "judgeme",
    topic,
    occurredAt: stamp(at),
    who: { ...(customerId !== undefined && { customer: { id: customerId } }), contact: { email } },
    consents: [],
    data: {
      id: `judgeme:${number}`,
      rating,
      title,
      author,
      productId: product.id,
      productTitle: product.title,
      createdAt: stamp(createdAt),
      updatedAt: stamp(at),
    },
  };
  const body = () => ({
    event: topic,
    platform: "shopify",
    shop_domain: shop.domain,
    review: {
      id: Number(number),
      rating,
      title,
      body: "It came in a box.",
      product_external_id: Number(product.id),
      product_title: product.title,
      product_handle: product.handle,
      verified: "buyer",
      hidden: false,
      created_at: stamp(createdAt),
      updated_at: stamp(at),
      reviewer: { external_id: customerId === undefined ? null : Number(customerId), email, name: author },
    },
  });
  return tellJudgeme(shop, body, event);
};

/** Points that come or go by another system, told by Standard Webhooks. */
export const tellPoints = (shop: Shop, who: Who, move: z.infer<typeof PointsMove>): WebhookAct => {
  const event: Meant = {
    type: "points.moved",
    store: shop.id,
    source: "events",
    topic: "points.moved",
    occurredAt: move.at,
    who,
    consents: [],
    data: move,
  };
  return tellEvents(
    shop,
    `msg_${move.id}`,
    () => ({ type: "points.moved", occurredAt: move.at, who, data: move }),
    event,
  );
};
