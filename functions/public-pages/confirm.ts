import { type Instant, plus } from "../../shared/events/instant.ts";
import type { Channel } from "../../shared/events/parts.ts";
import { flowId, linkLives, statementsOf } from "../../shared/flows/consent-confirmation/asked.ts";
import { type ConfirmPage, renderConfirmPage } from "../../shared/messaging/pages/confirm-page.ts";
import { readConfirm } from "../../shared/messaging/reader-links.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { pendingAt } from "../../shared/profile/consent.ts";
import type { Consent } from "../../shared/profile/facts.ts";
import { readPerson, type ReadPerson } from "../../shared/profile/read-person.ts";
import { readAddresses } from "../../shared/store/addresses.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { type Message, readMessage } from "../../shared/store/messages.ts";
import { readSettings } from "../../shared/store/stores.ts";
import { htmlPage, type Response, type Visit } from "./request.ts";
import type { StoreSettings } from "../../shared/settings/settings.ts";
import { keepSaid, type SaidHere } from "./say.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "metrics" | "log">;

type Standing =
  | {
      readonly state: "ask";
      readonly channel: Channel;
      readonly read: ReadPerson;
      readonly waiting: readonly Consent[];
    }
  | { readonly state: "used" | "expired" | "gone" };

const sourceOf = (message: string): string => `confirmation:${message}`;

/** How the yes stands that a message asked to confirm: a link works once, for a while, and not after a no. */
const standingOf = async (
  { table }: Needs,
  settings: Pick<StoreSettings, "text">,
  message: Message | undefined,
  now: Instant,
): Promise<Standing> => {
  if (message === undefined || message.flow !== flowId || message.channel === "support") return { state: "gone" };
  const { store, channel, sendingAt = message.claimedAt } = message;
  const read = await readPerson(table, store, message.person);
  const { consents, checkouts, runs } = read.person;
  if (consents.some(({ source }) => source === sourceOf(message.id))) return { state: "used" };
  const subject = runs.find(({ id }) => id === message.run)?.subject ?? "";
  const asked = statementsOf(subject, consents).find((statement) => statement.channel === channel);
  if (asked === undefined) return { state: "gone" };
  if (now >= plus(sendingAt, linkLives)) return { state: "expired" };
  const { addressHash } = asked;
  const stopped = (await readAddresses(table, store, [addressHash])).get(addressHash)?.stops.marketing;
  const place = { channel, addressHash, marketingNamesCarts: settings.text.consentNamesCarts };
  const waiting = pendingAt(consents, checkouts, place, now).filter(({ at }) => stopped === undefined || at > stopped);
  return waiting.length === 0 ? { state: "gone" } : { state: "ask", channel, read, waiting };
};

/** Every yes that waits at the address, said again by its holder, each for its own purpose and in its own words. */
const confirmations = (waiting: readonly Consent[], message: string, now: Instant, ip: string | undefined) => {
  const first = (purpose: Consent["purpose"]): Consent | undefined => waiting.find((yes) => yes.purpose === purpose);
  const purposes = [...new Set(waiting.map(({ purpose }) => purpose))];
  return purposes.flatMap((purpose): SaidHere[] => {
    const yes = first(purpose);
    if (yes === undefined) return [];
    const { channel, addressHash, wording } = yes;
    return [
      {
        ...{ channel, addressHash, purpose, state: "granted", at: now, toldAt: now, confirmed: true },
        source: sourceOf(message),
        method: "confirmation-link",
        ...(wording !== undefined && { wording }),
        ...(ip !== undefined && { ip }),
      },
    ];
  });
};

/**
 * `GET /k/{token}` shows a button and changes nothing, since scanners follow links; `POST` confirms, once. What expired, was
 * used or was taken back says so.
 */
export const confirmPage = async (ports: Needs, { token, posts, path, locale, ip }: Visit): Promise<Response> => {
  const { clock, table, secrets, metrics, log } = ports;
  const { root } = await secrets.read();
  const claim = readConfirm(token, (store) => createKeys(root, store));
  const settings = claim && (await readSettings(table, claim.store));
  if (claim === undefined || settings === undefined)
    return htmlPage(404, renderConfirmPage({ state: "invalid", locale }));
  const { store } = claim;
  const now = clock.now();
  const { brand } = settings;
  const standing = await standingOf(ports, settings, await readMessage(table, store, claim.message), now);
  const answer = (state: Exclude<ConfirmPage["state"], "ask">, status: number): Response =>
    htmlPage(status, renderConfirmPage({ state, brand, locale }));
  switch (standing.state) {
    case "used":
      return answer("used", 200);
    case "expired":
    case "gone":
      return answer(standing.state, 410);
    case "ask": {
      const { channel, read, waiting } = standing;
      if (!posts) return htmlPage(200, renderConfirmPage({ state: "ask", channel, brand, locale, postUrl: path }));
      await keepSaid(ports, store, read, confirmations(waiting, claim.message, now, ip), now);
      metrics.count("consent-confirmed", { channel });
      log.info("consent confirmed", { store, message: claim.message });
      return answer("done", 200);
    }
  }
};
