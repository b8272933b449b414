import { earliest, parseInstant, type Instant } from "../../events/instant.ts";
import type { WebhookRequest } from "../source.ts";

/** A header of Shopify's under either of its two names: `shopify-topic` of its newer events, `x-shopify-topic` of webhooks. */
export const header = (headers: WebhookRequest["headers"], name: string): string | undefined =>
  headers[`shopify-${name}`]?.trim() || headers[`x-shopify-${name}`]?.trim() || undefined;

export type ShopifyHeaders = {
  readonly topic: string | undefined;
  readonly shopDomain: string | undefined;
  /** When Shopify sent it, in RFC 3339 with up to nine fractional digits, as it was written; the receipt where it says nothing. */
  readonly triggered: string;
  /** The same as an instant, at the latest the receipt. */
  readonly triggeredAt: Instant;
};

export const readHeaders = (request: WebhookRequest): ShopifyHeaders => {
  const triggered = header(request.headers, "triggered-at") ?? "";
  const instant = parseInstant(triggered);
  return {
    topic: header(request.headers, "topic")?.toLowerCase().slice(0, 100),
    shopDomain: header(request.headers, "shop-domain"),
    triggered: instant ? triggered : request.receivedAt,
    triggeredAt: instant ? earliest(instant, request.receivedAt) : request.receivedAt,
  };
};
