import { noRating, readCut, readRating } from "../reading/review.ts";
import { readRecord, type JsonRecord } from "../reading/record.ts";
import { readText, readToken, readUrl } from "../reading/text.ts";
import { readInstant } from "../reading/time.ts";
import type { ReadResource } from "./topics.ts";

/** Okendo writes the shop's ids behind the name of its platform: `shopify-123456789`. */
const readShopId = (record: JsonRecord | undefined, key: string): string | undefined =>
  readToken(record, key)?.replace(/^(shopify|bigcommerce|woocommerce)-(?=.)/, "");

const readVerified = (reviewer: JsonRecord | undefined): boolean | undefined => {
  const flag = reviewer?.["isVerified"];
  if (typeof flag === "boolean") return flag;
  return readText(reviewer, "verifiedStatus", 100)?.toLowerCase().includes("buyer");
};

/** A review. It bears the date of its making only, so an update happened when it was sent. */
export const readReview: ReadResource = (review, { change, sentAt, receivedAt }) => {
  const id = readToken(review, "reviewId");
  if (id === undefined) return { path: "reviewId" };
  const rating = readRating(review, "rating");
  if (rating === undefined) return { path: "rating", reason: noRating };
  const createdAt = readInstant(review, "dateCreated", receivedAt) ?? sentAt;
  const updatedAt = change === "create" ? createdAt : sentAt;
  const reviewer = readRecord(review, "reviewer");
  const data = {
    id: `okendo:${id}`.slice(0, 256),
    rating,
    title: readCut(review, "title", 500),
    body: readCut(review, "body", 5000),
    author: readCut(reviewer, "name", 200) ?? readCut(reviewer, "displayName", 200),
    productId: readShopId(review, "productId"),
    productTitle: readCut(review, "productName", 500),
    productUrl: readUrl(review, "productUrl"),
    orderId: readShopId(readRecord(review, "order"), "orderId"),
    verified: readVerified(reviewer),
    deleted: change === "delete",
    createdAt,
    updatedAt,
  };
  return { fact: { type: "review.updated", data }, changedAt: updatedAt };
};
