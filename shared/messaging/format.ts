import { type Instant, toEpoch } from "../events/instant.ts";
import type { Decimal, Money } from "../events/money.ts";
import { remembering } from "../remembering.ts";

/** Formatters take a hundred times as long to make as to use; those of each locale and zone are made once. */
const separator = " ";
const formatters = <Format>(
  make: (locale: string, how: string) => Format,
): ((locale: string, how?: string) => Format) => {
  const made = remembering(200, (key) => {
    const [locale = "", how = ""] = key.split(separator);
    return make(locale, how);
  });
  return (locale, how = "") => made(`${locale}${separator}${how}`);
};

const isNumeric = (text: string): text is `${number}` => text !== "" && !Number.isNaN(Number(text));

/** Formats the decimal string itself: as a float, a long amount would lose its last digits. */
const formatDecimal = (format: Intl.NumberFormat, value: Decimal): string =>
  isNumeric(value) ? format.format(value) : value;

const fractionOf = (value: Decimal): number => value.split(".")[1]?.replace(/0+$/, "").length ?? 0;

const usualMoney = formatters((locale, currency) => new Intl.NumberFormat(locale, { style: "currency", currency }));

/**
 * An amount as people of a locale write it, with as many decimals as the currency has (JPY none, KWD three), or more
 * where the amount itself has more.
 */
export const formatMoney = ({ amount, currency }: Money, locale: string): string => {
  const usual = usualMoney(locale, currency);
  const digits = Math.min(fractionOf(amount), 20);
  if (digits <= (usual.resolvedOptions().maximumFractionDigits ?? 0)) return formatDecimal(usual, amount);
  const exact = new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: digits });
  return formatDecimal(exact, amount);
};

const percentages = formatters(
  (locale) => new Intl.NumberFormat(locale, { style: "unit", unit: "percent", maximumFractionDigits: 2 }),
);

/** A number of percent (`"10"`, `"12.5"`) as people of a locale write it: `10%`, `12,5 %`. */
export const formatPercentage = (percentage: Decimal, locale: string): string =>
  formatDecimal(percentages(locale), percentage);

const moments = formatters(
  (locale, timeZone) =>
    new Intl.DateTimeFormat(locale, {
      weekday: "long",
      day: "numeric",
      month: "long",
      hour: "numeric",
      minute: "2-digit",
      timeZone,
      timeZoneName: "short",
    }),
);

/** A moment in words, in the reader's language and time zone, which it names: `Friday, November 27 at 3:00 PM EST`. */
export const formatMoment = (instant: Instant, locale: string, zone: string): string =>
  moments(locale, zone).format(toEpoch(instant));

const dates = formatters(
  (locale, timeZone) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone }),
);

/** The date of a moment in words, in the reader's language and time zone: `March 31, 2027`. */
export const formatDay = (instant: Instant, locale: string, zone: string): string =>
  dates(locale, zone).format(toEpoch(instant));

const numbers = formatters((locale) => new Intl.NumberFormat(locale));

/** A number as people of a locale group its digits: `12,500`. */
export const formatNumber = (value: number, locale: string): string => numbers(locale).format(value);

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** At most `length` characters as a reader counts them, the last an ellipsis if something was cut off. */
export const clip = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const characters = [...graphemes.segment(text)].map(({ segment }) => segment);
  return characters.length <= length
    ? text
    : `${characters
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
};
