import type { Moment } from "../contract/moment.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

type Place = { readonly country?: string | undefined; readonly province?: string | undefined };

/** The places of the histories, each of which has one zone. */
const zones: Readonly<Record<string, string>> = {
  "US NY": "America/New_York",
  "US CA": "America/Los_Angeles",
  "DE BE": "Europe/Berlin",
  "GB ENG": "Europe/London",
};

export const zoneOf = ({ country = "", province = "" }: Place): string | undefined => zones[`${country} ${province}`];

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formats.set(zone, format);
  return format;
};

const shown = (moment: Moment, zone: string): { readonly time: string; readonly weekday: string } => {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  return { time: `${parts.get("hour") ?? ""}:${parts.get("minute") ?? ""}`, weekday: parts.get("weekday") ?? "" };
};

/** Whether a zone's clocks show a time of day inside a window, its end excluded. */
export const isOpen = (
  moment: Moment,
  zone: string,
  window: { readonly from: string; readonly to: string },
): boolean => {
  const { time } = shown(moment, zone);
  return time >= window.from && time < window.to;
};

/** So many working days later, give or take what a change of the clocks moves. */
export const afterWorkingDays = (moment: Moment, count: number, zone: string): Moment => {
  let at = moment;
  for (let left = count; left > 0;) {
    at += day;
    if (!["Sat", "Sun"].includes(shown(at, zone).weekday)) left -= 1;
  }
  return at;
};

/** Milliseconds of a duration as settings write it, `P1DT2H30M`. */
export const durationOf = (text: string): number => {
  const units: Readonly<Record<string, number>> = { D: day, H: hour, M: minute, S: 1_000 };
  return [...text.matchAll(/(\d+)([DHMS])/g)].reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );
};
