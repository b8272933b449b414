import { type Instant, toEpoch } from "../events/instant.ts";
import type { Decimal, Money } from "../events/money.ts";

const isNumeric = (text: string): text is `${number}` => text !== "" && !Number.isNaN(Number(text));

/** Formats the decimal string itself: as a float, a long amount would lose its last digits. */
const formatDecimal = (format: Intl.NumberFormat, value: Decimal): string =>
  isNumeric(value) ? format.format(value) : value;

const fractionOf = (value: Decimal): number => value.split(".")[1]?.replace(/0+$/, "").length ?? 0;

/**
 * An amount as people of a locale write it, with as many decimals as the currency has (JPY none, KWD three), or more
 * where the amount itself has more.
 */
export const formatMoney = ({ amount, currency }: Money, locale: string): string => {
  const usual =
    new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 0;
  const maximumFractionDigits = Math.min(Math.max(usual, fractionOf(amount)), 20);
  return formatDecimal(new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits }), amount);
};

/** A number of percent (`"10"`, `"12.5"`) as people of a locale write it: `10%`, `12,5 %`. */
export const formatPercentage = (percentage: Decimal, locale: string): string =>
  formatDecimal(
    new Intl.NumberFormat(locale, { style: "unit", unit: "percent", maximumFractionDigits: 2 }),
    percentage,
  );

/** A moment in words, in the reader's language and time zone, which it names: `Friday, November 27 at 3:00 PM EST`. */
export const formatMoment = (instant: Instant, locale: string, zone: string): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone,
    timeZoneName: "short",
  }).format(toEpoch(instant));

/** The date of a moment in words, in the reader's language and time zone: `March 31, 2027`. */
export const formatDay = (instant: Instant, locale: string, zone: string): string =>
  new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: zone }).format(
    toEpoch(instant),
  );

/** A number as people of a locale group its digits: `12,500`. */
export const formatNumber = (value: number, locale: string): string => new Intl.NumberFormat(locale).format(value);

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
