import { cases } from "../support/cases.ts";
import fc from "fast-check";
import { isOpen, nextAllowedDay, nextOpen, Window } from "../../shared/engine/quiet-hours.ts";
import { fromEpoch, parseInstant, toEpoch, type Instant } from "../../shared/events/instant.ts";

const at = (text: string): Instant => {
  const instant = parseInstant(text);
  if (!instant) throw new Error(`no instant: ${text}`);
  return instant;
};
const texts: Window = { from: "09:00", to: "20:00" };
const early: Window = { from: "02:30", to: "04:00" };
const wholeDay: Window = { from: "00:00", to: "24:00" };

describe("a window", () => {
  it.each([texts, early, wholeDay])("is accepted when it begins before it ends: %j", (window) => {
    expect(Window.parse(window)).toEqual(window);
  });

  it.each([
    { from: "20:00", to: "09:00" },
    { from: "09:00", to: "09:00" },
    { from: "9:00", to: "20:00" },
    { from: "09:00", to: "24:01" },
    { from: "24:00", to: "24:00" },
    { from: "09:60", to: "20:00" },
    { from: "09:00:00", to: "20:00:00" },
    { from: "09:00" },
  ])("is refused otherwise: %j", (window) => {
    expect(Window.safeParse(window).success).toBe(false);
  });
});

describe("the next open moment", () => {
  it.each<[string, string, string[], Window, string | undefined]>([
    ["is now inside the window", "2026-01-15T15:00:00Z", ["America/New_York"], texts, "2026-01-15T15:00:00.000Z"],
    [
      "keeps now to the millisecond",
      "2026-01-15T15:00:00.123Z",
      ["America/New_York"],
      texts,
      "2026-01-15T15:00:00.123Z",
    ],
    [
      "includes the window's beginning",
      "2026-01-15T14:00:00Z",
      ["America/New_York"],
      texts,
      "2026-01-15T14:00:00.000Z",
    ],
    ["waits for the beginning", "2026-01-15T13:59:59.999Z", ["America/New_York"], texts, "2026-01-15T14:00:00.000Z"],
    ["excludes the window's end", "2026-01-16T01:00:00Z", ["America/New_York"], texts, "2026-01-16T14:00:00.000Z"],
    [
      "includes what is just before its end",
      "2026-01-16T00:59:59.999Z",
      ["America/New_York"],
      texts,
      "2026-01-16T00:59:59.999Z",
    ],
    ["follows the clocks forward", "2026-03-08T01:30:00Z", ["America/New_York"], texts, "2026-03-08T13:00:00.000Z"],
    ["follows the clocks back", "2026-11-01T00:30:00Z", ["America/New_York"], texts, "2026-11-01T14:00:00.000Z"],
    [
      "opens after a skipped beginning",
      "2026-03-08T05:00:00Z",
      ["America/New_York"],
      early,
      "2026-03-08T07:00:00.000Z",
    ],
    [
      "takes a repeated hour's first",
      "2026-11-01T04:00:00Z",
      ["America/New_York"],
      { from: "01:15", to: "01:45" },
      "2026-11-01T05:15:00.000Z",
    ],
    [
      "takes a repeated hour's second",
      "2026-11-01T05:45:00Z",
      ["America/New_York"],
      { from: "01:15", to: "01:45" },
      "2026-11-01T06:15:00.000Z",
    ],
    [
      "passes a window that is skipped whole",
      "2026-03-08T05:00:00Z",
      ["America/New_York"],
      { from: "02:00", to: "03:00" },
      "2026-03-09T06:00:00.000Z",
    ],
    ["knows leap days", "2028-02-29T04:00:00Z", ["America/New_York"], texts, "2028-02-29T14:00:00.000Z"],
    [
      "is on the leap day's evening the next morning",
      "2028-03-01T01:00:00Z",
      ["America/New_York"],
      texts,
      "2028-03-01T14:00:00.000Z",
    ],
    ["knows half hours", "2026-06-01T20:00:00Z", ["Asia/Kolkata"], texts, "2026-06-02T03:30:00.000Z"],
    ["knows 45 minutes", "2026-06-01T20:00:00Z", ["Asia/Kathmandu"], texts, "2026-06-02T03:15:00.000Z"],
    [
      "knows half an hour of summer time",
      "2026-10-03T12:00:00Z",
      ["Australia/Lord_Howe"],
      texts,
      "2026-10-03T22:00:00.000Z",
    ],
    ["knows UTC-11", "2026-06-01T08:00:00Z", ["Pacific/Pago_Pago"], texts, "2026-06-01T20:00:00.000Z"],
    ["knows UTC+14", "2026-06-01T08:00:00Z", ["Pacific/Kiritimati"], texts, "2026-06-01T19:00:00.000Z"],
    [
      "is when all zones are open",
      "2026-06-01T10:00:00Z",
      ["America/New_York", "Pacific/Honolulu"],
      texts,
      "2026-06-01T19:00:00.000Z",
    ],
    [
      "does not depend on the order of zones",
      "2026-06-01T10:00:00Z",
      ["Pacific/Honolulu", "America/New_York"],
      texts,
      "2026-06-01T19:00:00.000Z",
    ],
    [
      "waits for tomorrow when one has closed",
      "2026-06-02T00:30:00Z",
      ["America/New_York", "Pacific/Honolulu"],
      texts,
      "2026-06-02T19:00:00.000Z",
    ],
    [
      "is never when windows do not meet",
      "2026-06-01T10:00:00Z",
      ["Pacific/Pago_Pago", "Asia/Tokyo"],
      { from: "09:00", to: "12:00" },
      undefined,
    ],
    [
      "is always in a window of the whole day",
      "2026-06-01T03:00:00Z",
      ["America/New_York", "Asia/Tokyo"],
      wholeDay,
      "2026-06-01T03:00:00.000Z",
    ],
    ["is never when no zone is given", "2026-06-01T15:00:00Z", [], texts, undefined],
  ])("%s", (_name, now, zones, window, expected) => {
    expect(nextOpen(at(now), zones, window)).toBe(expected);
  });

  it("is looked for as far as 48 hours ahead, that moment included", () => {
    // The clocks of the two places agree from 8 March on, and no 9 o'clock of theirs meets before.
    const places = ["America/New_York", "America/Puerto_Rico"];
    const hour: Window = { from: "09:00", to: "10:00" };
    expect(nextOpen(at("2026-03-06T13:00:00Z"), places, hour)).toBe("2026-03-08T13:00:00.000Z");
    expect(nextOpen(at("2026-03-06T12:59:59.999Z"), places, hour)).toBeUndefined();
  });

  it("refuses a zone that does not exist", () => {
    expect(() => nextOpen(at("2026-06-01T03:00:00Z"), ["America/Nowhere"], texts)).toThrow(RangeError);
  });
});

