import type { Moment } from "../contract/moment.ts";
import { epoch, type History } from "./history.ts";
import { type Name, ownerIn } from "./people.ts";

/** Somebody said yes or no about an address. */
export type Said = {
  readonly channel: "email" | "text";
  readonly address: string;
  readonly state: "granted" | "revoked";
  /** When it was said: by the source's clock, at the latest the receipt. */
  readonly at: Moment;
  readonly source: string;
  /** Who said it; undefined where it holds for the address itself, whoever's it is. */
  readonly by: Name | undefined;
  readonly triedAt: Moment;
  readonly appliedAt: Moment;
};

const stopWords = /^\W*(stop|stop please|unsubscribe|cancel|end|quit)\W*$/i;
const startWords = /^\W*(start|yes|unstop)\W*$/i;

/** What events say, with what a body of the bus carries. */
const inEvents = ({ told }: History): readonly Said[] =>
  told.flatMap(({ event, triedAt, appliedAt }) =>
    event.consents
      .filter(({ purpose }) => purpose === "marketing")
      .map(({ channel, address, state, at, source }) => ({
        ...{ channel, address, state, source, triedAt, appliedAt },
        at: epoch(at),
        by: ownerIn(event),
      })),
  );

/** What is said by links in mails: at the address itself, at the moment of the machine that took it. */
const onPages = ({ acts, evidence }: History): readonly Said[] =>
  acts.flatMap(({ act, tries, acknowledgedAt = Infinity }) => {
    if (act.kind !== "visit" || act.does !== "unsubscribe") return [];
    const mail = evidence.calls.find(({ message, store }) => message === act.message && store === act.store);
    if (mail === undefined) return [];
    return tries.map(({ at: triedAt, now }): Said => ({
      channel: mail.channel === "text" ? "text" : "email",
      address: mail.to,
      state: "revoked",
      at: epoch(now),
      source: `unsubscribe:${act.message ?? ""}`,
      by: undefined,
      triedAt,
      appliedAt: acknowledgedAt,
    }));
  });

/** Keywords that were texted: a stop at the number itself, a start that takes stops back and restates what was agreed to. */
const byText = ({ acts }: History): readonly Said[] =>
  acts.flatMap(({ act, acknowledgedAt, appliedAt = Infinity }): Said[] => {
    if (act.kind !== "inbound-text") return [];
    const state = stopWords.test(act.words) ? "revoked" : startWords.test(act.words) ? "granted" : undefined;
    if (state === undefined) return [];
    const at = Math.floor(act.at / 1000) * 1000;
    const triedAt = acknowledgedAt ?? act.at;
    return [{ channel: "text", address: act.from, state, at, source: "text", by: undefined, triedAt, appliedAt }];
  });

/** Everything that was said about marketing to any address. */
export const saidAbout = (history: History): readonly Said[] => [
  ...inEvents(history),
  ...onPages(history),
  ...byText(history),
];
