const offsetAt = (epoch: number, zone: string): number => {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  }).formatToParts(new Date(epoch));
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall - epoch;
};

/** What the clocks of a zone show: `2028-02-29 12:00`, to the minute. */
export const local = (instant: string, zone: string): string => {
  const epoch = Math.floor(new Date(instant).getTime() / 1_000) * 1_000;
  return new Date(epoch + offsetAt(epoch, zone)).toISOString().slice(0, 16).replace("T", " ");
};

/** The moment at which the clocks of a zone show `2028-02-29 12:00`; of a time that they show twice, the first. */
export const moment = (shown: string, zone: string): string => {
  const wall = new Date(`${shown.replace(" ", "T")}Z`).getTime();
  const found = [-1, 1]
    .map((days) => wall - offsetAt(wall + days * 86_400_000, zone))
    .filter((epoch) => epoch + offsetAt(epoch, zone) === wall);
  if (found.length === 0) throw new Error(`The clocks of ${zone} never show ${shown}.`);
  return new Date(Math.min(...found)).toISOString();
};
