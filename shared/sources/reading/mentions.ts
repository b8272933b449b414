import { normaliseEmail, normalisePhone } from "../../profile/contact.ts";
import type { Mentions } from "../source.ts";

/** So many of each kind are kept; a person's own body names one or two. */
const most = 20;
/** So many places are looked at, whatever they turn out to be. */
const mostLooked = 2000;

const firstFew = (values: Iterable<string | undefined>): readonly string[] => {
  const found = new Set<string>();
  for (const value of values) {
    if (value !== undefined) found.add(value);
    if (found.size === most) break;
  }
  return [...found];
};

/** Looks around each @ rather than matching addresses from every character, which a long text makes slow. */
function* emailsIn(text: string): Generator<string | undefined> {
  let at = text.indexOf("@");
  for (let looked = 0; at !== -1 && looked < mostLooked; looked += 1) {
    const local = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+$/u.exec(text.slice(Math.max(0, at - 64), at))?.[0];
    const domain = /^[\p{L}\p{N}.-]+/u.exec(text.slice(at + 1, at + 254))?.[0];
    if (local && domain) yield normaliseEmail(`${local}@${domain}`);
    at = text.indexOf("@", at + 1);
  }
}

function* phonesIn(text: string): Generator<string | undefined> {
  for (const [phone] of text.matchAll(/\+[1-9]\d{6,14}(?!\d)/g)) yield normalisePhone(phone);
}

function* idsIn(text: string, patterns: readonly RegExp[]): Generator<string | undefined> {
  for (const pattern of patterns) for (const match of text.matchAll(pattern)) yield match[1];
}

/** The people a text names, as far as patterns can tell; never more than a few of each kind. */
export const findMentions = (text: string, customerIdPatterns: readonly RegExp[]): Mentions => ({
  emails: firstFew(emailsIn(text)),
  phones: firstFew(phonesIn(text)),
  customerIds: firstFew(idsIn(text, customerIdPatterns)),
});
