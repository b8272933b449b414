import type { Event } from "../../../shared/events/catalogue.ts";
import type { Check } from "./check.ts";
import type { History, Told } from "./history.ts";
import { ownerIn, statedBy } from "./people.ts";

/** What an event is about, as its fact is named in the table. Undefined for what becomes no fact of its own. */
const factNameOf = (event: Event): string | undefined => {
  switch (event.type) {
    case "cart.updated":
      return `CART#${event.data.token}`;
    case "checkout.updated":
      return `CHECKOUT#${event.data.token}`;
    case "checkout.deleted":
      return `CHECKOUT-DELETED#${event.data.token ?? event.data.cartToken ?? ""}`;
    case "order.updated":
      return `ORDER#${event.data.id}`;
    case "refund.created":
      return `REFUND#${event.data.id}`;
    case "customer.updated":
      return `CUSTOMER#${event.data.id}`;
    case "customer.deleted":
      return `CUSTOMER-DELETED#${event.data.id}`;
    case "customer.merged":
      return `MERGED#${event.data.mergedId}`;
    case "customer.tagged":
      return `TAG#${event.data.tag}`;
    case "account.linked":
      return `ACCOUNT#${event.data.account}`;
    case "review.updated":
      return `REVIEW#${event.data.id}#${event.data.rating}`;
    case "points.moved":
      return `POINTS-MOVE#${event.data.id}`;
    case "subscription.updated":
      return `SUBSCRIPTION#${event.data.id}`;
    case "points.stated":
    case "consent.stated":
    case "product.updated":
    case "product.deleted":
    case "store.uninstalled":
    case "person.redacted":
    case "person.requested":
    case "store.redacted":
      return undefined;
  }
};

type Stored = { readonly facts: ReadonlyMap<string, string>; readonly products: ReadonlyMap<string, string> };

const versionIn = (json: string): string => {
  const item: { version?: string } = JSON.parse(json);
  return item.version ?? "";
};

/** The newest version of every fact that is left, wherever it lies, and of what waits at a token. */
const storedIn = ({ evidence, store }: History): Stored => {
  const facts = new Map<string, string>();
  const products = new Map<string, string>();
  for (const { pk, sk, json } of evidence.items()) {
    if (!pk.startsWith(`${store}/`)) continue;
    const fact = sk.startsWith("FACT#") ? sk.slice(5) : sk.startsWith("WAIT#") ? sk.slice(5) : undefined;
    const [into, name] = sk === "PRODUCT" ? [products, pk.slice(pk.lastIndexOf("/") + 1)] : [facts, fact];
    if (name === undefined) continue;
    const version = versionIn(json);
    if ((into.get(name) ?? "") < version) into.set(name, version);
  }
  return { facts, products };
};

/** The tokens by which an event that names nobody may have come to somebody who was erased. */
const tokensOf = ({ type, data }: Event): readonly string[] => {
  const token = (kind: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`${kind} ${value}`];
  if (type === "cart.updated") return token("cart", data.token);
  if (type === "refund.created") return token("order", data.orderId);
  if (type === "checkout.updated" || type === "checkout.deleted")
    return [...token("checkout", data.token), ...token("cart", data.cartToken)];
  if (type !== "order.updated") return [];
  return [...token("order", data.id), ...token("checkout", data.checkoutToken), ...token("cart", data.cartToken)];
};

/** Whether what an event says was, or may have been, erased with somebody. */
export const erasureOf = (history: History): ((event: Event) => boolean) => {
  const { erased, told, of } = history;
  const tokens = new Map<string, string>();
  const bury = (token: string, at: string): void => {
    if ((tokens.get(token) ?? "") < at) tokens.set(token, at);
  };
  for (const { event } of of("person.redacted"))
    for (const id of event.data.orderIds) bury(`order ${id}`, event.data.at);
  for (const { event } of told) {
    const at = erased.get(ownerIn(event) ?? "");
    if (at !== undefined) for (const token of tokensOf(event)) bury(token, at);
  }
  return (event) => {
    const names = [ownerIn(event) ?? [], ...statedBy(event)].flat();
    const ends = [...names.map((name) => erased.get(name)), ...tokensOf(event).map((token) => tokens.get(token))];
    return ends.some((at) => at !== undefined && event.occurredAt <= at);
  };
};

/** What waits at its token is given up after 90 days (docs/architecture.md, "The table"). */
const waitMilliseconds = 89 * 86_400_000;

/**
 * Every event that was acknowledged is in the facts, superseded by a newer version of the same fact, or waits at its token
 * for somebody to be known (README, "Nothing acknowledged is lost"; DESIGN, decisions 1 and 3). Of people who were erased
 * nothing is left (DESIGN, decision 10).
 */
export const acknowledgedKept: Check = {
  name: "acknowledged-is-kept",
  look: (history) => {
    const { facts, products } = storedIn(history);
    const isErased = erasureOf(history);
    /** What waited for somebody to be known, and nobody was. */
    const isGivenUp = (event: Event): boolean =>
      ownerIn(event) === undefined && history.evidence.endedAt - Date.parse(event.receivedAt) > waitMilliseconds;
    const isKept = ({ event }: Told): boolean => {
      const name = factNameOf(event);
      if (name !== undefined) return (facts.get(name) ?? "") >= event.version;
      if (event.type === "product.updated" || event.type === "product.deleted")
        return (products.get(event.data.id) ?? "") >= event.version;
      return true;
    };
    return history.told.flatMap((told) => {
      const { event, outcome } = told;
      if (outcome.acknowledgedAt === undefined || isErased(event) || isKept(told) || isGivenUp(event)) return [];
      return [`${outcome.act.id}: ${event.type} of version ${event.version} is nowhere`];
    });
  },
};

