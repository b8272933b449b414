/** The currencies of the countries where most shops are; others are typed. */
const currencies: Readonly<Record<string, string>> = {
  AT: "EUR",
  AU: "AUD",
  BE: "EUR",
  CA: "CAD",
  CH: "CHF",
  DE: "EUR",
  DK: "DKK",
  ES: "EUR",
  FI: "EUR",
  FR: "EUR",
  GB: "GBP",
  IE: "EUR",
  IN: "INR",
  IT: "EUR",
  JP: "JPY",
  NL: "EUR",
  NO: "NOK",
  NZ: "NZD",
  PT: "EUR",
  SE: "SEK",
  US: "USD",
};

export const likelyCurrency = (country: string): string | undefined =>
  Object.hasOwn(currencies, country) ? currencies[country] : undefined;

const localeOf = (country: string): Intl.Locale | undefined =>
  /^[A-Z]{2}$/.test(country) ? new Intl.Locale(`und-${country}`) : undefined;

/** What a clock shows there in winter and in summer, to tell zones apart that differ in name only. */
const clocksOf = (zone: string): string =>
  ["2026-01-15T12:00:00Z", "2026-07-15T12:00:00Z"]
    .map((moment) => new Date(moment).toLocaleString("en", { timeZone: zone }))
    .join();

/** The time zone of a country, where it has one only; this machine's where that is one of the country's. */
export const likelyZone = (country: string, here: string): string | undefined => {
  const zones = localeOf(country)?.getTimeZones?.() ?? [];
  if (zones.includes(here)) return here;
  return new Set(zones.map(clocksOf)).size === 1 ? zones[0] : undefined;
};

/** The languages that messages are written in; others are a store's own templates. */
const written = ["en", "de"];

export const likelyLanguage = (country: string): string => {
  const language = localeOf(country)?.maximize().language;
  return language !== undefined && written.includes(language) ? language : "en";
};
