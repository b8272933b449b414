/** One septet each in 3GPP TS 23.038, table 6.2.1 (GSM 7 bit default alphabet), the escape left out. */
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Two septets each: the escape and one of table 6.2.1.1. */
const extension = new Set("\f^{}\\[~]|€");

/** What a part of 140 octets holds; 6 octets go to the header that joins the parts of a longer text (TS 23.040, 9.2.3.24.1). */
const limits = {
  "GSM-7": { single: 160, joined: 153 },
  "UCS-2": { single: 70, joined: 67 },
} as const;

export type SmsParts = { readonly parts: number; readonly encoding: keyof typeof limits };

const packInto = (sizes: readonly number[], capacity: number): number => {
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > capacity) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return parts;
};

/**
 * How many parts a text is sent and billed as, by 3GPP TS 23.038: 160 characters of the GSM alphabet in one part (153
 * each when there are several; `€^{}[]\|~` count twice), 70 (67) as soon as one character lies outside it. Neither an
 * escape nor a surrogate pair is split between parts. A carrier may still cut a long text earlier, between words.
 */
export const countParts = (text: string): SmsParts => {
  const characters = [...text];
  const isGsm = characters.every((character) => basic.has(character) || extension.has(character));
  const encoding = isGsm ? "GSM-7" : "UCS-2";
  const sizes = characters.map((character) => (isGsm ? (extension.has(character) ? 2 : 1) : character.length));
  const { single, joined } = limits[encoding];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return { encoding, parts: total <= single ? 1 : packInto(sizes, joined) };
};

const plainer: Record<string, string> = {
  "‘": "'",
  "’": "'",
  "‚": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "–": "-",
  "—": "-",
  "…": "...",
  "\u00a0": " ",
  "\u202f": " ",
};

/** Puts plain punctuation for typographic, which would make every part of a text hold 70 characters instead of 160. */
export const toGsmPunctuation = (text: string): string =>
  text.replace(/[‘’‚“”„–—…\u00a0\u202f]/g, (character) => plainer[character] ?? character);
