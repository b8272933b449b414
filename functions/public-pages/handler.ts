import * as z from "zod";
import { readShortLink, readUnsubscribe, type UnsubscribeClaim } from "../../shared/messaging/links.ts";
import { publicPagePolicy, renderUnsubscribePage } from "../../shared/messaging/public-pages.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { consentFact } from "../../shared/profile/facts.ts";
import { stopAddress } from "../../shared/store/addresses.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readMessage } from "../../shared/store/messages.ts";
import { putFact } from "../../shared/store/people.ts";
import { readSettings } from "../../shared/store/stores.ts";

const ApiRequest = z.object({
  rawPath: z.string(),
  headers: z.record(z.string(), z.string().optional()),
  pathParameters: z.object({ token: z.string() }),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
});

type Response = { statusCode: number; headers: Record<string, string>; body: string };
type Needs = Pick<Ports, "clock" | "table" | "secrets" | "metrics" | "log">;

const page = (statusCode: number, body: string): Response => ({
  statusCode,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": publicPagePolicy,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
  },
  body,
});

const localeOf = (headers: Readonly<Record<string, string | undefined>>): string =>
  headers["accept-language"]?.split(/[,;]/)[0]?.trim() ?? "en";

/**
 * The pages customers reach from a message. `GET /u/{token}` shows a page and changes nothing, since scanners follow
 * links; `POST /u/{token}` unsubscribes at once, without cookies or redirects (RFC 8058), as often as it comes.
 * `GET /r/{token}` leads on to where the message says.
 */
export const createHandler = ({ clock, table, secrets, metrics, log }: Needs) => {
  const unsubscribe = async (claim: UnsubscribeClaim): Promise<void> => {
    const now = clock.now();
    await stopAddress(table, claim.store, claim.addressHash, "marketing", now);
    const { channel, addressHash, message } = claim;
    const statement = {
      channel,
      address: addressHash,
      purpose: "marketing",
      state: "revoked",
      at: now,
      source: `unsubscribe:${message}`,
    } as const;
    await putFact(table, claim.store, claim.person, consentFact(statement, addressHash, { version: now, who: {} }));
    metrics.count("unsubscribed", { channel });
    log.info("unsubscribed", { store: claim.store, message });
  };

  const unsubscribePage = async (token: string, method: string, path: string, locale: string): Promise<Response> => {
    const { root } = await secrets.read();
    const claim = readUnsubscribe(token, (store) => createKeys(root, store));
    if (claim === undefined) return page(404, renderUnsubscribePage({ state: "invalid", locale }));
    const brand = (await readSettings(table, claim.store))?.brand;
    if (method !== "POST") return page(200, renderUnsubscribePage({ state: "confirm", brand, locale, postUrl: path }));
    await unsubscribe(claim);
    return page(200, renderUnsubscribePage({ state: "done", brand, locale }));
  };

  const follow = async (token: string, locale: string): Promise<Response> => {
    const { root } = await secrets.read();
    const link = readShortLink(token, (store) => createKeys(root, store));
    const target = link && (await readMessage(table, link.store, link.message))?.link;
    if (target === undefined) return page(404, renderUnsubscribePage({ state: "invalid", locale }));
    const headers = { location: target, "cache-control": "no-store", "referrer-policy": "no-referrer" };
    return { statusCode: 302, headers, body: "" };
  };

  return async (event: unknown): Promise<Response> => {
    const { rawPath, headers, pathParameters, requestContext } = ApiRequest.parse(event);
    const { token } = pathParameters;
    const locale = localeOf(headers);
    return rawPath.startsWith("/r/")
      ? follow(token, locale)
      : unsubscribePage(token, requestContext.http.method, rawPath, locale);
  };
};
