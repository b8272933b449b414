import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebhookRequest } from "../source.ts";
import { header } from "./headers.ts";

/** The 32 bytes of a SHA-256 in strict base64; a decoder that forgives would let a malformed signature become a short one. */
const decodeSignature = (text: string): Buffer | undefined => {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
};

/**
 * True only when the signature header is base64(HMAC-SHA256(raw body, one of the secrets)); compared in constant time.
 * An empty secret signs nothing: anybody can compute that HMAC. Several secrets, since Shopify signs with the oldest
 * one that is not revoked for up to an hour after a rotation.
 * Source: https://shopify.dev/docs/apps/build/webhooks/subscribe/https
 */
export const verify = (request: WebhookRequest, secrets: readonly string[]): boolean => {
  const signature = decodeSignature(header(request.headers, "hmac-sha256") ?? "");
  if (!signature) return false;
  return secrets
    .filter((secret) => secret.trim() !== "")
    .some((secret) => timingSafeEqual(createHmac("sha256", secret).update(request.body).digest(), signature));
};
