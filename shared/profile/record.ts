import type { Event } from "../events/catalogue.ts";
import { earliest, type Instant } from "../events/instant.ts";
import { tellsGapAnew } from "../habits/gap.ts";
import { factVersion, putFact, putFirstFact } from "../store/people.ts";
import { linkRef, readRefs, stopWaiting, waitAt, waitingAt } from "../store/refs.ts";
import type { Settings } from "../settings/settings.ts";
import { keptStatement } from "./keep-consent.ts";
import { type Fact, factOf, type Ref, refsOf } from "./facts.ts";
import { consentFact, ratingFact } from "./said-facts.ts";
import { type IdentityContext, linkIdentity, profileOf } from "./identity.ts";

export type RecordContext = IdentityContext & {
  /** What the store asks of a yes. */
  readonly settings: Pick<Settings, "consent" | "doubleOptInSince">;
  /**
   * Told of a profile when the orders of its person may have become others: what was bought when has changed, or who
   * belongs together. The facts are there by then; it is told again when the event comes again.
   */
  readonly onPurchases?: (profile: string) => Promise<void>;
  /** Is given every profile that was written to, with the earliest moment of what was written. */
  readonly recorded?: Map<string, Instant>;
  /**
   * Told of an event that waited until somebody was known to whom it belongs; its facts are there by then. What it should
   * have begun it could not begin when it came. Told again when that is done again.
   */
  readonly onFound?: (event: Event) => Promise<void>;
};

const orderOf = (event: Event): { id: string; createdAt: typeof event.occurredAt } | undefined =>
  event.type === "order.updated" ? { id: event.data.id, createdAt: event.data.createdAt } : undefined;

/**
 * Whether an order is one that was not known, or not so. An older body may have died before anybody was told of it, so
 * one that finds itself there, or a newer one, counts as news too.
 */
const tellsPurchases = (fact: Fact | undefined, other: Fact | undefined): boolean => {
  if (fact?.type !== "order") return false;
  return other?.type !== "order" || other.version >= fact.version || tellsGapAnew(other.data, fact.data);
};

type Written = {
  /** The event says who or what belongs together anew. */
  readonly links: boolean;
  readonly purchases: boolean;
};

/** Writes what an event says into its owner's collection. */
const writeFacts = async (context: RecordContext, owner: string, event: Event): Promise<Written> => {
  const { table, store, keys } = context;
  const rated = ratingFact(event);
  if (rated !== undefined) await putFact(table, store, owner, rated);
  const fact = factOf(event);
  const other = fact && (await putFact(table, store, owner, fact));
  // An older body with the very same links stood there: its own delivery follows them, and comes again until it has. One that
  // finds itself there, or a newer body, follows them anew: an earlier try of it may have died before it came to the links,
  // and the newer one has relied on it. A customer's own word is always followed, since the latest word on an address wins.
  const followed = fact !== undefined && other?.links === fact.links && other.version < fact.version;
  const purchases = tellsPurchases(fact, other);
  if (followed && event.type !== "customer.updated") return { links: false, purchases };
  for (const statement of event.consents) {
    const hash = keys.address(statement.channel, statement.address);
    const kept = keptStatement(statement, event.occurredAt, context.settings);
    await putFirstFact(table, store, owner, consentFact(kept, hash, event));
  }
  return { links: true, purchases };
};

/** Names the owner at a token, unless whoever had it has said so again since: that body came first, but is the later. */
const claimRef = async ({ table, store, keys }: IdentityContext, owner: string, event: Event, ref: Ref) => {
  const link = { owner: { person: owner, version: event.version }, order: orderOf(event) };
  const before = await linkRef(table, store, keys, ref, link);
  const key = factOf(event)?.key;
  if (before === undefined || key === undefined) return;
  const version = (await factVersion(table, store, before, key)) ?? "";
  if (version < event.version) return;
  await linkRef(table, store, keys, ref, { owner: { person: before, version } });
};

/** Names the owner at every token of the event, then takes whatever waited there. */
const followRefs = async (context: RecordContext, owner: string, event: Event, taken: Set<string>): Promise<void> => {
  const { table, store, keys } = context;
  for (const ref of refsOf(event)) {
    await claimRef(context, owner, event, ref);
    for (const waiting of await waitingAt(table, store, keys, ref)) {
      if (!taken.has(waiting.id)) await recordFor(context, owner, waiting, taken);
      // A later body about the same thing begins by itself what this one would have begun.
      if (waiting.type !== event.type) await context.onFound?.(waiting);
      await stopWaiting(table, keys, ref, waiting);
    }
  }
};

/** The owner that a token knows of an event that names nobody. */
export const ownerByRef = async (
  { table, store, keys }: Pick<IdentityContext, "table" | "store" | "keys">,
  refs: readonly Ref[],
): Promise<string | undefined> =>
  (await readRefs(table, store, keys, refs)).find((item) => item?.owner !== undefined)?.owner;

/** An address can be corrected, and corrected back: what says the same as before is news while its token is another's. */
const isElsewhere = async (context: IdentityContext, owner: string, event: Event): Promise<boolean> =>
  event.type === "checkout.updated" && (await ownerByRef(context, refsOf(event).slice(0, 1))) !== owner;

const recordFor = async (
  context: RecordContext,
  owner: string,
  event: Event,
  taken: Set<string> = new Set(),
): Promise<void> => {
  taken.add(event.id);
  context.recorded?.set(owner, earliest(event.occurredAt, context.recorded.get(owner) ?? event.occurredAt));
  const { links, purchases } = await writeFacts(context, owner, event);
  let filed = false;
  if (links || (await isElsewhere(context, owner, event))) {
    filed = await linkIdentity(context, event);
    await followRefs(context, owner, event, taken);
  }
  if (purchases || filed) await context.onPurchases?.(owner);
};

/**
 * Records an event as facts: of the person it names, or of the person its token belongs to; or lets it wait at its
 * token until somebody is known. Doing it twice, or in any order, ends in the same state.
 */
export const recordEvent = async (context: RecordContext, event: Event): Promise<void> => {
  const { table, store, keys } = context;
  const named = profileOf(context, event.who);
  if (named !== undefined) return recordFor(context, named, event);
  const refs = refsOf(event);
  const items = await readRefs(table, store, keys, refs);
  const known = items.find((item) => item?.owner !== undefined)?.owner;
  if (known !== undefined) return recordFor(context, known, event);
  // Whose token it was is erased, and this is from before.
  if (items.some((item) => item?.erasedAt !== undefined && item.erasedAt >= event.occurredAt)) return;
  for (const ref of refs) {
    await waitAt(table, keys, ref, event);
    await linkRef(table, store, keys, ref, { order: orderOf(event) });
  }
  // Whoever became the owner in between has looked before this event lay there.
  const since = await ownerByRef(context, refs);
  if (since === undefined) return;
  await recordFor(context, since, event);
  await context.onFound?.(event);
  for (const ref of refs) await stopWaiting(table, keys, ref, event);
};
