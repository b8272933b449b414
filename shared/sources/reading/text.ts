import type { JsonRecord } from "./record.ts";

/** Plain words with single spaces: nothing to clean. */
const clean = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;
const spaces = /\s+/gu;
/** Control characters, and the marks that turn the direction of what follows them. */
const invisible = /[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Text fit to be printed: trimmed, runs of spaces as one, no control or direction-turning characters, no half
 * surrogates, at most `length` characters. Undefined when nothing is left.
 */
export const cleanText = (value: unknown, length: number): string | undefined => {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value);
  if (text.length <= length && clean.test(text)) return text;
  const tidy = text
    .slice(0, length * 20)
    .replace(spaces, " ")
    .replace(invisible, "")
    .toWellFormed()
    .trim();
  const cut = tidy.length <= length ? tidy : Array.from(tidy).slice(0, length).join("").trimEnd();
  return cut === "" ? undefined : cut;
};

export const readText = (record: JsonRecord | undefined, key: string, length: number): string | undefined =>
  cleanText(record?.[key], length);

/** An opaque key such as a token, at most 256 characters; undefined where it holds spaces or control characters. */
export const readToken = (record: JsonRecord | undefined, key: string): string | undefined => {
  const value = record?.[key];
  const token = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return /^[^\s\p{C}]{1,256}$/u.test(token) ? token : undefined;
};

/** A web address that can stand in a mail, as the URL standard writes it; anything but http and https is nothing. */
export const readUrl = (record: JsonRecord | undefined, key: string): string | undefined => {
  const value = record?.[key];
  if (typeof value !== "string" || value.length > 2048) return undefined;
  const url = URL.parse(value.startsWith("//") ? `https:${value}` : value);
  return url && /^https?:$/.test(url.protocol) && url.username === "" ? url.href : undefined;
};

/** A BCP 47 tag such as `en` or `pt-BR`. */
export const readLocale = (record: JsonRecord | undefined, key: string): string | undefined => {
  const value = record?.[key];
  if (typeof value !== "string" || !/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$/.test(value)) return undefined;
  return value.replaceAll("_", "-");
};
