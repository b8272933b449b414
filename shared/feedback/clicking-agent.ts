/** As much of a request as tells who follows a link. Header names are lower-case. */
export type Caller = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
};

/** Headers by which a program says that nobody has clicked yet: the standard's and those before it. */
const purposeHeaders = ["sec-purpose", "purpose", "x-purpose", "x-moz"];
const notYet = /prefetch|preview|prerender/i;

/**
 * Programs that look at links, by what they call themselves: filters of mail, previews of chats, crawlers, libraries.
 * Many filters call themselves a browser; those are told by their haste (`shared/attribution/clicks.ts`), or not at all.
 */
const programs = new RegExp(
  [
    // Cubot makes phones.
    "(?<!cu)bots?\\b|crawl|spider|slurp|scanner|validator|preview|monitor",
    "barracuda|mimecast|proofpoint|urldefense|safelinks|fireeye|trendmicro|forcepoint|zscaler|symantec|messagelabs|sophos",
    "facebookexternalhit|whatsapp|telegram|skypeuri|slack|embedly|googleimageproxy|google-safety|yahoomailproxy|ahrefs",
    "headless|phantomjs|puppeteer|playwright|selenium",
    "^curl/|^wget/|python-|python/|aiohttp|^java/|okhttp|go-http-client|libwww|apache-httpclient|^ruby|^php|axios|^got ",
  ].join("|"),
  "i",
);

/**
 * Whether a link is followed by a person, as far as one request tells. A `HEAD`, a prefetch, a caller that names itself as a
 * program or does not name itself is a machine.
 */
export const whoFollows = ({ method, headers }: Caller): "human" | "machine" => {
  const agent = headers["user-agent"]?.trim() ?? "";
  const says = method !== "GET" || agent === "" || programs.test(agent);
  return says || purposeHeaders.some((name) => notYet.test(headers[name] ?? "")) ? "machine" : "human";
};
