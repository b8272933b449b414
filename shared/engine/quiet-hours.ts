import * as z from "zod";
import { fromEpoch, type Instant, toEpoch } from "../events/instant.ts";
import { offsetAt } from "../profile/zone/offset.ts";

/**
 * The part of every local day in which a channel may be used, `from` inclusive, `to` exclusive (`24:00` is the day's
 * end). It never spans midnight.
 *
 * Sources: texts and calls only between 8 am and 9 pm at the called party's location, 47 CFR 64.1200(c)(1); stricter
 * in several states, such as Florida's 8 am to 8 pm, Fla. Stat. 501.616(6)(a).
 */
export const Window = z
  .object({
    from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 09:00"),
    to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "must be a time of day such as 20:00"),
  })
  .refine(({ from, to }) => from < to, { message: "must begin before it ends", path: ["to"] });
export type Window = z.infer<typeof Window>;

const minute = 60_000;
const day = 24 * 60 * minute;
/** A window that has not opened by then never will: the zones' windows do not meet. */
const horizon = 2 * day;

/**
 * The earliest instant, `at` itself included, when it is inside the window in every zone. Undefined when there is none
 * within 48 hours, or when no zone is given. Exact across changes of daylight saving time. Throws a RangeError for a
 * zone that does not exist.
 */
export const nextOpen = (at: Instant, zones: readonly string[], window: Window): Instant | undefined => {
  const from = timeOfDay(window.from);
  const to = timeOfDay(window.to);
  const open: Wait = (local) => {
    const time = timeWithin(local);
    if (time >= from && time < to) return local;
    return startOfDay(local) + from + (time < from ? 0 : day);
  };
  const start = toEpoch(at);
  const found = settle(start, zones, open, start + horizon);
  return zones.length === 0 || found === undefined ? undefined : fromEpoch(found);
};

/** Is it inside the window in every zone now? False when no zone is given. */
export const isOpen = (at: Instant, zones: readonly string[], window: Window): boolean => {
  const from = timeOfDay(window.from);
  const to = timeOfDay(window.to);
  const epoch = toEpoch(at);
  return (
    zones.length > 0 &&
    zones.every((zone) => {
      const time = timeWithin(epoch + offsetAt(zone, epoch));
      return time >= from && time < to;
    })
  );
};

/**
 * The earliest instant, `at` itself included, that falls on none of the blackout dates (local dates, `2026-12-25`) in
 * any zone. Throws a RangeError for a zone that does not exist.
 */
export const nextAllowedDay = (at: Instant, zones: readonly string[], blackoutDates: readonly string[]): Instant => {
  const dates = new Set(blackoutDates);
  const pass: Wait = (local) =>
    dates.has(new Date(local).toISOString().slice(0, 10)) ? startOfDay(local) + day : local;
  const found = dates.size === 0 ? undefined : settle(toEpoch(at), zones, pass, Infinity);
  return found === undefined ? at : fromEpoch(found);
};

/** Takes a local time and answers the next one that will do, or the same; milliseconds as if the clock showed UTC. */
type Wait = (local: number) => number;

const timeOfDay = (text: string): number => Number(text.slice(0, 2)) * 60 * minute + Number(text.slice(3)) * minute;
const timeWithin = (local: number): number => ((local % day) + day) % day;
const startOfDay = (local: number): number => local - timeWithin(local);

/**
 * The earliest moment from `start` to `limit` that will do in every zone. Each round moves to the earliest moment the
 * next unwilling zone allows, which is never later than the answer.
 */
const settle = (start: number, zones: readonly string[], wait: Wait, limit: number): number | undefined => {
  let now = start;
  let agreed = 0;
  while (agreed < zones.length) {
    agreed = 0;
    for (const zone of zones) {
      const next = earliestIn(zone, now, wait);
      if (next > limit) return undefined;
      if (next > now) now = next;
      else agreed++;
    }
  }
  return now;
};

/** The same for one zone: stretch by stretch of constant offset, so that a skipped or repeated hour counts as it is. */
const earliestIn = (zone: string, start: number, wait: Wait): number => {
  let now = start;
  for (;;) {
    const offset = offsetAt(zone, now);
    const next = wait(now + offset) - offset;
    if (next === now || offsetAt(zone, next) === offset) return next;
    now = changeOf(zone, now, next, offset);
  }
};

/** The first minute after `from` and up to `to` at which the zone's clocks no longer have this offset. */
const changeOf = (zone: string, from: number, to: number, offset: number): number => {
  let before = Math.floor(from / minute);
  let after = Math.ceil(to / minute);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(zone, middle * minute) === offset) before = middle;
    else after = middle;
  }
  return after * minute;
};
