/** Somewhere customers live: where it is noon now is where texts may go out at any hour that the proof runs. */
export type Place = { readonly zone: string; readonly country: string; readonly phones: (index: number) => string };

const place = (zone: string, country: string, prefix: string): Place => ({
  zone,
  country,
  phones: (index) => `${prefix}${index}`,
});

/** Countries with one zone each: where there are several, a mail waits until it is day in all of them. */
const places: readonly Place[] = [
  place("Pacific/Auckland", "NZ", "+642112345"),
  place("Asia/Tokyo", "JP", "+8190123456"),
  place("Asia/Kolkata", "IN", "+9198765432"),
  place("Asia/Dubai", "AE", "+9715012345"),
  place("Europe/Berlin", "DE", "+49151123456"),
  place("America/Argentina/Buenos_Aires", "AR", "+54911234567"),
  place("America/Bogota", "CO", "+5730012345"),
  place("America/Costa_Rica", "CR", "+506831234"),
  place("Pacific/Rarotonga", "CK", "+682501"),
];

const hourIn = (zone: string, now: Date): number => {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const [hour = "0", minute = "0"] = parts.format(now).split(":");
  return Number(hour) + Number(minute) / 60;
};

/** The place whose clocks stand nearest to noon. */
export const placeAtNoon = (now: Date): Place => {
  const distance = ({ zone }: Place): number => Math.abs(hourIn(zone, now) - 12);
  return places.reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
};
