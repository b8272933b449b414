import { days, type Instant, plus } from "../../shared/events/instant.ts";
import { type Caller, whoFollows } from "../../shared/feedback/clicking-agent.ts";
import { readShortLink } from "../../shared/messaging/links.ts";
import { renderUnsubscribePage } from "../../shared/messaging/pages/unsubscribe-page.ts";
import { readTrackedLink } from "../../shared/messaging/tracked-link.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { describeError } from "../../shared/platform/consume.ts";
import { clickFact } from "../../shared/profile/said-facts.ts";
import { createKeys, hashId } from "../../shared/store/keys.ts";
import { type Message, readMessage } from "../../shared/store/messages.ts";
import { putFact } from "../../shared/store/people.ts";
import { readSettings } from "../../shared/store/stores.ts";
import { ApiRequest, htmlPage, type Response, type Visit } from "./request.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "metrics" | "log">;

/** Clicks later than this after a message are nobody's to record: no order is owed to so old a message. */
const recordedFor = days(30);

export const readCaller = (event: unknown): Caller => {
  const { headers, requestContext } = ApiRequest.parse(event);
  return { method: requestContext.http.method, headers };
};

const lead = (destination: string): Response => ({
  statusCode: 302,
  headers: {
    location: destination,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
  },
  body: "",
});

const nowhere = (locale: string): Response => htmlPage(404, renderUnsubscribePage({ state: "invalid", locale }));

type Followed = { readonly message: Message; readonly destination: string; readonly caller: Caller };

/** Keeps a click on a message that went out, if its store wants clicks to be recorded. Told twice it is the same click. */
const record = async ({ table, metrics }: Needs, { message, destination, caller }: Followed, at: Instant) => {
  const { id, store, person, flow, step, channel, sendingAt: sentAt } = message;
  if (channel === "support" || sentAt === undefined || at > plus(sentAt, recordedFor)) return;
  if ((await readSettings(table, store))?.links.track !== true) return;
  const by = whoFollows(caller);
  const link = hashId("link", destination).slice(0, 8);
  await putFact(table, store, person, clickFact({ message: id, flow, step, channel, link, sentAt, at, by }));
  metrics.count("click", { channel, by });
};

/** Whoever clicks gets where they want to go, whatever becomes of the record of it. */
const tryTo = async ({ log, metrics }: Needs, store: string, keep: () => Promise<void>): Promise<void> => {
  try {
    await keep();
  } catch (error) {
    metrics.count("click-lost");
    log.error("a click was not recorded", { store, reason: describeError(error) });
  }
};

/**
 * `GET /l/{token}` leads on to what is sealed in the token, and nowhere else. It works as long as the key does: of a
 * message that was erased nothing is recorded. `HEAD` answers the same, for programs that look first.
 */
export const followTracked = async (ports: Needs, { token, locale }: Visit, caller: Caller): Promise<Response> => {
  const { root } = await ports.secrets.read();
  const link = readTrackedLink(token, (store) => createKeys(root, store));
  if (link === undefined) return nowhere(locale);
  const { store, destination } = link;
  await tryTo(ports, store, async () => {
    const message = await readMessage(ports.table, store, link.message);
    if (message !== undefined) await record(ports, { message, destination, caller }, ports.clock.now());
  });
  return lead(destination);
};

/** `GET /r/{token}`, the short link of a text, leads on to where the message says. */
export const followShort = async (ports: Needs, { token, locale }: Visit, caller: Caller): Promise<Response> => {
  const { root } = await ports.secrets.read();
  const link = readShortLink(token, (store) => createKeys(root, store));
  const message = link && (await readMessage(ports.table, link.store, link.message));
  const destination = message?.link;
  if (message === undefined || destination === undefined) return nowhere(locale);
  await tryTo(ports, message.store, () => record(ports, { message, destination, caller }, ports.clock.now()));
  return lead(destination);
};
