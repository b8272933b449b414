import { type Reader, unreadable } from "../envelope.ts";
import { noRating, readCut, readDigits, readRating, reviewerOf } from "../reading/review.ts";
import { readFlag, readRecord, type JsonRecord } from "../reading/record.ts";
import { readText } from "../reading/text.ts";
import { readInstant } from "../reading/time.ts";
import { findForeignShop } from "../shopify/domain.ts";
import type { SourceStore } from "../source.ts";

/** Bodies with the same instants: an update knows more than a creation. */
const ranks: ReadonlyMap<string, number> = new Map([
  ["review/created", 1],
  ["review/updated", 2],
]);

/** `verified` is a word: `buyer`, `confirmed-buyer`, `not-yet`, `nothing`. */
const readVerified = (review: JsonRecord): boolean | undefined => readText(review, "verified", 40)?.includes("buyer");

const productUrl = (review: JsonRecord, store: SourceStore): string | undefined => {
  const handle = readText(review, "product_handle", 255);
  return handle !== undefined && /^[\p{L}\p{N}_-]+$/u.test(handle)
    ? `https://${store.domain}/products/${encodeURIComponent(handle)}`
    : undefined;
};

/** `review/created` and `review/updated`: what a reviewer wrote, as Judge.me has it now. */
export const readJudgeme: Reader = (body, { receivedAt }, store) => {
  const topic = readText(body, "event", 100) ?? "";
  const rank = ranks.get(topic);
  if (rank === undefined || readFlag(body, "test")) return { kind: "nothing", topic };
  const foreign = findForeignShop(undefined, body, store.domain);
  if (foreign !== undefined) return { kind: "unreadable", topic, reason: foreign };
  const review = readRecord(body, "review");
  const id = readDigits(review, "id");
  if (review === undefined || id === undefined) return unreadable(topic, "review.id");
  const rating = readRating(review, "rating");
  if (rating === undefined) return unreadable(topic, "review.rating", noRating);
  const created = readInstant(review, "created_at", receivedAt);
  const updatedAt = readInstant(review, "updated_at", receivedAt) ?? created ?? receivedAt;
  const reviewer = readRecord(review, "reviewer");
  const data = {
    id: `judgeme:${id}`,
    rating,
    title: readCut(review, "title", 500),
    body: readCut(review, "body", 5000),
    author: readCut(reviewer, "name", 200),
    productId: readDigits(review, "product_external_id"),
    productTitle: readCut(review, "product_title", 500),
    productUrl: productUrl(review, store),
    verified: readVerified(review),
    createdAt: created ?? updatedAt,
    updatedAt,
  };
  const who = reviewerOf(reviewer?.["email"], {
    phone: reviewer?.["phone"],
    country: store.country,
    customerId: readDigits(reviewer, "external_id"),
  });
  return { kind: "told", topic, fact: { type: "review.updated", data }, changedAt: updatedAt, rank, who };
};