/** What a webhook means reaches the bus before it is acknowledged, all of it (README, "Nothing acknowledged is lost"). */
export const acknowledgedPublished: Check = {
  name: "acknowledged-is-published",
  look: ({ acts, eventsOf }) =>
    acts.flatMap((outcome) => {
      const { act, acknowledgedAt } = outcome;
      if (act.kind !== "webhook" || act.means.kind !== "events" || acknowledgedAt === undefined) return [];
      const events = eventsOf(outcome);
      const missing = act.means.events.filter((meant) => !events.some(({ type }) => type === meant.type));
      return missing.map(({ type }) => `${act.id}: acknowledged, and its ${type} was never on the bus`);
    }),
};

/** Everything that was acknowledged has been handled by everybody it is for (README, "Nothing acknowledged is lost"). */
export const acknowledgedHandled: Check = {
  name: "acknowledged-is-handled",
  look: ({ acts }) =>
    acts.flatMap(({ act, acknowledgedAt, appliedAt }) =>
      acknowledgedAt === undefined || appliedAt !== undefined ? [] : [`${act.id}: acknowledged, and never handled`],
    ),
};

/** At the end nothing lies in a queue or among the dead (README, "Nothing acknowledged is lost"). */
export const nothingLeftOver: Check = {
  name: "nothing-is-left-over",
  look: ({ evidence, store }) =>
    [
      ...evidence.deadLetters.map((one) => ({ ...one, where: "dead" })),
      ...evidence.queued.map((one) => ({ ...one, where: "waiting" })),
    ]
      .filter(({ body }) => body.includes(`"${store}"`))
      .map(({ queue, where, body }) => `${queue}, ${where}: ${body.slice(0, 200)}`),
};

const monthMilliseconds = 30 * 86_400_000;

/** A signed body that cannot be understood is kept for a person, for 30 days (README; DESIGN, decision 10). */
export const rejectedKept: Check = {
  name: "rejected-is-kept",
  look: ({ acts, state, evidence, erased }) => {
    const kept = new Set(state.rejected.map(({ body }) => body));
    const gone = [...erased.keys()].map((name) => name.slice(name.indexOf(":") + 1));
    return acts.flatMap(({ act, acknowledgedAt, tries }) => {
      if (act.kind !== "webhook" || act.means.kind !== "rejected" || acknowledgedAt === undefined) return [];
      const last = tries.at(-1)?.at ?? acknowledgedAt;
      if (evidence.endedAt - last > monthMilliseconds - 86_400_000) return [];
      const [first] = tries;
      if (first === undefined) return [];
      const { body } = act.request(first.now);
      if (kept.has(body) || gone.some((value) => body.includes(value))) return [];
      return [`${act.id}: acknowledged, not understood, and not kept`];
    });
  },
};

/** Without a good signature there is no 200 and no event (docs/architecture.md, "Who sends"). */
export const forgedRefused: Check = {
  name: "forged-is-refused",
  look: ({ acts, eventsOf }) =>
    acts.flatMap((outcome) => {
      const { act, tries } = outcome;
      if (act.kind !== "webhook" || act.means.kind !== "refused") return [];
      const wasTaken = eventsOf(outcome).length > 0 || tries.some(({ status }) => status !== undefined && status < 400);
      return wasTaken ? [`${act.id}: signed by somebody else, and taken`] : [];
    }),
};

const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Whether what was read says all that was meant, a moment after its receipt counting as the receipt. */
const says = (meant: unknown, read: unknown, receivedAt: string): boolean => {
  if (meant === undefined) return true;
  if (typeof meant === "string" && instantForm.test(meant)) return read === (meant > receivedAt ? receivedAt : meant);
  if (Array.isArray(meant))
    return (
      Array.isArray(read) &&
      meant.length === read.length &&
      meant.every((one, index) => says(one, read[index], receivedAt))
    );
  if (typeof meant !== "object" || meant === null) return read === meant;
  if (typeof read !== "object" || read === null) return false;
  const known = new Map<string, unknown>(Object.entries(read));
  return Object.entries(meant).every(([name, value]) => says(value, known.get(name), receivedAt));
};

/** Every event on the bus says what its sender meant, none of it of the future (DESIGN, decision 1). */
export const readAsMeant: Check = {
  name: "read-as-meant",
  look: ({ acts, eventsOf }) =>
    acts.flatMap((outcome) => {
      const { act } = outcome;
      if (act.kind !== "webhook" || act.means.kind !== "events") return [];
      const meant = act.means.events;
      const odd = eventsOf(outcome).filter(
        (event) =>
          !meant.some(({ type, data, who, consents, occurredAt }) =>
            says({ type, data, who, consents, occurredAt }, event, event.receivedAt),
          ),
      );
      return odd.map(({ type }) => `${act.id}: ${type} says something else than its sender`);
    }),
};
