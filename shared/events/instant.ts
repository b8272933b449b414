import * as z from "zod";
import { remembering } from "../remembering.ts";

const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * A moment in UTC, always written `YYYY-MM-DDTHH:mm:ss.sssZ`, so that comparing the strings compares the moments.
 * Whatever comes from outside goes through {@link parseInstant} first.
 */
export const Instant = z.string().regex(form).brand("Instant");
export type Instant = z.infer<typeof Instant>;
/** The check of the schema without its cost, for the texts that are written here. */
const isInstant = (text: string): text is Instant => form.test(text);

/** A length of time in ISO 8601 (`PT10M`, `P7D`); a day is 24 hours. Made by {@link minutes}, {@link hours}, {@link days}. */
export const Duration = z
  .string()
  .regex(
    /^P(?=\d|T\d)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/,
    "must be an ISO 8601 duration such as PT10M, PT4H or P7D",
  )
  .brand("Duration");
export type Duration = z.infer<typeof Duration>;

export const minutes = (count: number): Duration => Duration.parse(`PT${count}M`);
export const hours = (count: number): Duration => Duration.parse(`PT${count}H`);
export const days = (count: number): Duration => Duration.parse(`P${count}D`);

const units: Record<string, number> = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 };

const readDuration = remembering(1000, (duration) =>
  [...duration.matchAll(/(\d+)([DHMS])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? 0),
    0,
  ),
);

/** A duration in milliseconds. */
export const toMilliseconds = (duration: Duration): number => readDuration(duration);

/** Milliseconds since 1970 of an instant. */
export const toEpoch = (instant: Instant): number => new Date(instant).getTime();

/** The instant of a number of milliseconds since 1970; a RangeError when that is no moment of the years 0 to 9999. */
export const fromEpoch = (milliseconds: number): Instant => {
  const text = new Date(milliseconds).toISOString();
  if (!isInstant(text)) throw new RangeError(`${milliseconds} ms is no moment of the years 0 to 9999.`);
  return text;
};

export const plus = (instant: Instant, duration: Duration): Instant =>
  fromEpoch(toEpoch(instant) + toMilliseconds(duration));
export const minus = (instant: Instant, duration: Duration): Instant =>
  fromEpoch(toEpoch(instant) - toMilliseconds(duration));

/** The milliseconds from one instant to a later one; negative when `later` is earlier. */
export const elapsed = (earlier: Instant, later: Instant): number => toEpoch(later) - toEpoch(earlier);

/** Seconds from an instant to now; 0 when it lies ahead, as another machine's clock may have it. */
export const secondsSince = (instant: Instant, now: Instant): number => Math.max(0, elapsed(instant, now)) / 1000;

export const earliest = (first: Instant, ...rest: readonly Instant[]): Instant =>
  rest.reduce((a, b) => (b < a ? b : a), first);
export const latest = (first: Instant, ...rest: readonly Instant[]): Instant =>
  rest.reduce((a, b) => (b > a ? b : a), first);

/** Whether a calendar has this day; 29, 30 and 31 are the only ones that a month can lack. */
const isDay = (date: string): boolean => {
  if (date.slice(8) <= "28") return true;
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
};

/**
 * Reads an RFC 3339 time in any offset and precision (Shopify's Triggered-At has nine fractional digits); undefined when
 * it is none or names a day that does not exist. A time without an offset is refused: it could be any of 26 hours.
 */
export const parseInstant = (text: unknown): Instant | undefined => {
  if (typeof text !== "string") return undefined;
  const match = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?(Z|z|[+-]\d\d:?\d\d)$/.exec(text.trim());
  if (!match) return undefined;
  const [, date = "", time = "", fraction = "", offset = ""] = match;
  const milliseconds = `.${fraction.slice(1, 4).padEnd(3, "0")}`;
  const zone = offset.toUpperCase() === "Z" ? "Z" : `${offset.slice(0, 3)}:${offset.slice(-2)}`;
  const moment = new Date(`${date}T${time}${milliseconds}${zone}`).getTime();
  if (Number.isNaN(moment) || moment < 0 || !isDay(date)) return undefined;
  const instant = new Date(moment).toISOString();
  return isInstant(instant) ? instant : undefined;
};
