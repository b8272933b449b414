/** An opening tag that links; a quoted value may hold anything, `>` too. */
const anchors = /<(a|area)(?=\s)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi;
/** One attribute after the other, so that nothing inside a value is taken for one. */
const attributes = /([^\s"'<>/=]+)(?:(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'=<>`]+))?/g;

const named: Readonly<Record<string, string>> = { amp: "&", quot: '"', apos: "'", lt: "<", gt: ">" };

const decodeEntity = (entity: string): string | undefined => {
  const [, hex, decimal, name] = /^&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z][a-z0-9]*));$/i.exec(entity) ?? [];
  if (name !== undefined) return named[name];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
};

/** What an attribute says; undefined when it holds an entity that we do not know, which is better left alone. */
const decode = (value: string): string | undefined => {
  let known = true;
  const decoded = value.replace(/&(?:#x?[0-9a-f]+|[a-z][a-z0-9]*);/gi, (entity) => {
    const character = decodeEntity(entity);
    if (character === undefined) known = false;
    return character ?? "";
  });
  return known ? decoded.trim() : undefined;
};

const encode = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const unquote = (value: string): string => (/^["']/.test(value) ? value.slice(1, -1) : value);

/** Where a link is to lead instead; undefined or itself where it stays as it is. `shown`: what is read is an address, too. */
export type Rewrite = (url: string, shown: boolean) => string | undefined;

const showsAddress = (after: string): boolean => /^\s*(https?:\/\/|www\.)/i.test(after);

/**
 * The HTML with the addresses of its links as `rewrite` has them. Not a byte is changed but those addresses: a link that
 * stays, a picture, and mark-up that no browser would take for a link are left as they are.
 */
export const rewriteHtml = (html: string, rewrite: Rewrite): string =>
  html.replace(anchors, (tag: string, name: string, inside: string, offset: number) => {
    let seen = false;
    const shown = showsAddress(html.slice(offset + tag.length, offset + tag.length + 40));
    const rewritten = inside.replace(attributes, (attribute: string, key: string, equals?: string, value?: string) => {
      // The first of two attributes of one name counts (HTML, 13.2.5.33).
      if (seen || key.toLowerCase() !== "href" || value === undefined) return attribute;
      seen = true;
      const url = decode(unquote(value));
      const next = url === undefined ? undefined : rewrite(url, shown);
      return next === undefined || next === url ? attribute : `${key}${equals ?? "="}"${encode(next)}"`;
    });
    return `<${name}${rewritten}>`;
  });

/** Every address that the HTML links, as a browser reads it, in order and as often as it is there. */
export const linksIn = (html: string): readonly string[] => {
  const found: string[] = [];
  rewriteHtml(html, (url) => void found.push(url));
  return found;
};

/**
 * Plain text with its addresses as `rewrite` has them. Punctuation after an address belongs to the sentence unless
 * `rewrite` knows the address with it.
 */
export const rewriteText = (text: string, rewrite: Rewrite): string =>
  text.replace(/\bhttps?:\/\/[^\s<>"]+/gi, (found) => {
    for (let url = found; ; url = url.slice(0, -1)) {
      const next = rewrite(url, false);
      if (next !== undefined) return next + found.slice(url.length);
      if (!/[.,;:!?'")\]}*_]$/.test(url)) return found;
    }
  });
