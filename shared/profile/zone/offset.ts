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
  if (!/^[A-Za-z]/.test(name)) return false;
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
  const match = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(formatOf(zone).format(epoch));
  const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
  return (match?.[1] === "-" ? -minutes : minutes) * 60_000;
};
