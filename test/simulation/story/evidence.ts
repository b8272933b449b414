import { fromEpoch } from "../../../shared/events/instant.ts";
import type { ActOutcome, Evidence, ProviderCall } from "../contract/evidence.ts";
import type { Moment } from "../contract/moment.ts";
import type { StoreState } from "../contract/state.ts";
import { day, hour } from "../workload/shop.ts";
import { buyer, gone, left, sale, settings, shop, startsAt, story, type Unnamed, well } from "./acts.ts";
import { hash, person, sentAt, state } from "./state.ts";

export const call: ProviderCall = {
  ...{ at: sentAt, channel: "email", store: shop.id, message: "m-1", to: left.email, from: undefined, raw: "" },
  ...{
    subject: undefined,
    providerId: "p-1",
    accepted: true,
    told: "accepted",
    function: "send-message",
    invocation: 7,
  },
  begunAt: sentAt - 50,
  now: fromEpoch(sentAt - 20),
  record: {
    ...{ run: "r-1", flow: "abandoned-checkout", step: "reminder-1", status: "sending", kind: "marketing" },
    claimedAt: fromEpoch(sentAt - 1_000),
  },
};

type Item = ReturnType<Evidence["items"]>[number];
export const item = (pk: string, sk: string, version: string, moment: Moment, more: object = {}): Item => ({
  pk: `${shop.id}/person/${pk}`,
  sk,
  json: JSON.stringify({ pk, sk, version, content: { at: fromEpoch(moment), ...more } }),
});
export const versionOf = (id: string): string => story.find(({ act }) => act.id === id)?.events[0]?.version ?? "";
export const items: readonly Item[] = [
  item(hash("customer", left.customerId), `FACT#CUSTOMER#${left.customerId}`, versionOf("customer"), startsAt),
  item(hash("customer", left.customerId), "FACT#CHECKOUT#t-1", versionOf("checkout"), startsAt),
  item(person(buyer), `FACT#ORDER#${sale.id}`, versionOf("order"), startsAt),
  item(person(buyer), "FACT#REFUND#8900000000001", versionOf("refund"), startsAt + hour),
  item(person(buyer), "FACT#REVIEW#judgeme:465000001#5", versionOf("review"), startsAt),
  item(hash("customer", gone.customerId), "ERASED", "", startsAt),
];

/** The evidence of the story, against which nothing can be said. */
export const good: Evidence = {
  ...{ seed: 1, startsAt, endedAt: startsAt + 10 * day, settings: [settings], acts: story, calls: [call], faults: [] },
  ...{
    parallels: [],
    portCalls: 300,
    stores: [state],
    deadLetters: [],
    queued: [],
    items: () => items,
    blobs: () => [],
  },
  personId: (_store, kind, value) => hash(kind, value),
  addressHash: (_store, channel, address) => hash(channel, address),
};

/** A way to break a check: the evidence, and what it is that went wrong. */
export type Broken = Readonly<Record<string, readonly (readonly [string, Evidence])[]>>;

export const withState = (changes: Partial<StoreState>): Evidence => ({ ...good, stores: [{ ...state, ...changes }] });
export const withAct = (
  id: string,
  moment: Moment,
  act: Unnamed | undefined,
  more: Partial<Evidence> = {},
): Evidence => (act === undefined ? good : { ...good, ...more, acts: [...story, well(id, moment, act)] });
export const changing = (id: string, change: (outcome: ActOutcome) => Partial<ActOutcome>): Evidence => ({
  ...good,
  acts: story.map((outcome) => (outcome.act.id === id ? { ...outcome, ...change(outcome) } : outcome)),
});
export const withCall = (changes: Partial<ProviderCall>): Evidence => ({ ...good, calls: [{ ...call, ...changes }] });
export const withProfile = (index: number, changes: Partial<StoreState["profiles"][number]>): Evidence =>
  withState({ profiles: state.profiles.map((profile, own) => (own === index ? { ...profile, ...changes } : profile)) });

export const bounce = JSON.stringify({
  source: "aws.ses",
  detail: { bounce: { bounceType: "Permanent", bouncedRecipients: [{ emailAddress: left.email }] } },
});
