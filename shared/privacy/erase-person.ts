import type { Instant } from "../events/instant.ts";
import type { Who } from "../events/parts.ts";
import { readPerson } from "../profile/read-person.ts";
import type { Blobs } from "../platform/ports.ts";
import { forgetPerson, stopAddress } from "../store/addresses.ts";
import { beginErasure, type Erasure, finishErasure, noteErasure, readErasure } from "../store/erasures.ts";
import { fromItem } from "../store/item.ts";
import { hashId } from "../store/keys.ts";
import { factSk, personPk } from "../store/people.ts";
import { eraseRef, readRefs } from "../store/refs.ts";
import { buryProfile } from "../store/tombstones.ts";
import { Fact } from "../profile/facts.ts";
import { countFound, eraseMembers, type PrivacyContext } from "./erase-members.ts";

export type ErasePerson = {
  /** The same for every repetition of one request. */
  readonly id: string;
  readonly by: string;
  readonly who: Who;
  /** What is not younger is erased; what comes after is of somebody new. */
  readonly at: Instant;
  readonly orderIds: readonly string[];
};

type Context = PrivacyContext & { readonly blobs: Blobs };

/** The id of an erasure that was asked for by an event: a repetition is the same, a later request is another. */
export const erasureId = (event: { readonly id: string; readonly occurredAt: Instant }): string =>
  hashId("erasure", event.id, event.occurredAt);

/**
 * Every profile of the person somebody names. Where a customer is named, an address of theirs that belongs to another
 * customer by now is not theirs any more. Where only an address is known, it is the guest's, and the customer's who owns it.
 */
export const membersOf = async ({ table, store, keys }: PrivacyContext, who: Who): Promise<readonly string[]> => {
  const stated = who.customer ?? who.contact;
  const addresses = [
    ...(stated?.email === undefined ? [] : [keys.person("email", stated.email)]),
    ...(stated?.phone === undefined ? [] : [keys.person("phone", stated.phone)]),
  ];
  const members = new Set<string>();
  if (who.customer !== undefined) {
    const { person } = await readPerson(table, store, keys.person("customer", who.customer.id));
    person.members.forEach((member) => members.add(member));
  }
  for (const address of addresses) {
    const { person } = await readPerson(table, store, address);
    if (who.customer !== undefined && person.id !== address && !members.has(person.id)) continue;
    person.members.forEach((member) => members.add(member));
  }
  return [...members];
};

/** Their own addresses: nobody writes there again on the strength of anything that was said before. */
const stopAddresses = async ({ table, store, keys }: Context, members: readonly string[], { who, at }: ErasePerson) => {
  const stated = who.customer ?? who.contact;
  const emails = new Set(stated?.email === undefined ? [] : [stated.email]);
  const phones = new Set(stated?.phone === undefined ? [] : [stated.phone]);
  for (const member of members) {
    const { person } = await readPerson(table, store, member);
    person.emails.forEach((email) => emails.add(email));
    person.phones.forEach((phone) => phones.add(phone));
  }
  const hashes = [
    ...[...emails].map((email) => keys.address("email", email)),
    ...[...phones].map((phone) => keys.address("text", phone)),
  ];
  for (const hash of hashes) {
    await stopAddress(table, store, hash, "marketing", at);
    await forgetPerson(table, store, hash);
  }
};

/** Orders that the request names and that lie with somebody else: those alone, with their refunds. */
const eraseOrders = async (
  { table, store, keys }: Context,
  members: readonly string[],
  { orderIds, at }: ErasePerson,
): Promise<void> => {
  const refs = orderIds.map((value) => ({ kind: "order" as const, value }));
  const items = await readRefs(table, store, keys, refs);
  for (const [index, ref] of refs.entries()) {
    const owner = items[index]?.owner;
    if (items[index] === undefined) continue;
    if (owner !== undefined && !members.includes(owner)) {
      const pk = personPk(store, owner);
      const found = [
        await table.get({ pk, sk: factSk(`ORDER#${ref.value}`) }),
        ...(await table.query(pk, { prefix: factSk("REFUND#") })),
      ];
      for (const item of found) {
        if (item === undefined) continue;
        const fact = fromItem(Fact, item);
        const isOfIt = fact.type === "order" || (fact.type === "refund" && fact.data.orderId === ref.value);
        if (isOfIt && fact.at <= at) await table.remove(item);
      }
    }
    await eraseRef(table, store, keys, ref, () => true, at);
  }
};

const eraseKnown = async (context: Context, erasure: Erasure, members: readonly string[]) => {
  const { table } = context;
  const { runs = [], messages = [], at } = erasure;
  return eraseMembers(context, members, at, { runs, messages }, (found) =>
    noteErasure(table, erasure, {
      found: countFound(found),
      members,
      runs: found.runs,
      messages: found.messages,
    }),
  );
};

export type Erased = {
  /** Whether it has to be looked at once more, in a quarter of an hour. */
  readonly again: boolean;
  /** Profiles that somebody has come back to since. */
  readonly survivors: ReadonlySet<string>;
};

/**
 * Erases a person: notes whom it is about, stops their addresses, puts tombstones on every profile of theirs, from when on
 * nobody reads what is older, and then removes it. Each step can be repeated. What others were just writing is removed by
 * themselves when they find the tombstone, or by {@link eraseAgain}.
 */
export const erasePerson = async (context: Context, request: ErasePerson, now: Instant): Promise<Erased> => {
  const { table, store } = context;
  const { id, by, at } = request;
  const erasure = await beginErasure(table, { id, store, what: "erase-person", by, at, startedAt: now });
  const members = [...new Set([...(erasure.members ?? []), ...(await membersOf(context, request.who))])];
  await noteErasure(table, erasure, { found: {}, members });
  await stopAddresses(context, members, request);
  for (const member of members) await buryProfile(table, store, member, at);
  await eraseOrders(context, members, request);
  const { survivors } = await eraseKnown(context, erasure, members);
  return { again: erasure.doneAt === undefined, survivors };
};

/** Erases once more what was being written while it was erased, and closes the record. Undefined when it is closed. */
export const eraseAgain = async (context: Context, id: string, now: Instant): Promise<Erased | undefined> => {
  const erasure = await readErasure(context.table, context.store, id);
  if (erasure?.members === undefined) return undefined;
  const { survivors } = await eraseKnown(context, erasure, erasure.members);
  await finishErasure(context.table, erasure, now);
  return { again: false, survivors };
};
