import { Temporal } from "temporal-polyfill";
import { type Duration, fromEpoch, type Instant, toEpoch } from "./instant.ts";
import { momentOf, wallTime } from "./wall-time.ts";

const at = (instant: Instant, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(toEpoch(instant)).toZonedDateTimeISO(zone);
const back = (moment: Temporal.ZonedDateTime): Instant => fromEpoch(moment.epochMilliseconds);

/** What a zone's clocks and calendar show, read from a date that takes UTC for that zone. */
const shown = (instant: Instant, zone: string): Date => new Date(wallTime(toEpoch(instant), zone));

const exactly = (moment: number | undefined): Instant | undefined =>
  moment === undefined ? undefined : fromEpoch(moment);

const day = 86_400_000;

/** The same day of a later month, the last where it is too short, and the same time of day. */
const addMonths = (wall: Date, months: number): number => {
  const [year, month, date] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
  const first = Date.UTC(year, month + months, 1);
  const length = (Date.UTC(year, month + months + 1, 1) - first) / day;
  return first + (Math.min(date, length) - 1) * day + (wall.getTime() - Date.UTC(year, month, date));
};

/**
 * The same time of day so many calendar days later (earlier when negative) in a zone, so that a change of the clocks in
 * between moves nothing. A time that the clocks skip becomes the next one there is.
 */
export const plusDays = (instant: Instant, days: number, zone: string): Instant =>
  exactly(momentOf(shown(instant, zone).getTime() + days * day, zone)) ?? back(at(instant, zone).add({ days }));

/** The same day of a later month and the same time of day; the last day of a month that is too short for it. */
export const plusMonths = (instant: Instant, months: number, zone: string): Instant =>
  exactly(momentOf(addMonths(shown(instant, zone), months), zone)) ?? back(at(instant, zone).add({ months }));

/** The first moment after a month, that of an instant or a later one: a month ends just before it. */
export const endOfMonth = (instant: Instant, zone: string, monthsLater = 0): Instant => {
  const wall = shown(instant, zone);
  const next = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + monthsLater + 1, 1);
  return (
    exactly(momentOf(next, zone)) ??
    back(
      at(instant, zone)
        .with({ day: 1 })
        .add({ months: monthsLater + 1 })
        .startOfDay(),
    )
  );
};

/** The first moment after a year, that of an instant or a later one. */
export const endOfYear = (instant: Instant, zone: string, yearsLater = 0): Instant => {
  const next = Date.UTC(shown(instant, zone).getUTCFullYear() + yearsLater + 1, 0, 1);
  return (
    exactly(momentOf(next, zone)) ??
    back(
      at(instant, zone)
        .with({ month: 1, day: 1 })
        .add({ years: yearsLater + 1 })
        .startOfDay(),
    )
  );
};

/** The calendar date of a moment in a zone: `2026-11-22`. */
export const localDate = (instant: Instant, zone: string): string => at(instant, zone).toPlainDate().toString();

/** One decision asks for the same few moments many times, and the calendar takes its time. */
const mostMoments = 2000;
type Step<How> = (instant: Instant, how: How, zone: string) => Instant;
const rememberSteps = <How extends string | number>(step: Step<How>): Step<How> => {
  const known = new Map<string, Instant>();
  return (instant, how, zone) => {
    const key = `${instant} ${how} ${zone}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= mostMoments) known.clear();
    const moment = step(instant, how, zone);
    known.set(key, moment);
    return moment;
  };
};

/** The same time of day so many working days (Monday to Friday) later. */
export const plusWorkingDays = rememberSteps((instant, days: number, zone) => {
  let moment = at(instant, zone);
  for (let left = days; left > 0;) {
    moment = moment.add({ days: 1 });
    if (moment.dayOfWeek <= 5) left -= 1;
  }
  return back(moment);
});

const shiftBy =
  (direction: 1 | -1): Step<Duration> =>
  (instant, duration, zone) => {
    const { days, hours, minutes, seconds } = Temporal.Duration.from(duration);
    const onTheDay = days === 0 ? at(instant, zone) : at(instant, zone).add({ days: direction * days });
    return back(onTheDay.add({ hours: direction * hours, minutes: direction * minutes, seconds: direction * seconds }));
  };
const later = rememberSteps(shiftBy(1));
const sooner = rememberSteps(shiftBy(-1));

/** A duration after (or before) a moment, its days counted on the calendar of a zone, its hours exactly. */
export const shift = (instant: Instant, duration: Duration, direction: 1 | -1, zone: string): Instant =>
  direction === 1 ? later(instant, duration, zone) : sooner(instant, duration, zone);
