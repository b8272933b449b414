import type { Event } from "../events/catalogue.ts";
import { putFact } from "../store/people.ts";
import { linkRef, readRefs, stopWaiting, waitAt, waitingAt } from "../store/refs.ts";
import { consentFact, factOf, type Ref, refsOf } from "./facts.ts";
import { type IdentityContext, linkIdentity, ownerOf } from "./identity.ts";

const orderOf = (event: Event): { id: string; createdAt: typeof event.occurredAt } | undefined =>
  event.type === "order.updated" ? { id: event.data.id, createdAt: event.data.createdAt } : undefined;

/** Writes what an event says into its owner's collection. True when the event says who or what belongs together anew. */
const writeFacts = async (context: IdentityContext, owner: string, event: Event): Promise<boolean> => {
  const { table, store, keys } = context;
  const fact = factOf(event);
  const result = fact && (await putFact(table, store, owner, fact));
  // An unchanged set of links was followed when the version before was recorded. A refused put says nothing of the
  // kind: the try that wrote it may have died before it came to the links. A customer's own word is always followed,
  // since the latest word on an address wins.
  const unchanged = fact !== undefined && result?.written === true && result.previousLinks === fact.links;
  if (unchanged && event.type !== "customer.updated") return false;
  for (const statement of event.consents) {
    const hash = keys.address(statement.channel, statement.address);
    await putFact(table, store, owner, consentFact(statement, hash, event.version));
  }
  return true;
};

/** Names the owner at every token of the event, then takes whatever waited there. */
const followRefs = async (context: IdentityContext, owner: string, event: Event, taken: Set<string>): Promise<void> => {
  const { table, store, keys } = context;
  for (const ref of refsOf(event)) {
    await linkRef(table, store, keys, ref, { owner: { person: owner, version: event.version }, order: orderOf(event) });
    for (const waiting of await waitingAt(table, store, keys, ref)) {
      if (!taken.has(waiting.id)) await recordFor(context, owner, waiting, taken);
      await stopWaiting(table, keys, ref, waiting);
    }
  }
};

const recordFor = async (
  context: IdentityContext,
  owner: string,
  event: Event,
  taken: Set<string> = new Set(),
): Promise<void> => {
  taken.add(event.id);
  if (!(await writeFacts(context, owner, event))) return;
  await linkIdentity(context, event);
  await followRefs(context, owner, event, taken);
};

/** The owner that a token knows of an event that names nobody. */
const ownerByRef = async ({ table, store, keys }: IdentityContext, refs: readonly Ref[]): Promise<string | undefined> =>
  (await readRefs(table, store, keys, refs)).find((item) => item?.owner !== undefined)?.owner;

/**
 * Records an event as facts: of the person it names, or of the person its token belongs to; or lets it wait at its
 * token until somebody is known. Doing it twice, or in any order, ends in the same state.
 */
export const recordEvent = async (context: IdentityContext, event: Event): Promise<void> => {
  const { table, store, keys } = context;
  const named = await ownerOf(context, event.who);
  if (named !== undefined) return recordFor(context, named, event);
  const refs = refsOf(event);
  const known = await ownerByRef(context, refs);
  if (known !== undefined) return recordFor(context, known, event);
  for (const ref of refs) {
    await waitAt(table, keys, ref, event);
    await linkRef(table, store, keys, ref, { order: orderOf(event) });
  }
  // Whoever became the owner in between has looked before this event lay there.
  const since = await ownerByRef(context, refs);
  if (since === undefined) return;
  await recordFor(context, since, event);
  for (const ref of refs) await stopWaiting(table, keys, ref, event);
};
