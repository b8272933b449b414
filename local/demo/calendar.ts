import { Temporal } from "temporal-polyfill";
import { fromEpoch, type Instant, toEpoch } from "../../shared/events/instant.ts";

/** How many days the demo day lies before the present, so that its last mails are out by then. */
const daysBefore = 3;

const zoned = (instant: Instant, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(toEpoch(instant)).toZonedDateTimeISO(zone);

/** The days of the demo. */
export type Calendar = {
  /** A moment of the demo day (`"14:05"` or `"14:05:30"`, the store's local time), or of a day after it. */
  readonly at: (time: string, daysLater?: number) => Instant;
};

/** The demo day is so long before `now` that all it leads to has happened by then. */
export const calendarBefore = (now: Instant, zone: string): Calendar => {
  const day = zoned(now, zone).toPlainDate().subtract({ days: daysBefore });
  return {
    at: (time, daysLater = 0) =>
      fromEpoch(day.add({ days: daysLater }).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds),
  };
};

const write = (instant: Instant, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat("en-GB", options).format(toEpoch(instant));

/** `Thu 14:05`, the time on the clocks of that zone. */
export const shortTime = (instant: Instant, zone: string): string => {
  const weekday = write(instant, { weekday: "short", timeZone: zone });
  return `${weekday} ${write(instant, { hour: "2-digit", minute: "2-digit", timeZone: zone })}`;
};

/** `Thursday, 19 November 2026` */
export const longDay = (instant: Instant, zone: string): string => {
  const date = write(instant, { day: "numeric", month: "long", year: "numeric", timeZone: zone });
  return `${write(instant, { weekday: "long", timeZone: zone })}, ${date}`;
};
