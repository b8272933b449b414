import { remembering } from "../remembering.ts";

/** The language every template has. */
export const baseLocale = "en";

/** The well-formed BCP 47 tag of what a storefront calls a locale (`de_AT` too); undefined when it is none. */
const canonical = remembering(500, (locale): string | undefined => {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll("_", "-"))[0];
  } catch {
    return undefined;
  }
});

const languageOf = remembering(500, (locale) => new Intl.Locale(locale).language);

/** The locale to write in: the language a reader has chosen goes first, the region they are known by stays where it fits. */
export const localeFor = (known: string | undefined, chosen: string | undefined): string | undefined => {
  if (chosen === undefined) return known;
  const locale = known === undefined ? undefined : canonical(known);
  return locale !== undefined && languageOf(locale) === chosen ? known : chosen;
};

/**
 * Chooses among the languages a template has: the very locale (`de-AT`), else its language (`de`), else English.
 * `format` is how numbers and dates are written: the reader's own region where the copy is in the reader's language,
 * else as in the copy.
 */
export const chooseLocale = (wanted: string, available: readonly string[]): { copy: string; format: string } => {
  const locale = canonical(wanted) ?? baseLocale;
  const copy = [locale, languageOf(locale)].find((candidate) => available.includes(candidate)) ?? baseLocale;
  return { copy, format: languageOf(locale) === languageOf(copy) ? locale : copy };
};