describe("being open", () => {
  it.each<[string, string[], boolean]>([
    ["2026-06-01T13:00:00Z", ["America/New_York"], true],
    ["2026-06-01T12:59:59.999Z", ["America/New_York"], false],
    ["2026-06-02T00:00:00Z", ["America/New_York"], false],
    ["2026-06-01T13:00:00Z", ["America/New_York", "America/Chicago"], false],
    ["2026-06-01T14:00:00Z", ["America/New_York", "America/Chicago"], true],
    ["2026-06-01T14:00:00Z", [], false],
  ])("at %s in %j is %s", (now, zones, expected) => {
    expect(isOpen(at(now), zones, texts)).toBe(expected);
  });
});

describe("the next allowed day", () => {
  const christmas = ["2026-12-25", "2026-12-26"];

  it.each<[string, string, string[], string[], string]>([
    ["is now without blackout dates", "2026-12-25T12:00:00.500Z", ["America/New_York"], [], "2026-12-25T12:00:00.500Z"],
    ["is now on another day", "2026-12-25T04:59:59.999Z", ["America/New_York"], christmas, "2026-12-25T04:59:59.999Z"],
    [
      "is the local midnight after the last of them",
      "2026-12-25T05:00:00Z",
      ["America/New_York"],
      christmas,
      "2026-12-27T05:00:00.000Z",
    ],
    [
      "waits until it is over everywhere",
      "2026-12-25T12:00:00Z",
      ["Asia/Tokyo", "Pacific/Honolulu"],
      ["2026-12-25"],
      "2026-12-26T10:00:00.000Z",
    ],
    [
      "waits where one zone's ends as the other's begins",
      "2026-12-24T20:00:00Z",
      ["Asia/Tokyo", "Pacific/Honolulu"],
      ["2026-12-25"],
      "2026-12-26T10:00:00.000Z",
    ],
    [
      "ends when a day of 23 hours ends",
      "2026-03-08T12:00:00Z",
      ["America/New_York"],
      ["2026-03-08"],
      "2026-03-09T04:00:00.000Z",
    ],
    [
      "ends when a day of 25 hours ends",
      "2026-11-01T12:00:00Z",
      ["America/New_York"],
      ["2026-11-01"],
      "2026-11-02T05:00:00.000Z",
    ],
    [
      "ends after midnight where clocks skip it",
      "2026-09-05T12:00:00Z",
      ["America/Santiago"],
      ["2026-09-05"],
      "2026-09-06T04:00:00.000Z",
    ],
    ["is now when no zone is given", "2026-12-25T12:00:00Z", [], christmas, "2026-12-25T12:00:00.000Z"],
  ])("%s", (_name, now, zones, dates, expected) => {
    expect(nextAllowedDay(at(now), zones, dates)).toBe(expected);
  });
});

