import type { Run } from "../engine/run.ts";
import type { Instant } from "../events/instant.ts";
import { pointsOf } from "../loyalty/points.ts";
import { tierOf } from "../loyalty/tiers.ts";
import type { Fact } from "../profile/facts.ts";
import { foldPerson } from "../profile/fold.ts";
import type { Settings } from "../settings/settings.ts";
import { readAddresses } from "../store/addresses.ts";
import { readDecisions } from "../store/decisions.ts";
import { type Message, notedMessages, readMessages } from "../store/messages.ts";
import { personPk, readCollection } from "../store/people.ts";
import { rejectedOf } from "../store/rejected.ts";
import { messagesOf } from "./doomed.ts";
import type { PrivacyContext } from "./erase-members.ts";

/** A body that could not be understood, as it came. */
type Unread = { readonly receivedAt: Instant; readonly source: string; readonly topic: string; readonly body: string };

/** Everything that is known of a person, for themselves and for machines to read. */
export type PersonExport = {
  readonly format: "comeback-person-export";
  readonly version: 1;
  readonly store: string;
  readonly exportedAt: Instant;
  /** Under which names the table knows them: hashes of their id and addresses. */
  readonly profiles: readonly string[];
  readonly customer: unknown;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly tags: readonly string[];
  /** What each sender told, in its latest words: orders, checkouts, reviews, points, subscriptions and more. */
  readonly facts: readonly Fact[];
  /** Every yes and no, oldest first. */
  readonly consents: readonly unknown[];
  readonly orders: readonly unknown[];
  readonly checkouts: readonly unknown[];
  readonly reviews: readonly unknown[];
  readonly subscriptions: readonly unknown[];
  readonly points: unknown;
  readonly tier: unknown;
  /** What was sent or was to be, oldest first. The words themselves are not kept. */
  readonly messages: readonly Message[];
  /** Why something was sent, or was not. */
  readonly decisions: readonly unknown[];
  readonly runs: readonly Run[];
  /** What the store may not write to, and since when. */
  readonly addresses: readonly unknown[];
  readonly unreadBodies: readonly Unread[];
};

/**
 * Everything that is known of the person that some profiles make up, the root first. What was said in a message is not kept
 * anywhere, and so is not in it.
 */
export const exportPerson = async (
  { table, store, keys, blobs }: PrivacyContext,
  members: readonly string[],
  settings: Settings,
  now: Instant,
): Promise<PersonExport> => {
  const collections = await Promise.all(members.map((member) => readCollection(table, store, member)));
  const [root, ...others] = collections;
  if (root === undefined) throw new Error("An export is about somebody.");
  const person = foldPerson([root, ...others]);
  const runs = collections.flatMap((collection) => collection.runs);
  const noted = await Promise.all(
    members.map((member) => table.query(personPk(store, member), { prefix: "MESSAGE#" })),
  );
  const ids = [...new Set([...runs.flatMap(messagesOf), ...noted.flatMap(notedMessages)])];
  const messages = (await readMessages(table, store, ids)).filter((message) => message !== undefined);
  const decisions = (await Promise.all(members.map((member) => readDecisions(table, store, member)))).flat();
  const known = [
    ...person.emails.map((address) => ({ channel: "email" as const, address })),
    ...person.phones.map((address) => ({ channel: "text" as const, address })),
  ];
  const hashes = known.map(({ channel, address }) => keys.address(channel, address));
  const states = await readAddresses(table, store, hashes);
  const rejected = (await Promise.all(members.map((member) => rejectedOf(table, store, member)))).flat();
  const bodyOf = async (body: (typeof rejected)[number]["body"]): Promise<string> => {
    const bytes = body.kind === "inline" ? Buffer.from(body.base64, "base64") : await blobs?.get(body.key);
    return bytes === undefined ? "" : Buffer.from(bytes).toString("utf8");
  };
  return {
    format: "comeback-person-export",
    version: 1,
    store,
    exportedAt: now,
    profiles: members,
    customer: person.customer ?? null,
    emails: person.emails,
    phones: person.phones,
    tags: person.tags ?? [],
    facts: collections.flatMap((collection) => collection.facts),
    consents: person.consents.toSorted((a, b) => a.at.localeCompare(b.at)),
    orders: person.orders,
    checkouts: person.checkouts,
    reviews: person.reviews,
    subscriptions: person.subscriptions,
    points: pointsOf(person, settings, now) ?? null,
    tier: tierOf(person, settings, now) ?? null,
    messages: messages.toSorted((a, b) => a.claimedAt.localeCompare(b.claimedAt)),
    decisions: decisions.toSorted((a, b) => a.at.localeCompare(b.at)),
    runs,
    addresses: known.map((one, index) => ({ ...one, ...states.get(hashes[index] ?? "") })),
    unreadBodies: await Promise.all(
      rejected.map(async ({ receivedAt, source, topic, body }) => ({
        receivedAt,
        source,
        topic,
        body: await bodyOf(body),
      })),
    ),
  };
};
