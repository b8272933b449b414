import { Temporal } from "temporal-polyfill";
import { fromEpoch, type Instant, parseInstant } from "../../shared/events/instant.ts";

/** A date, with its time where it has one, and no offset. A day before its month is taken only with dots, as in 31.01.2026. */
const local =
  /^(?:(?<year>\d{4})[-/](?<month>\d\d)[-/](?<day>\d\d)|(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4}))(?:[T ]+(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,]\d+)?)?)?$/;

const inZone = (text: string, zone: string): Instant | undefined => {
  const parts = local.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const [year, month, day, hour, minute, second] = ["year", "month", "day", "hour", "minute", "second"].map((part) =>
    Number(parts[part] ?? 0),
  );
  try {
    const time = Temporal.PlainDateTime.from(
      { year: year ?? 0, month: month ?? 0, day: day ?? 0, hour: hour ?? 0, minute: minute ?? 0, second: second ?? 0 },
      { overflow: "reject" },
    );
    const moment = time.toZonedDateTime(zone).epochMilliseconds;
    return moment < 0 ? undefined : fromEpoch(moment);
  } catch {
    return undefined;
  }
};

/** With a space before the offset (Shopify's exports), a zone in words, or no seconds. */
const withOffset = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(:\d\d)?(\.\d+)?\s*(Z|z|UTC|GMT|[+-]\d\d:?\d\d)$/;

/**
 * Reads a moment as files have it: RFC 3339; Shopify's `2026-01-31 10:00:00 -0500`; seconds or milliseconds since 1970; and,
 * in the zone of the store, a date with or without a time. `01/02/2026` is refused: it could be either of two days.
 */
export const readMoment = (cell: string, zone: string): Instant | undefined => {
  const text = cell.trim();
  if (/^\d{10}$/.test(text)) return fromEpoch(Number(text) * 1000);
  if (/^\d{13}$/.test(text)) return fromEpoch(Number(text));
  const [, date = "", minutes = "", seconds = ":00", fraction = "", offset = ""] = withOffset.exec(text) ?? [];
  if (date !== "") return parseInstant(`${date}T${minutes}${seconds}${fraction}${/^[+-]/.test(offset) ? offset : "Z"}`);
  return parseInstant(text) ?? inZone(text, zone);
};
