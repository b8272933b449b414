import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The store of the local run and its secret, as DESIGN's contract names them. */
export const storeId = "demo";
export const shopDomain = "demo-store.myshopify.com";
export const secret = "demo-secret";

const fixtures = join(import.meta.dirname, "../test/fixtures/shopify");

/** White space outside of texts: the fixtures are laid out for readers, Shopify's bodies have none. */
const layout = /("(?:[^"\\]|\\.)*")|\s+/g;

/** A fixture as the bytes Shopify would send. Not parsed and written again: that would change ids beyond 2^53. */
export const readFixture = (name: string): string =>
  readFileSync(join(fixtures, `${name}.json`), "utf8").replace(layout, "$1");

export const sign = (body: Uint8Array): string => createHmac("sha256", secret).update(body).digest("base64");

/** The headers Shopify sends with a body. */
export const headersOf = (topic: string, body: Uint8Array, triggeredAt: string): Record<string, string> => ({
  "content-type": "application/json",
  "x-shopify-topic": topic,
  "x-shopify-hmac-sha256": sign(body),
  "x-shopify-shop-domain": shopDomain,
  "x-shopify-api-version": "2026-04",
  "x-shopify-webhook-id": "0d1f5f4e-6a6c-5d38-9c57-2f1f4c7f5a10",
  "x-shopify-triggered-at": triggeredAt,
});
