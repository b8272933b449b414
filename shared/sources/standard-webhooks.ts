import { elapsed, fromEpoch, type Instant, minutes, toMilliseconds } from "../events/instant.ts";
import { isHmac } from "./secrets.ts";
import type { WebhookRequest } from "./source.ts";

/** How far the sender's clock and ours may be apart, either way; as long as a stolen request can be sent again. */
const tolerance = toMilliseconds(minutes(5));
/** A header of many signatures costs one comparison each; a rotation needs two. */
const mostSignatures = 20;

/** Bytes in strict base64: what a forgiving decoder makes of a malformed text is shorter, in the worst case empty. */
const decodeBase64 = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, "base64");
  return bytes.length > 0 && bytes.toString("base64") === text ? bytes : undefined;
};

const keyOf = (secret: string): readonly Buffer[] => {
  const key = secret.startsWith("whsec_") ? decodeBase64(secret.slice("whsec_".length)) : undefined;
  return key === undefined ? [] : [key];
};

/** A header under its standard name or under Svix's, which had it first. */
const header = (request: WebhookRequest, name: string): string | undefined =>
  request.headers[`webhook-${name}`] ?? request.headers[`svix-${name}`];

/** When the sender says it sent the request (seconds since 1970); undefined when it says nothing that is a moment. */
export const sentAt = (request: WebhookRequest): Instant | undefined => {
  const seconds = header(request, "timestamp") ?? "";
  return /^\d{1,11}$/.test(seconds) ? fromEpoch(Number(seconds) * 1000) : undefined;
};

/**
 * True only when one of the signatures of the request is base64(HMAC-SHA256("id.timestamp.body")) under one of the
 * secrets (`whsec_` and base64; any other is no key), and its timestamp is at most five minutes from the receipt, so that
 * a request cannot be replayed later. Several secrets and several signatures, since keys are rotated.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const verifyStandardWebhook = (request: WebhookRequest, secrets: readonly string[]): boolean => {
  const id = header(request, "id");
  const timestamp = header(request, "timestamp");
  const sent = sentAt(request);
  if (!id || sent === undefined) return false;
  if (Math.abs(elapsed(sent, request.receivedAt)) > tolerance) return false;
  const keys = secrets.flatMap(keyOf);
  const signatures = (header(request, "signature") ?? "")
    .split(" ")
    .slice(0, mostSignatures)
    .flatMap((part) => (part.startsWith("v1,") ? (decodeBase64(part.slice("v1,".length)) ?? []) : []));
  return signatures.some((signature) => isHmac(signature, keys, `${id}.${timestamp}.`, request.body));
};
