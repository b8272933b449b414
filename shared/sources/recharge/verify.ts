import { hash, timingSafeEqual } from "node:crypto";
import { elapsed, fromEpoch, hours, toMilliseconds } from "../../events/instant.ts";
import { isHmac, usable } from "../secrets.ts";
import type { WebhookRequest } from "../source.ts";

/** As long as Recharge tries to deliver. */
const tolerance = toMilliseconds(hours(48));
const digest = /^[0-9a-f]{64}$/i;

/** `t=1700000000,v1=<hex>`, read by key since further schemes may stand beside. */
const isSigned = (header: string, { body, receivedAt }: WebhookRequest, secrets: readonly string[]): boolean => {
  const parts = header.split(",", 20).map((part) => part.trim());
  const [timestamp = ""] = parts.flatMap((part) => (part.startsWith("t=") ? part.slice(2) : []));
  if (!/^\d{1,11}$/.test(timestamp)) return false;
  if (Math.abs(elapsed(fromEpoch(Number(timestamp) * 1000), receivedAt)) > tolerance) return false;
  const signatures = parts.flatMap((part) => (part.startsWith("v1=") ? part.slice(3) : []));
  return signatures.some(
    (hex) => digest.test(hex) && isHmac(Buffer.from(hex, "hex"), usable(secrets), `${timestamp}.`, body),
  );
};

/** Not an HMAC: the SHA-256 of the secret and then the body. */
const isHashed = (header: string, body: Uint8Array, secrets: readonly string[]): boolean =>
  digest.test(header) &&
  usable(secrets).some((secret) =>
    timingSafeEqual(hash("sha256", Buffer.concat([Buffer.from(secret), body]), "buffer"), Buffer.from(header, "hex")),
  );

/**
 * True when `X-Recharge-Webhook-Signature` is hex(HMAC-SHA256("timestamp.body")) under one of the secrets and at most 48
 * hours from the receipt. Only where that header is missing is the old `X-Recharge-Hmac-Sha256` looked at, which is weak:
 * without a time it can be replayed for ever, and bytes can be added to what it signs (not so that it stays JSON).
 * Source: https://docs.getrecharge.com/docs/webhooks-overview
 */
export const verify = (request: WebhookRequest, secrets: readonly string[]): boolean => {
  const signature = request.headers["x-recharge-webhook-signature"]?.trim();
  if (signature !== undefined && signature !== "") return isSigned(signature, request, secrets);
  return isHashed(request.headers["x-recharge-hmac-sha256"]?.trim() ?? "", request.body, secrets);
};
