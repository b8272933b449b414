import { parseInstant } from "../../events/instant.ts";
import { normaliseEmail, normalisePhone } from "../../profile/contact.ts";
import { isRecord } from "../reading/record.ts";
import { cleanText, readLocale, readUrl } from "../reading/text.ts";

/** What is wrong with an event: where (`data.lines.0.price`), and how it should be. */
export type Issue = { readonly path: string; readonly message: string };

type Rule = {
  readonly covers: (key: string) => boolean;
  /** The value as the catalogue has it; undefined when it is none. */
  readonly read: (value: string, country: string | undefined) => string | undefined;
  readonly message: string;
};

const among = (...keys: readonly string[]): ((key: string) => boolean) => {
  const set = new Set(keys);
  return (key) => set.has(key);
};

/** The keys whose values are moments. */
export const isMoment = (key: string): boolean => key === "at" || key.endsWith("At");
const isId = (key: string): boolean => key === "id" || key === "account" || key.endsWith("Id") || /[tT]oken$/.test(key);

/** One of a few words, however it is capitalised. */
const oneOf = (key: string, ...words: readonly string[]): Rule => ({
  covers: among(key),
  read: (value) => words.find((word) => word === value.trim().toLowerCase()),
  message: `must be one of ${words.join(", ")}`,
});

/** What a text under a key must be, wherever in an event the key stands. The first rule that covers a key holds. */
const rules: readonly Rule[] = [
  {
    covers: isMoment,
    read: parseInstant,
    message: "must be an RFC 3339 time with its offset, such as 2026-11-05T15:00:00Z",
  },
  { covers: among("email"), read: normaliseEmail, message: "must be an e-mail address" },
  {
    covers: among("phone"),
    read: normalisePhone,
    message: "must be a mobile phone number with its country, such as +14155550123",
  },
  {
    covers: among("recoveryUrl", "productUrl", "imageUrl", "url"),
    read: (value) => readUrl({ value }, "value"),
    message: "must be an http or https address",
  },
  {
    covers: among("country"),
    read: (value) => (/^[A-Za-z]{2}$/.test(value) ? value.toUpperCase() : undefined),
    message: "must be an ISO 3166 country of two letters, such as US",
  },
  {
    covers: among("locale"),
    read: (value) => readLocale({ value }, "value"),
    message: "must be a BCP 47 tag such as en or pt-BR",
  },
  // The words of Shopify: https://shopify.dev/docs/api/admin-rest/latest/resources/order
  oneOf(
    "financialStatus",
    "pending",
    "authorized",
    "partially_paid",
    "paid",
    "partially_refunded",
    "refunded",
    "voided",
    "expired",
  ),
  oneOf("fulfillmentStatus", "unfulfilled", "partial", "fulfilled", "restocked"),
  {
    covers: isId,
    read: (value) => (/^[^\p{C}]{1,256}$/u.test(value) ? value : undefined),
    message: "must be 1 to 256 characters, none of them a control character",
  },
  {
    covers: among(
      "firstName",
      "lastName",
      "title",
      "variantTitle",
      "productTitle",
      "name",
      "author",
      "body",
      "reason",
      "tier",
      "tag",
      "wording",
      "sourceName",
    ),
    read: (value) => cleanText(value, value.length) ?? "",
    message: "",
  },
];

/** Texts that are the same as nothing where they are empty. */
const mayBeEmpty = new Set([
  "email",
  "phone",
  "locale",
  "country",
  "recoveryUrl",
  "productUrl",
  "imageUrl",
  "url",
  "financialStatus",
  "fulfillmentStatus",
]);
const isNothing = (key: string, value: unknown): boolean =>
  value === null || (value === "" && (mayBeEmpty.has(key) || isMoment(key)));

/** Lists and tables whose members are of one kind, by the key that says which. */
const members: ReadonlyMap<string | undefined, string> = new Map([
  ["variantImages", "imageUrl"],
  ["soldOutVariants", "variantId"],
  ["tags", "tag"],
]);

/** An event of the catalogue is five deep. */
const deepest = 10;

/**
 * A value of an event with every moment in UTC, every address as a key, every text fit to be printed, ids in numbers as
 * text, and nothing where there is null. What cannot be read stays as it was, with an issue that names its path.
 */
export const tidy = (
  value: unknown,
  path: readonly string[],
  country: string | undefined,
  issues: Issue[],
): unknown => {
  if (path.length > deepest) return value;
  if (Array.isArray(value)) return value.map((item, index) => tidy(item, [...path, String(index)], country, issues));
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([key, inner]) => !isNothing(key, inner));
    return Object.fromEntries(entries.map(([key, inner]) => [key, tidy(inner, [...path, key], country, issues)]));
  }
  const key = members.get(path.at(-2)) ?? path.at(-1) ?? "";
  const text = typeof value === "number" && Number.isSafeInteger(value) && isId(key) ? String(value) : value;
  if (typeof text !== "string") return value;
  const rule = rules.find(({ covers }) => covers(key));
  if (rule === undefined) return text;
  const read = rule.read(text, country);
  if (read === undefined) issues.push({ path: path.join("."), message: rule.message });
  return read ?? text;
};
