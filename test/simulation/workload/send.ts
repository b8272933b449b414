import { createHmac } from "node:crypto";
import type { Meant, WebhookAct } from "../contract/acts.ts";
import type { Moment } from "../contract/moment.ts";
import { fromEpoch } from "../../../shared/events/instant.ts";
import { type Shop, standardSecret } from "./shop.ts";

/** A body as its sender writes it. Built when it is sent, so that a long history holds no bodies. */
export type Body = () => Readonly<Record<string, unknown>>;

type Webhook = Omit<WebhookAct, "kind" | "source" | "store" | "request">;

type ShopifyTelling = {
  readonly shop: Shop;
  readonly topic: string;
  /** When the shop says it sent it first; the same however often it is sent again. */
  readonly triggeredAt: Moment;
  readonly write: () => string;
  readonly signedWith?: string;
};

const shopify = (
  { shop, topic, triggeredAt, write, signedWith = shop.secret }: ShopifyTelling,
  means: Webhook["means"],
): WebhookAct => ({
  kind: "webhook",
  source: "shopify",
  store: shop.id,
  means,
  request: () => {
    const body = write();
    return {
      body,
      headers: {
        "content-type": "application/json",
        "x-shopify-topic": topic,
        "x-shopify-shop-domain": shop.domain,
        "x-shopify-api-version": "2026-04",
        "x-shopify-triggered-at": fromEpoch(triggeredAt),
        "x-shopify-hmac-sha256": createHmac("sha256", signedWith).update(body).digest("base64"),
      },
    };
  },
});

/** A webhook of the shop that tells these events. */
export const tellShopify = (
  shop: Shop,
  topic: string,
  triggeredAt: Moment,
  body: Body,
  ...events: readonly Meant[]
): WebhookAct => shopify({ shop, topic, triggeredAt, write: () => JSON.stringify(body()) }, { kind: "events", events });

/** One of a topic that means nothing here. */
export const tellIgnored = (shop: Shop, topic: string, triggeredAt: Moment, body: Body): WebhookAct =>
  shopify({ shop, topic, triggeredAt, write: () => JSON.stringify(body()) }, { kind: "ignored" });

/** A body that is signed, and cut off somewhere in the middle. */
export const tellTruncated = (shop: Shop, topic: string, triggeredAt: Moment, body: Body): WebhookAct => {
  const write = (): string => {
    const whole = JSON.stringify(body());
    return whole.slice(0, Math.floor(whole.length * 0.8));
  };
  return shopify({ shop, topic, triggeredAt, write }, { kind: "rejected" });
};

/** A whole body without what it is about. */
export const tellUnreadable = (shop: Shop, topic: string, triggeredAt: Moment, body: Body): WebhookAct =>
  shopify({ shop, topic, triggeredAt, write: () => JSON.stringify(body()) }, { kind: "rejected" });

/** A body that somebody else has signed. */
export const tellForged = (shop: Shop, topic: string, triggeredAt: Moment, body: Body): WebhookAct =>
  shopify(
    { shop, topic, triggeredAt, write: () => JSON.stringify(body()), signedWith: "anybody's-guess" },
    { kind: "refused", status: 401 },
  );

/** Judge.me's webhook: an HMAC in hex. */
export const tellJudgeme = (shop: Shop, body: Body, ...events: readonly Meant[]): WebhookAct => ({
  kind: "webhook",
  source: "judgeme",
  store: shop.id,
  means: { kind: "events", events },
  request: () => {
    const text = JSON.stringify(body());
    const signature = createHmac("sha256", shop.secret).update(text).digest("hex");
    return { body: text, headers: { "content-type": "application/json", "judgeme-hmac-sha256": signature } };
  },
});

/**
 * An event of the catalogue, by Standard Webhooks: the signature covers the time it is sent
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
export const tellEvents = (shop: Shop, id: string, body: Body, ...events: readonly Meant[]): WebhookAct => ({
  kind: "webhook",
  source: "events",
  store: shop.id,
  means: { kind: "events", events },
  request: (sentAt) => {
    const text = JSON.stringify(body());
    const timestamp = String(Math.floor(new Date(sentAt).getTime() / 1000));
    const key = Buffer.from(standardSecret(shop).slice("whsec_".length), "base64");
    const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${text}`).digest("base64");
    return {
      body: text,
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
      },
    };
  },
});
