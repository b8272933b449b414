import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import {
  endOfMonth,
  endOfYear,
  localDate,
  plusDays,
  plusMonths,
  plusWorkingDays,
  shift,
} from "../../shared/events/calendar.ts";
import { days, Duration, fromEpoch, type Instant, toEpoch } from "../../shared/events/instant.ts";
import { at } from "../support/instants.ts";

const newYork = "America/New_York";
const pagoPago = "Pacific/Pago_Pago";
const kiritimati = "Pacific/Kiritimati";
const london = "Europe/London";
const santiago = "America/Santiago";

test.each([
  ["across the spring change the time of day stays", "2026-03-07T12:00-05:00", 1, newYork, "2026-03-08T12:00-04:00"],
  ["a time that the clocks skip is the next there is", "2026-03-07T02:30-05:00", 1, newYork, "2026-03-08T03:30-04:00"],
  ["across the autumn change a day has 25 hours", "2026-10-31T12:00-04:00", 1, newYork, "2026-11-01T12:00-05:00"],
  ["a time that comes twice is the first", "2026-10-31T01:30-04:00", 1, newYork, "2026-11-01T01:30-04:00"],
  ["backwards too", "2026-03-09T12:00-04:00", -2, newYork, "2026-03-07T12:00-05:00"],
  ["over a leap day", "2028-02-28T09:00Z", 2, "UTC", "2028-03-01T09:00Z"],
  ["365 days from a leap day", "2028-02-29T09:00Z", 365, "UTC", "2029-02-28T09:00Z"],
  ["at -11", "2026-12-31T23:30-11:00", 1, pagoPago, "2027-01-01T23:30-11:00"],
  ["at +14", "2026-12-31T00:30+14:00", 1, kiritimati, "2027-01-01T00:30+14:00"],
  ["over the day that Samoa skipped", "2011-12-29T12:00-10:00", 2, "Pacific/Apia", "2011-12-31T12:00+14:00"],
])("days: %s", (_, from, count, zone, expected) => {
  expect(plusDays(at(from), count, zone)).toBe(at(expected));
});

test.each([
  ["the last day of a shorter month", "2026-01-31T10:00Z", 1, "UTC", "2026-02-28T10:00Z"],
  ["of a February with 29 days", "2028-01-31T10:00Z", 1, "UTC", "2028-02-29T10:00Z"],
  ["a year from a leap day", "2028-02-29T10:00Z", 12, "UTC", "2029-02-28T10:00Z"],
  ["four years from a leap day", "2028-02-29T10:00Z", 48, "UTC", "2032-02-29T10:00Z"],
  ["backwards over a year's end", "2026-01-15T10:00Z", -2, "UTC", "2025-11-15T10:00Z"],
  ["into summer time", "2026-01-15T10:00-05:00", 6, newYork, "2026-07-15T10:00-04:00"],
  ["into the skipped hour", "2026-02-08T02:15-05:00", 1, newYork, "2026-03-08T03:15-04:00"],
  ["by the zone's calendar and not UTC's", "2026-01-31T23:00-11:00", 1, pagoPago, "2026-02-28T23:00-11:00"],
  ["by the zone's calendar at +14", "2026-03-31T01:00+14:00", 1, kiritimati, "2026-04-30T01:00+14:00"],
])("months: %s", (_, from, count, zone, expected) => {
  expect(plusMonths(at(from), count, zone)).toBe(at(expected));
});

test.each([
  ["a leap February", "2028-02-10T10:00Z", 0, "UTC", "2028-03-01T00:00Z"],
  ["its last instant", "2026-04-30T23:59:59.999Z", 0, "UTC", "2026-05-01T00:00Z"],
  ["its first instant", "2026-05-01T00:00Z", 0, "UTC", "2026-06-01T00:00Z"],
  ["still May at -11", "2026-06-01T05:00Z", 0, pagoPago, "2026-06-01T00:00-11:00"],
  ["already June at +14", "2026-05-31T11:00Z", 0, kiritimati, "2026-07-01T00:00+14:00"],
  ["the next month of the 31st", "2026-01-31T10:00Z", 1, "UTC", "2026-03-01T00:00Z"],
  ["the month in which the clocks change", "2026-03-02T10:00Z", 0, newYork, "2026-04-01T00:00-04:00"],
  ["one that ends on a change of the clocks", "2024-03-15T10:00Z", 0, london, "2024-04-01T00:00+01:00"],
  ["over a year's end", "2026-11-15T10:00Z", 3, newYork, "2027-03-01T00:00-05:00"],
])("the end of a month: %s", (_, from, later, zone, expected) => {
  expect(endOfMonth(at(from), zone, later)).toBe(at(expected));
});

