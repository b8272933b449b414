import { cleanText } from "./text.ts";

/** Shopify's own limit is 250 tags of 40 characters. */
const mostTags = 250;

/** `"VIP, wholesale"` or a list of tags as a list; undefined for anything else, which tells of no tags at all. */
export const readTags = (tags: unknown): string[] | undefined => {
  const list: unknown[] | undefined =
    typeof tags === "string" ? tags.split(",") : Array.isArray(tags) ? tags : undefined;
  return list?.slice(0, mostTags).flatMap((tag) => cleanText(tag, 255) ?? []);
};
