import { type Reader, unreadable } from "../envelope.ts";
import { noRating, readCut, readDigits, readRating, readUtc, reviewerOf } from "../reading/review.ts";
import { readFlag } from "../reading/record.ts";
import { readUrl } from "../reading/text.ts";
import { shopOf } from "../shopify/domain.ts";

/** Stamped's `reviewVerifiedType` of somebody who bought the thing. */
const verifiedBuyer = 2;

/**
 * A review; questions, surveys and rewards are ignored. The body has one date, of the writing, so of two bodies with the
 * same date the later received is the later; only where the topic says that it was changed is the receipt its time.
 */
export const readStamped: Reader = (body, { headers, receivedAt }, store) => {
  const topic = headers["x-stamped-topic"]?.trim().toLowerCase().slice(0, 100) ?? "";
  const isReview = ["reviewRating", "reviewMessage", "reviewTitle"].some((key) => Object.hasOwn(body, key));
  if (!isReview || readFlag(body, "test")) return { kind: "nothing", topic };
  const shop = shopOf(headers["x-stamped-store-url"]);
  const own = store.domain.toLowerCase();
  if (shop !== undefined && shop !== own)
    return unreadable(topic, "x-stamped-store-url", `the shop is ${shop}, this store is ${own}`);
  const id = readDigits(body, "id");
  if (id === undefined) return unreadable(topic, "id");
  const rating = readRating(body, "reviewRating");
  if (rating === undefined) return unreadable(topic, "reviewRating", noRating);
  const written = readUtc(body, "reviewDate", receivedAt) ?? readUtc(body, "dateCreated", receivedAt) ?? receivedAt;
  const updatedAt = /updat|edit|chang/.test(topic) ? receivedAt : written;
  const data = {
    id: `stamped:${id}`,
    rating,
    title: readCut(body, "reviewTitle", 500),
    body: readCut(body, "reviewMessage", 5000),
    author: readCut(body, "author", 200),
    productId: readDigits(body, "productId"),
    productTitle: readCut(body, "productName", 500),
    productUrl: readUrl(body, "productUrl"),
    verified: body["reviewVerifiedType"] === verifiedBuyer,
    createdAt: written,
    updatedAt,
  };
  const who = reviewerOf(body["customerEmail"]);
  const fact = { type: "review.updated", data } as const;
  return { kind: "told", topic, fact, changedAt: updatedAt, sentAt: receivedAt, rank: 1, who };
};
