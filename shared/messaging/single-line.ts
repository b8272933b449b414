import * as z from "zod";

/** Control characters, line and paragraph separators, and the marks that turn the direction of what follows. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** Text on one line: whatever could end a header, start a paragraph or reorder the text becomes a single space. */
export const toSingleLine = (text: string): string => text.replace(unprintable, " ").replace(/ {2,}/g, " ").trim();

/** One line of text, refused (not mended) when it holds a line break or another control character. */
export const SingleLine = z
  .string()
  .refine((text) => text.search(unprintable) === -1, "must not contain line breaks or control characters")
  .trim()
  .min(1);

/** Does to every string inside a value what {@link toSingleLine} does to one. */
export const toSingleLines = (value: unknown): unknown => {
  if (typeof value === "string") return toSingleLine(value);
  if (Array.isArray(value)) return value.map(toSingleLines);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toSingleLines(entry)]));
};
