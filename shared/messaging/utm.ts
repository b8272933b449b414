/** What a store's analytics are told of a link: which campaign it belongs to. */
export type Utm = {
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly content: string;
};

/**
 * The address with the UTM parameters that it does not have already
 * (https://support.google.com/analytics/answer/10917952). Everything else of it stays as it is to the byte, since the
 * keys of recovery links and the like are compared so; the parameters come before a fragment.
 */
export const withUtm = (url: string, { source, medium, campaign, content }: Utm): string => {
  const [, base = "", query = "", fragment = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url) ?? [];
  const present = new Set([...new URLSearchParams(query).keys()].map((name) => name.toLowerCase()));
  const added = Object.entries({
    utm_source: source,
    utm_medium: medium,
    utm_campaign: campaign,
    utm_content: content,
  }).flatMap(([name, value]) => (present.has(name) ? [] : [`${name}=${encodeURIComponent(value)}`]));
  if (added.length === 0) return url;
  const joint = query === "" ? "?" : /[?&]$/.test(query) ? "" : "&";
  return `${base}${query}${joint}${added.join("&")}${fragment}`;
};
