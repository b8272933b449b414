import { isBase64Hmac } from "../secrets.ts";
import type { WebhookRequest } from "../source.ts";
import { header } from "./headers.ts";

/**
 * True only when the signature header is base64(HMAC-SHA256(raw body, one of the secrets)); compared in constant time.
 * An empty secret signs nothing: anybody can compute that HMAC. Several secrets, since Shopify signs with the oldest
 * one that is not revoked for up to an hour after a rotation.
 * Source: https://shopify.dev/docs/apps/build/webhooks/subscribe/https
 */
export const verify = (request: WebhookRequest, secrets: readonly string[]): boolean =>
  isBase64Hmac(header(request.headers, "hmac-sha256"), request.body, secrets);
