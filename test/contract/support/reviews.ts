import { createHmac } from "node:crypto";
import { freshId } from "./bodies.ts";
import type { Answer, LocalRun } from "./local-run.ts";

export const secret = "demo-secret";
export const whsec = `whsec_${Buffer.from(secret).toString("base64")}`;

export type Review = {
  readonly id?: number;
  readonly rating: number;
  /** When it was written. */
  readonly at: string;
  /** When it was changed, where it was. */
  readonly changedAt?: string;
  readonly email?: string;
  readonly customerId?: number;
  readonly orderId?: number;
  readonly title?: string;
  readonly text?: string;
  readonly product?: string;
  readonly author?: string;
  readonly deleted?: boolean;
};

/** A webhook of a review app, as its sender makes it: where it goes, what it says and what proves it. */
export type Hook = { readonly path: string; readonly raw: string; readonly headers: Record<string, string> };
export type App = "judgeme" | "yotpo" | "stamped" | "okendo";

const json = { "content-type": "application/json" };

const judgeme = (review: Review & { id: number }, store: string): Hook => {
  const { id, rating, at, changedAt = at } = review;
  const raw = JSON.stringify({
    event: changedAt === at ? "review/created" : "review/updated",
    platform: "shopify",
    shop_domain: `${store}-store.myshopify.com`,
    review: {
      id,
      rating,
      title: review.title ?? "Not what I hoped for",
      body: review.text ?? "The strap tore on the second day.",
      product_external_id: 771200,
      product_title: review.product ?? "Linen Apron",
      product_handle: "linen-apron",
      verified: "buyer",
      created_at: at,
      updated_at: changedAt,
      reviewer: {
        id: 31,
        external_id: review.customerId ?? null,
        email: review.email ?? null,
        name: review.author ?? "Vera Miles",
      },
    },
  });
  const digest = createHmac("sha256", secret).update(raw).digest("hex");
  return { path: `/webhooks/judgeme/${store}`, raw, headers: { ...json, "judgeme-hmac-sha256": digest } };
};

const yotpo = (review: Review & { id: number }, store: string): Hook => {
  const { id, rating, at, changedAt = at } = review;
  const raw = JSON.stringify({
    event: changedAt === at ? "review_create" : "review_updated",
    data: {
      id,
      title: review.title ?? "Not what I hoped for",
      content: review.text ?? "The strap tore on the second day.",
      reviewer_display_name: review.author ?? "Vera M.",
      score: rating,
      deleted: review.deleted ?? false,
      created_at: at,
      updated_at: changedAt,
      verified_buyer: true,
      customer_email: review.email ?? "",
      external_order_id: review.orderId === undefined ? null : String(review.orderId),
    },
  });
  return { path: `/webhooks/yotpo/${store}/${secret}`, raw, headers: json };
};

/** Stamped's times have no zone: they are UTC. */
const stamped = (review: Review & { id: number }, store: string): Hook => ({
  path: `/webhooks/stamped/${store}`,
  raw: JSON.stringify({
    customerEmail: review.email ?? null,
    id: review.id,
    author: review.author ?? "Vera M.",
    reviewTitle: review.title ?? "Not what I hoped for",
    reviewMessage: review.text ?? "The strap tore on the second day.",
    reviewRating: review.rating,
    reviewDate: null,
    reviewVerifiedType: 2,
    productId: 771200,
    productName: review.product ?? "Linen Apron",
    productUrl: null,
    dateCreated: review.at.replace("Z", ""),
  }),
  headers: {
    ...json,
    "x-stamped-webhook-secret": secret,
    "x-stamped-topic": review.changedAt === undefined ? "review/created" : "review/updated",
    "x-stamped-store-url": `${store}-store.myshopify.com`,
  },
});

let sequence = 1_000;

/** Sent at `sentAt`, which Okendo signs; the local run takes the time from its own clock. */
const okendo = (review: Review & { id: number }, store: string, sentAt: string): Hook => {
  const topic = review.deleted === true ? "delete" : review.changedAt === undefined ? "create" : "update";
  const raw = JSON.stringify({
    resource: {
      reviewId: `okendo-${review.id}`,
      productId: "shopify-771200",
      productName: review.product ?? "Linen Apron",
      title: review.title ?? "Not what I hoped for",
      body: review.text ?? "The strap tore on the second day.",
      dateCreated: review.at,
      rating: review.rating,
      ...(review.orderId !== undefined && { order: { orderId: String(review.orderId) } }),
      reviewer: { name: review.author ?? "Vera Miles", email: review.email ?? null, isVerified: true },
      status: "pending",
    },
    resourceType: "review",
    sequenceNumber: String((sequence += 1)),
    topic,
    version: "2025-02-01",
  });
  const id = `msg_${freshId()}`;
  const timestamp = String(Math.floor(Date.parse(sentAt) / 1000));
  const key = Buffer.from(whsec.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${raw}`).digest("base64");
  const headers = { ...json, "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` };
  return { path: `/webhooks/okendo/${store}`, raw, headers };
};

/** The webhook of a review at an app, to be sent when it was last changed unless another time is given. */
export const hookOf = (app: App, review: Review, store = "demo", sentAt = review.changedAt ?? review.at): Hook => {
  const numbered = { ...review, id: review.id ?? freshId() };
  if (app === "okendo") return okendo(numbered, store, sentAt);
  return { judgeme, yotpo, stamped }[app](numbered, store);
};

export const deliver = async (
  run: LocalRun,
  { path, raw, headers }: Hook,
  changes: { path?: string; raw?: string; headers?: Record<string, string | undefined> } = {},
): Promise<Answer> => {
  const sent = Object.entries({ ...headers, ...changes.headers }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const response = await run.request("POST", changes.path ?? path, changes.raw ?? raw, Object.fromEntries(sent));
  return { status: response.status, body: await response.text() };
};

export type SupportAlert = { at: string; alarm: string; store: string; subject: string; text: string };

/** What support was told of somebody, oldest first; they are known by a word of the alert's text. */
export const alertsAbout = async (run: LocalRun, word: string): Promise<SupportAlert[]> =>
  (await run.get<SupportAlert[]>("/local/alerts")).filter(
    ({ alarm, text }) => alarm === "support" && text.split(/[\s<>]/).includes(word),
  );

/** The path of a page whose link a text holds. */
export const pageIn = (text: string, page: "c" | "s"): string =>
  new RegExp(`https?://[^\\s/"]+(/${page}/[\\w.-]+)`).exec(text)?.[1] ?? "";

export type Profile = {
  openComplaint: { id: string; since: string; until: string | null } | null;
  complaints: { id: string; closesAt: string; closedBy: string; holdUntil: string; urgent: boolean }[];
  reviews: { id: string; rating: number }[];
  surveys: { complaint: string; score: number }[];
  runs: { flow: string; finished?: { reason: string } }[];
};
