import { type Reader, unreadable } from "../envelope.ts";
import { noRating, readCut, readDigits, readRating, readUtc, reviewerOf } from "../reading/review.ts";
import { readFlag, readRecord } from "../reading/record.ts";
import { readText, readToken } from "../reading/text.ts";

/** Bodies with the same instants: an update knows more than a creation. */
const ranks: ReadonlyMap<string, number> = new Map([
  ["review_create", 1],
  ["review_created", 1],
  ["review_update", 2],
  ["review_updated", 2],
]);

/** `review_create` and `review_updated`. Older bodies write every value as text, newer ones with its type: both are read. */
export const readYotpo: Reader = (body, { receivedAt }) => {
  const topic = readText(body, "event", 100) ?? "";
  const rank = ranks.get(topic);
  if (rank === undefined || readFlag(body, "test")) return { kind: "nothing", topic };
  const review = readRecord(body, "data");
  const id = readDigits(review, "id");
  if (review === undefined || id === undefined) return unreadable(topic, "data.id");
  const rating = readRating(review, "score");
  if (rating === undefined) return unreadable(topic, "data.score", noRating);
  const created = readUtc(review, "created_at", receivedAt);
  const updatedAt = readUtc(review, "updated_at", receivedAt) ?? created ?? receivedAt;
  const data = {
    id: `yotpo:${id}`,
    rating,
    title: readCut(review, "title", 500),
    body: readCut(review, "content", 5000),
    author: readCut(review, "reviewer_display_name", 200),
    orderId: readToken(review, "external_order_id") ?? readToken(readRecord(review, "order"), "external_id"),
    verified: readFlag(review, "verified_buyer"),
    deleted: readFlag(review, "deleted"),
    createdAt: created ?? updatedAt,
    updatedAt,
  };
  const who = reviewerOf(review["customer_email"]);
  return { kind: "told", topic, fact: { type: "review.updated", data }, changedAt: updatedAt, rank, who };
};