describe("for any moment, zones and window", () => {
  const minute = 60_000;
  /** Zones of every kind: whole, half and quarter hours, both hemispheres, changes at midnight, no changes, the ends of the day. */
  const zone = fc.constantFrom(
    "America/New_York",
    "America/Los_Angeles",
    "America/Phoenix",
    "Pacific/Honolulu",
    "America/St_Johns",
    "America/Santiago",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
  );
  const zones = fc.uniqueArray(zone, { minLength: 1, maxLength: 4 });
  const epoch = fc.oneof(
    fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2029, 0, 1) }),
    fc
      .constantFrom(
        "2026-03-08",
        "2026-11-01",
        "2026-03-29",
        "2026-10-25",
        "2026-04-05",
        "2026-10-04",
        "2026-09-06",
        "2028-02-29",
      )
      .chain((date) => fc.integer({ min: -1440, max: 1440 }).map((minutes) => Date.parse(date) + minutes * minute)),
  );
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const window = fc
    .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
    .filter(([from, to]) => from < to)
    .map(([from, to]) => ({ from: clock(from), to: clock(to) }));

  it("the next open moment is open, not earlier than now, within 48 hours, and its own next", () => {
    fc.assert(
      fc.property(epoch, zones, window, (now, places, hours) => {
        const next = nextOpen(fromEpoch(now), places, hours);
        if (next === undefined) return;
        expect(isOpen(next, places, hours)).toBe(true);
        expect(toEpoch(next)).toBeGreaterThanOrEqual(now);
        expect(toEpoch(next) - now).toBeLessThanOrEqual(48 * 60 * minute);
        expect(nextOpen(next, places, hours)).toBe(next);
      }),
      cases(500),
    );
  });

  it("nothing earlier on a grid of minutes is open, nor anything at all when there is no next one", () => {
    fc.assert(
      fc.property(epoch, zones, window, (now, places, hours) => {
        const next = nextOpen(fromEpoch(now), places, hours);
        const end = next === undefined ? now + 48 * 60 * minute : toEpoch(next);
        for (let time = Math.ceil(now / minute) * minute; time < end; time += minute) {
          if (isOpen(fromEpoch(time), places, hours)) throw new Error(`open at ${fromEpoch(time)}, found ${next}`);
        }
      }),
      cases(60),
    );
  });

  it("a later start is never served earlier", () => {
    fc.assert(
      fc.property(epoch, fc.nat(48 * 60 * minute), zones, window, (now, later, places, hours) => {
        const first = nextOpen(fromEpoch(now), places, hours);
        const second = nextOpen(fromEpoch(now + later), places, hours);
        if (first !== undefined && second !== undefined) expect(toEpoch(second)).toBeGreaterThanOrEqual(toEpoch(first));
      }),
      cases(500),
    );
  });

  it("being open is what a wall clock says", () => {
    fc.assert(
      fc.property(epoch, zone, window, (now, place, hours) => {
        const wall = new Intl.DateTimeFormat("en-GB", { timeZone: place, hour: "2-digit", minute: "2-digit" }).format(
          now,
        );
        expect(isOpen(fromEpoch(now), [place], hours)).toBe(wall >= hours.from && wall < hours.to);
      }),
      cases(500),
    );
  });

  it("the next allowed day is on no blackout date, its own next, and nothing earlier on a grid of minutes is", () => {
    const localDate = (place: string, time: number) =>
      new Intl.DateTimeFormat("en-CA", { timeZone: place, year: "numeric", month: "2-digit", day: "2-digit" }).format(
        time,
      );
    fc.assert(
      fc.property(epoch, zones, fc.subarray([0, 1, 2]), (now, places, ahead) => {
        const dates = ahead.map((count) => fromEpoch(now + count * 24 * 60 * minute).slice(0, 10));
        const next = nextAllowedDay(fromEpoch(now), places, dates);
        const free = (time: number) => places.every((place) => !dates.includes(localDate(place, time)));
        expect(toEpoch(next)).toBeGreaterThanOrEqual(now);
        expect(free(toEpoch(next))).toBe(true);
        expect(nextAllowedDay(next, places, dates)).toBe(next);
        for (let time = Math.ceil(now / (15 * minute)) * 15 * minute; time < toEpoch(next); time += 15 * minute) {
          if (free(time)) throw new Error(`free at ${fromEpoch(time)}, found ${next}`);
        }
      }),
      cases(60),
    );
  });
});
