const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs fifty times what using it does, so each zone's is kept. */
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset", year: "numeric" });
  formats.set(zone, format);
  return format;
};

/** Is this the name of a time zone the runtime knows? Bare offsets are none: they have no daylight saving time. */
export const isZone = (name: string): boolean => {
  if (!/[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
};

/**
 * What a zone's clocks are ahead of UTC at a moment; both in milliseconds, the moment since 1970. Throws a RangeError
 * when there is no such zone.
 */
export const offsetAt = (zone: string, epoch: number): number => {
  // Some versions of the runtime write UTC as GMT alone.
  const [, sign, hours = 0, minutes = 0] = /GMT([+-])(\d\d):(\d\d)/.exec(formatOf(zone).format(epoch)) ?? [];
  const ahead = Number(hours) * 60 + Number(minutes);
  return (sign === "-" ? -ahead : ahead) * 60_000;
};
