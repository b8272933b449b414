import { beganAt } from "../engine/run.ts";
import type { Instant } from "../events/instant.ts";
import type { Ref } from "../profile/facts.ts";
import type { Blobs } from "../platform/ports.ts";
import { forgetTaker } from "../store/codes.ts";
import { findComplaint, unlistComplaint } from "../store/complaints.ts";
import { DecisionRecord, decisionsPk } from "../store/decisions.ts";
import type { Counts } from "../store/erasures.ts";
import { readGap, removeGaps } from "../store/gaps.ts";
import { ConflictError, fromItem } from "../store/item.ts";
import type { Keys } from "../store/keys.ts";
import { messagePk, notedMessages } from "../store/messages.ts";
import { eraseRef } from "../store/refs.ts";
import { followPointer } from "../store/rejected.ts";
import type { Key, Table } from "../store/table.ts";
import {
  type Change,
  changesOf,
  doomedReviews,
  isDoomed,
  type Lying,
  messagesOf,
  readLying,
  refsOfFact,
  survivorsAmong,
} from "./doomed.ts";
import { exportKeyOf } from "./exports.ts";

export type PrivacyContext = {
  readonly table: Table;
  readonly store: string;
  readonly keys: Keys;
  /** Where large bodies and exports lie. Without it what lies there is left to whoever has it. */
  readonly blobs?: Blobs;
};

/** What is known to be theirs, though nothing that is left may lead there any more. */
export type Remembered = { readonly runs?: readonly string[]; readonly messages?: readonly string[] };

type Found = {
  readonly collections: readonly Lying[];
  readonly survivors: ReadonlySet<string>;
  readonly runs: readonly string[];
  readonly messages: readonly string[];
  readonly refs: readonly Ref[];
  /** In the order in which they are to be done: what leads to others comes in a later list, when those are gone. */
  readonly changes: readonly (readonly Change[])[];
  readonly blobs: readonly string[];
};

const removal = (kind: string, key: Key): Change => ({ kind, key: { pk: key.pk, sk: key.sk } });
const nameOf = ({ kind, value }: Ref): string => `${kind} ${value}`;

/** Bodies that could not be read and files that were exported, with the pointers to them. */
const findBodies = async (
  { table, store }: PrivacyContext,
  collections: readonly Lying[],
): Promise<{ bodies: readonly Change[]; pointers: readonly Change[]; blobs: readonly string[] }> => {
  const bodies: Change[] = [];
  const pointers: Change[] = [];
  const blobs: string[] = [];
  for (const item of collections.flatMap(({ items }) => items)) {
    if (item.sk.startsWith("REJECTED#")) {
      const { key, blob } = await followPointer(table, store, item);
      if (blob !== undefined) blobs.push(blob);
      bodies.push(removal("rejected", key));
      pointers.push(removal("pointers", item));
    } else if (item.sk.startsWith("EXPORT#")) {
      blobs.push(exportKeyOf(item));
      pointers.push(removal("exports", item));
    }
  }
  return { bodies, pointers, blobs };
};

const findComplaints = async (
  { table, store }: PrivacyContext,
  collections: readonly Lying[],
  at: Instant,
): Promise<readonly Change[]> => {
  const members = collections.map(({ profile }) => profile);
  const facts = collections.flatMap((collection) => collection.facts).filter(({ fact }) => fact.at <= at);
  const reviews = new Set(facts.flatMap(({ fact }) => (fact.type === "review" ? [fact.data.id] : [])));
  const changes: Change[] = [];
  for (const review of reviews) {
    const listed = await findComplaint(table, store, review);
    if (listed !== undefined && members.includes(listed.person))
      changes.push(removal("complaints", { pk: "", sk: review }));
  }
  return changes;
};

