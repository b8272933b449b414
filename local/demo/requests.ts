import { createHmac } from "node:crypto";
import { toEpoch } from "../../shared/events/instant.ts";
import type { Act } from "./chapter.ts";
import type { Reads } from "./reads.ts";
import { demoStore } from "./store.ts";

/** The local run did not answer as the demo needs it to. */
export class DemoError extends Error {
  override name = "DemoError";
}

export type RequestOptions = {
  readonly reads: Reads;
  /** Of this machine. */
  readonly url: string;
};

const secretOf = (source: string): string => demoStore.secrets[source]?.[0] ?? "";

const webhookRequest = (source: string, body: string, headers: Record<string, string>, url: string): Request =>
  new Request(`${url}/webhooks/${source}/${demoStore.id}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });

const shopifyHeaders = (act: Extract<Act, { kind: "webhook" | "forged" }>, body: string): Record<string, string> => {
  const secret = secretOf("shopify");
  const key = act.kind === "forged" ? `not ${secret}` : secret;
  return {
    "x-shopify-topic": act.topic,
    "x-shopify-shop-domain": demoStore.domain,
    "x-shopify-api-version": "2026-04",
    "x-shopify-triggered-at": act.at,
    "x-shopify-hmac-sha256": createHmac("sha256", key).update(body).digest("base64"),
  };
};

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const standardHeaders = ({ at }: Act, body: string): Record<string, string> => {
  const timestamp = String(Math.floor(toEpoch(at) / 1000));
  const id = `demo-${timestamp}`;
  const key = Buffer.from(secretOf("events").replace("whsec_", ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
};

const judgemeHeaders = (body: string): Record<string, string> => ({
  "judgeme-hmac-sha256": createHmac("sha256", secretOf("judgeme")).update(body).digest("hex"),
});

const formPost = (target: string, body: string): Request =>
  new Request(target, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body });

/** What a mail program posts when its reader clicks "unsubscribe" (RFC 8058, section 3.1). */
const unsubscribeRequest = async (reads: Reads, email: string): Promise<Request> => {
  const latest = (await reads.messages()).filter(({ to, channel }) => to === email && channel === "email").at(-1);
  const target = /<(http[^>]*)>/.exec(latest?.headers["List-Unsubscribe"] ?? "")?.[1];
  if (target === undefined) throw new DemoError(`The demo found no mail to ${email} to unsubscribe from.`);
  return formPost(target, "List-Unsubscribe=One-Click");
};

const settleRequest = async (reads: Reads): Promise<Request> => {
  const target = /https?:\/\/\S+\/c\/\S+/.exec((await reads.alerts()).at(-1)?.text ?? "")?.[0];
  if (target === undefined) throw new DemoError("The demo found no alert whose complaint could be settled.");
  return formPost(target, "");
};

/** The request by which the pipeline hears of an act. Throws a {@link DemoError} where what it answers to is not there. */
export const requestOf = async (act: Act, { reads, url }: RequestOptions): Promise<Request> => {
  if (act.kind === "unsubscribe") return unsubscribeRequest(reads, act.email);
  if (act.kind === "settle") return settleRequest(reads);
  const body = JSON.stringify(act.body);
  if (act.kind === "review") return webhookRequest("judgeme", body, judgemeHeaders(body), url);
  if (act.kind === "events") return webhookRequest("events", body, standardHeaders(act, body), url);
  return webhookRequest("shopify", body, shopifyHeaders(act, body), url);
};
