import { createHmac, randomUUID } from "node:crypto";
import { request } from "node:https";
import { outputsOf } from "./aws.ts";
import { stage } from "./cdk.ts";

export type Answer = {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
};

type Asked = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/**
 * Asks a URL of the deployed API. Its host is a name below `localhost`, which not every machine's resolver knows, so it is
 * looked up here; the certificate is checked as ever.
 */
export const ask = (url: string, { method = "GET", headers = {}, body }: Asked = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(
      url,
      {
        method,
        headers: { ...headers, ...(body !== undefined && { "content-length": Buffer.byteLength(body) }) },
        lookup: (_host, { all }, found) =>
          all === true ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4),
      },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
      },
    );
    asked.setTimeout(40_000, () => asked.destroy(new Error(`${method} ${url} got no answer within 40 s`)));
    asked.on("error", reject);
    asked.end(body);
  });

/** Where webhooks go, as the stack's output tells an operator. */
const webhookUrl = async (source: string, store: string): Promise<string> => {
  const { WebhookUrl: output = "" } = await outputsOf(`comeback-${stage}-app`);
  return output.replace("{source}", source).replace("{store}", store);
};

/** One event as a sender writes it, for the source `events`. */
export type Sent = Readonly<Record<string, unknown>> & { readonly type: string };

const postSigned = async (store: string, secret: string, events: readonly Sent[], type: string): Promise<Answer> => {
  const body = JSON.stringify(events);
  const id = `msg_${randomUUID()}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64");
  const headers = {
    "content-type": type,
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
  return ask(await webhookUrl("events", store), { method: "POST", headers, body });
};

/**
 * Posts events, signed as Standard Webhooks say; all of them must be taken. What is not text to an HTTP API, such as
 * `application/octet-stream`, it hands on as base64.
 */
export const tell = async (
  {
    store,
    secret,
    type = "application/json",
  }: { readonly store: string; readonly secret: string; readonly type?: string },
  ...events: readonly Sent[]
): Promise<void> => {
  const { status, body } = await postSigned(store, secret, events, type);
  if (status !== 200) throw new Error(`The webhook was answered ${status}: ${body}`);
};

/** Posts one body of Shopify's, signed with a store's secret. */
export const postShopify = async (
  {
    store,
    secret,
    domain,
    topic,
    type = "application/json",
  }: {
    readonly store: string;
    readonly secret: string;
    readonly domain: string;
    readonly topic: string;
    readonly type?: string;
  },
  shopifyBody: Readonly<Record<string, unknown>>,
): Promise<Answer> => {
  const body = JSON.stringify(shopifyBody);
  const headers = {
    "content-type": type,
    "x-shopify-topic": topic,
    "x-shopify-shop-domain": domain,
    "x-shopify-webhook-id": randomUUID(),
    "x-shopify-triggered-at": new Date().toISOString(),
    "x-shopify-api-version": "2026-04",
    "x-shopify-hmac-sha256": createHmac("sha256", secret).update(body).digest("base64"),
  };
  return ask(await webhookUrl("shopify", store), { method: "POST", headers, body });
};