/** Reads everything of some profiles that is not younger than an instant, wherever it lies. Changes nothing. */
export const findTheirs = async (
  context: PrivacyContext,
  members: readonly string[],
  at: Instant,
  remembered: Remembered = {},
): Promise<Found> => {
  const { table, store, keys } = context;
  const collections = await Promise.all(members.map((member) => readLying(table, store, member)));
  const doomedRuns = collections.flatMap((collection) => collection.runs).filter(({ run }) => beganAt(run) <= at);
  const runs = [...new Set([...(remembered.runs ?? []), ...doomedRuns.map(({ run }) => run.id)])];
  const messages = [
    ...new Set([
      ...(remembered.messages ?? []),
      ...doomedRuns.flatMap(({ run }) => messagesOf(run)),
      ...collections.flatMap(({ items }) => notedMessages(items)),
    ]),
  ];
  const facts = collections.flatMap((collection) => collection.facts).map(({ fact }) => fact);
  const doom = { at, messages, reviews: doomedReviews(facts, at) };
  const survivors = survivorsAmong(collections, keys, doom);
  const stillNamed = new Set(
    facts
      .filter((fact) => !isDoomed(fact, doom))
      .flatMap(refsOfFact)
      .map(nameOf),
  );
  const named = facts.filter((fact) => isDoomed(fact, doom)).flatMap(refsOfFact);
  const refs = [...new Map(named.map((ref) => [nameOf(ref), ref])).values()].filter(
    (ref) => !stillNamed.has(nameOf(ref)),
  );
  const beside: Change[] = [];
  for (const message of messages)
    beside.push(...(await table.query(messagePk(store, message))).map((item) => removal("messages", item)));
  for (const member of members) {
    const decisions = await table.query(decisionsPk(store, member));
    const doomed = decisions.filter((item) => {
      const decision = fromItem(DecisionRecord, item);
      return (decision.eventAt ?? decision.at) <= at || runs.includes(decision.run);
    });
    beside.push(...doomed.map((item) => removal("decisions", item)));
    if ((await readGap(table, store, member)).revision > 0 && survivors.size === 0)
      beside.push(removal("habits", { pk: "", sk: member }));
  }
  beside.push(...(await findComplaints(context, collections, at)));
  const { bodies, pointers, blobs } =
    context.blobs === undefined ? { bodies: [], pointers: [], blobs: [] } : await findBodies(context, collections);
  // The root comes last: it is what leads to the others.
  const own = collections.toReversed().map((collection) => changesOf(collection, survivors, doom));
  const changes = [
    [...beside, ...bodies, ...own.flatMap(({ led }) => led)],
    [...own.flatMap(({ contents }) => contents), ...pointers],
    ...own.map(({ links }) => links),
  ];
  return { collections, survivors, runs, messages, refs, changes, blobs };
};

/** How many of each kind were found. */
export const countFound = ({ changes, refs }: Pick<Found, "changes" | "refs">): Counts => {
  const counts: Record<string, number> = refs.length === 0 ? {} : { tokens: refs.length };
  for (const { kind } of changes.flat()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

const carryOut = async ({ table, store }: PrivacyContext, { kind, key, replacement, condition }: Change) => {
  if (kind === "complaints") return unlistComplaint(table, store, key.sk);
  if (kind === "habits") return removeGaps(table, store, [key.sk]);
  if (replacement !== undefined) await table.put(replacement, condition);
  else await table.remove({ pk: key.pk, sk: key.sk }, condition);
};

/** So many at a time. */
const together = 10;

const erase = async (context: PrivacyContext, members: readonly string[], found: Found, at: Instant): Promise<void> => {
  const { table, store, keys, blobs } = context;
  for (const ref of found.refs) await eraseRef(table, store, keys, ref, (owner) => members.includes(owner), at);
  for (const message of found.messages) await forgetTaker(table, store, message);
  for (const blob of found.blobs) await blobs?.remove(blob);
  for (const changes of found.changes)
    for (let first = 0; first < changes.length; first += together)
      await Promise.all(changes.slice(first, first + together).map((change) => carryOut(context, change)));
};

const attempts = 5;

/**
 * Erases what some profiles have that is not younger than an instant: their collections, and everything elsewhere that
 * those lead to. What others write meanwhile is found by looking again, until nothing is left. Tells each time what was
 * found before it is gone. Doing it twice changes nothing the second time; one that died is simply done again. Throws a
 * {@link ConflictError} when others were quicker five times.
 */
export const eraseMembers = async (
  context: PrivacyContext,
  members: readonly string[],
  at: Instant,
  remembered: Remembered = {},
  onFound: (found: Found) => Promise<void> = () => Promise.resolve(),
): Promise<{ readonly survivors: ReadonlySet<string> }> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await findTheirs(context, members, at, remembered);
    if (found.changes.flat().length === 0) return found;
    await onFound(found);
    await erase(context, members, found, at);
  }
  throw new ConflictError("Others kept writing to a person who is being erased.");
};