test.each([
  ["the same year", "2026-07-01T10:00Z", 0, newYork, "2027-01-01T00:00-05:00"],
  ["a later one", "2028-02-29T10:00Z", 1, newYork, "2030-01-01T00:00-05:00"],
  ["still the old year at -11", "2027-01-01T10:00Z", 0, pagoPago, "2027-01-01T00:00-11:00"],
  ["already the new year at +14", "2026-12-31T10:00Z", 0, kiritimati, "2028-01-01T00:00+14:00"],
])("the end of a year: %s", (_, from, later, zone, expected) => {
  expect(endOfYear(at(from), zone, later)).toBe(at(expected));
});

test("a month begins when its first day does, also where midnight is skipped", () => {
  expect(endOfMonth(at("2010-03-20T12:00Z"), "Africa/Cairo")).toBe(at("2010-04-01T00:00+02:00"));
  expect(plusDays(at("2026-09-05T00:00-04:00"), 1, santiago)).toBe(at("2026-09-06T01:00-03:00"));
});

test("a date is that of the zone", () => {
  expect(localDate(at("2026-12-31T11:00Z"), kiritimati)).toBe("2027-01-01");
  expect(localDate(at("2027-01-01T10:59Z"), pagoPago)).toBe("2026-12-31");
});

test.each([
  ["Thursday", "2026-11-05T15:00-05:00", 5, "2026-11-12T15:00-05:00"],
  ["Friday", "2026-11-06T15:00-05:00", 1, "2026-11-09T15:00-05:00"],
  ["Saturday", "2026-11-07T15:00-05:00", 1, "2026-11-09T15:00-05:00"],
  ["over the autumn change", "2026-10-30T15:00-04:00", 1, "2026-11-02T15:00-05:00"],
])("working days leave the weekend out, from a %s", (_, from, count, expected) => {
  expect(plusWorkingDays(at(from), count, newYork)).toBe(at(expected));
});

test.each([
  [days(1), 1, "2026-03-08T12:00-04:00"],
  [days(1), -1, "2026-03-06T12:00-05:00"],
  [Duration.parse("PT24H"), 1, "2026-03-08T13:00-04:00"],
  [Duration.parse("P1DT2H30M15S"), 1, "2026-03-08T14:30:15-04:00"],
] as const)("%s in direction %i counts days on the calendar and hours exactly", (duration, direction, expected) => {
  expect(shift(at("2026-03-07T12:00-05:00"), duration, direction, newYork)).toBe(at(expected));
});

const zones = [newYork, pagoPago, kiritimati, london, santiago, "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia"];
const moments = fc
  .integer({ min: toEpoch(at("1990-01-01T00:00Z")), max: toEpoch(at("2060-01-01T00:00Z")) })
  .map((epoch) => fromEpoch(epoch));
const zoned = (instant: Instant, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(toEpoch(instant)).toZonedDateTimeISO(zone);
const instantOf = (moment: Temporal.ZonedDateTime) => fromEpoch(moment.epochMilliseconds);

test("whatever the zone and the moment, the calendar is Temporal's", () => {
  fc.assert(
    fc.property(
      moments,
      fc.constantFrom(...zones),
      fc.integer({ min: -400, max: 400 }),
      fc.nat(30),
      (moment, zone, count, later) => {
        const here = zoned(moment, zone);
        expect(plusDays(moment, count, zone)).toBe(instantOf(here.add({ days: count })));
        expect(plusMonths(moment, count % 60, zone)).toBe(instantOf(here.add({ months: count % 60 })));
        expect(endOfMonth(moment, zone, later)).toBe(
          instantOf(
            here
              .with({ day: 1 })
              .add({ months: later + 1 })
              .startOfDay(),
          ),
        );
        expect(endOfYear(moment, zone, later % 5)).toBe(
          instantOf(
            here
              .toPlainDate()
              .with({ month: 1, day: 1 })
              .add({ years: (later % 5) + 1 })
              .toZonedDateTime(zone),
          ),
        );
      },
    ),
    { numRuns: 3000 },
  );
});

test("around a change of the clocks too", () => {
  const changes = zones.flatMap((zone) => {
    const change = zoned(at("2010-06-01T00:00Z"), zone).getTimeZoneTransition("next");
    return change === null ? [] : [{ zone, change: change.epochMilliseconds }];
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...changes),
      fc.integer({ min: -72 * 60, max: 72 * 60 }),
      fc.integer({ min: -3, max: 3 }),
      ({ zone, change }, minutes, count) => {
        const moment = fromEpoch(change + minutes * 60_000);
        expect(plusDays(moment, count, zone)).toBe(instantOf(zoned(moment, zone).add({ days: count })));
        expect(plusMonths(moment, count, zone)).toBe(instantOf(zoned(moment, zone).add({ months: count })));
      },
    ),
    { numRuns: 2000 },
  );
});
