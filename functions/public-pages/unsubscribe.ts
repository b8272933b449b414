import { readUnsubscribe, type UnsubscribeClaim } from "../../shared/messaging/links.ts";
import { renderUnsubscribePage } from "../../shared/messaging/pages/unsubscribe-page.ts";
import { preferencesPath } from "../../shared/messaging/reader-links.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readSettings } from "../../shared/store/stores.ts";
import { htmlPage, type Response, type Visit } from "./request.ts";
import { keepSaid } from "./say.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "metrics" | "log">;

const unsubscribe = async (ports: Needs, claim: UnsubscribeClaim, { ip }: Pick<Visit, "ip">): Promise<void> => {
  const { clock, table, metrics, log } = ports;
  const now = clock.now();
  const { store, person, channel, addressHash, message } = claim;
  const statement = {
    channel,
    addressHash,
    purpose: "marketing",
    state: "revoked",
    at: now,
    toldAt: now,
    source: `unsubscribe:${message}`,
    method: "unsubscribe-link",
    ...(ip !== undefined && { ip }),
  } as const;
  await keepSaid(ports, store, await readPerson(table, store, person), [statement], now);
  metrics.count("unsubscribed", { channel });
  log.info("unsubscribed", { store, message });
};

/** `GET /u/{token}` asks; `POST` unsubscribes at once, without cookies or redirects (RFC 8058), as often as it comes. */
export const unsubscribePage = async (ports: Needs, visit: Visit): Promise<Response> => {
  const { token, posts, path, locale } = visit;
  const { root } = await ports.secrets.read();
  const claim = readUnsubscribe(token, (store) => createKeys(root, store));
  if (claim === undefined) return htmlPage(404, renderUnsubscribePage({ state: "invalid", locale }));
  const { store, channel } = claim;
  const brand = (await readSettings(ports.table, store))?.brand;
  const preferences = channel === "email" ? preferencesPath(createKeys(root, store), claim) : undefined;
  const common = { brand, locale, preferencesPath: preferences } as const;
  if (!posts) return htmlPage(200, renderUnsubscribePage({ ...common, state: "confirm", postUrl: path }));
  await unsubscribe(ports, claim, visit);
  return htmlPage(200, renderUnsubscribePage({ ...common, state: "done" }));
};
