import { domainToASCII } from "node:url";
import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/mobile";
import { remembering } from "../remembering.ts";

const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const localPart = new RegExp(`^${atom}(?:\\.${atom})*$`);
const domainName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z][a-z0-9-]{0,61}[a-z0-9])$/;
const beyondAscii = /[^\0-\x7f]/;

/**
 * An e-mail address as a key: trimmed, lower-case, the domain in ASCII (two spellings of `münchen.de` are one). Anything
 * that is no address a mail can be sent to is undefined: not text, empty, spaces, control characters or line breaks
 * inside, no dot in the domain, longer than 254 characters (RFC 5321, 4.5.3.1), or a local part outside ASCII, which SES
 * does not take (Amazon SES API Reference, SendRawEmail: no SMTPUTF8).
 */
export const normaliseEmail = (raw: unknown): string | undefined => {
  if (typeof raw !== "string" || raw.length > 512) return undefined;
  const text = raw.trim().toLowerCase();
  const at = text.indexOf("@");
  const local = text.slice(0, Math.max(at, 0));
  if (local.length > 64 || !localPart.test(local)) return undefined;
  const domain = asciiDomain(text.slice(at + 1));
  if (local.length + 1 + domain.length > 254 || !domainName.test(domain)) return undefined;
  return `${local}@${domain}`;
};

/** The domain as DNS has it; empty when it is none. */
const asciiDomain = (domain: string): string => {
  if (!beyondAscii.test(domain)) return domain;
  return /[\s\p{C}]/u.test(domain) ? "" : domainToASCII(domain);
};

/** A country (or nothing), a space and a number: a storm of updates states the same one each time. */
const readNumber = remembering(500, (text): string | undefined => {
  const space = text.indexOf(" ");
  const region = text.slice(0, space);
  const number = parsePhoneNumberFromString(text.slice(space + 1), {
    ...(isSupportedCountry(region) && { defaultCountry: region }),
    extract: false,
  });
  return number?.isValid() ? number.number : undefined;
});

/**
 * A phone number as a key, in E.164. Free text is read with the country of its address (ISO 3166-1 alpha-2); a number
 * that is no valid one that a text can reach is undefined, so placeholders (`0000000000000`, `555-555-SHIP`,
 * `+10000000000`) never become anybody's key.
 *
 * The `mobile` metadata of libphonenumber: 15 KB more than `min`, whose patterns let any run of digits of the right
 * length pass in many countries (`+491111111111`), and 58 KB less than `max`. Where landlines are told apart they are
 * refused: a text does not reach them, and a household's number is no person's key.
 */
export const normalisePhone = (raw: unknown, country?: string): string | undefined => {
  if (typeof raw !== "string" || raw.length > 40) return undefined;
  const text = raw.trim();
  // Shopify writes "" where there is no phone; the library would throw and catch an error over it.
  if (text === "") return undefined;
  const region = country?.trim().toUpperCase() ?? "";
  return readNumber(`${isSupportedCountry(region) ? region : ""} ${text}`);
};

/** The country (ISO 3166-1 alpha-2) of an E.164 number; undefined where several share the code and it names none. */
export const phoneCountry = (e164: string): string | undefined => {
  const number = parsePhoneNumberFromString(e164, { extract: false });
  if (!number) return undefined;
  const [country, ...others] = number.getPossibleCountries();
  return others.length === 0 ? country : undefined;
};
