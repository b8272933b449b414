/** A tag with its attributes; a quoted value may hold anything, `>` too. What customers wrote is escaped and opens none. */
const tags = /<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi;
/** One attribute after the other, so that nothing inside a value is taken for one. */
const attributes = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

const linking = new Set([
  "href",
  "src",
  "background",
  "action",
  "formaction",
  "poster",
  "data",
  "srcset",
  "xlink:href",
]);
/** No mail program runs or shows these, and many filters refuse a mail for them. */
const refusedTags = new Set(["script", "iframe", "frame", "object", "embed", "form", "base"]);

/**
 * What a mail must not hold: links to or resources from anywhere but web and mail addresses, elements that act. Undefined
 * when there is none of it.
 */
export const unsafeIn = (html: string): string | undefined => {
  for (const [, tag = "", inside = ""] of html.matchAll(tags)) {
    if (refusedTags.has(tag.toLowerCase())) return `must not hold <${tag.toLowerCase()}>`;
    for (const [, name = "", double, single, bare] of inside.matchAll(attributes)) {
      const value = (double ?? single ?? bare ?? "").trim();
      if (linking.has(name.toLowerCase()) && !/^(https?:\/\/|mailto:)/i.test(value))
        return `must not link ${value.slice(0, 40)}`;
      if (/^on[a-z]+$/i.test(name)) return `must not hold the attribute ${name.toLowerCase()}`;
    }
  }
  return undefined;
};
