import { readUnsubscribe, type UnsubscribeClaim } from "../../shared/messaging/links.ts";
import { renderUnsubscribePage } from "../../shared/messaging/pages/unsubscribe-page.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { consentFact } from "../../shared/profile/facts.ts";
import { stopAddress } from "../../shared/store/addresses.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { putFact } from "../../shared/store/people.ts";
import { readSettings } from "../../shared/store/stores.ts";
import { htmlPage, type Response, type Visit } from "./request.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "metrics" | "log">;

const unsubscribe = async ({ clock, table, metrics, log }: Needs, claim: UnsubscribeClaim): Promise<void> => {
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

/** `GET /u/{token}` asks; `POST` unsubscribes at once, without cookies or redirects (RFC 8058), as often as it comes. */
export const unsubscribePage = async (ports: Needs, { token, posts, path, locale }: Visit): Promise<Response> => {
  const { root } = await ports.secrets.read();
  const claim = readUnsubscribe(token, (store) => createKeys(root, store));
  if (claim === undefined) return htmlPage(404, renderUnsubscribePage({ state: "invalid", locale }));
  const brand = (await readSettings(ports.table, claim.store))?.brand;
  if (!posts) return htmlPage(200, renderUnsubscribePage({ state: "confirm", brand, locale, postUrl: path }));
  await unsubscribe(ports, claim);
  return htmlPage(200, renderUnsubscribePage({ state: "done", brand, locale }));
};
