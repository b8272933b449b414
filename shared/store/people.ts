import * as z from "zod";
import { beganAt, Run, Send } from "../engine/run.ts";
import { Instant } from "../events/instant.ts";
import { Fact } from "../profile/facts.ts";
import { firstStands } from "../profile/said-facts.ts";
import type { Collection } from "../profile/fold.ts";
import { fromItem, fromMaybe, putOnce, revise, toItem } from "./item.ts";
import type { Item, Table } from "./table.ts";

export const personPk = (store: string, person: string): string => `${store}/person/${person}`;

/** How collections hang together: a root lists its children, a child names its root. */
export const Profile = z.object({
  root: z.string().optional(),
  children: z.array(z.string()),
});
export type Profile = z.infer<typeof Profile>;

/** The person's recent messages: the one item through which the frequency cap is kept. */
export const Sends = z.object({
  entries: z.array(Send),
  /** Set when the profile was filed under another: nothing may be claimed here any more. */
  closed: z.boolean(),
});
export type Sends = z.infer<typeof Sends>;

/** One collection as read: everything of one profile, with the revision of its sends. */
export type ReadCollection = Collection & {
  readonly profileItem: Profile | undefined;
  /** The customer this address belongs to, where the collection is that of an address. */
  readonly owner: string | undefined;
  /** Until when it is erased: nothing that is not younger is read. */
  readonly erasedAt: Instant | undefined;
  readonly sendsItem: Sends | undefined;
  readonly sendsRevision: number;
};

export const factSk = (key: string): string => `FACT#${key}`;
export const runSk = (id: string): string => `RUN#${id}`;
export const profileSk = "PROFILE";
export const sendsSk = "SENDS";
export const ownerSk = "OWNER";

/** See tombstones.ts. */
const Erased = z.object({ at: Instant });

export const Owner = z.object({ owner: z.string(), version: z.string() });
export type Owner = z.infer<typeof Owner>;

const revisionOf = (item: Item | undefined): number => (typeof item?.["revision"] === "number" ? item["revision"] : 0);

/** Reads a whole collection as an erasure has left it, if there was one: one strong Query, paged to the end. */
export const readCollection = async (table: Table, store: string, person: string): Promise<ReadCollection> => {
  const items = await table.query(personPk(store, person));
  const one = (sk: string): Item | undefined => items.find((item) => item.sk === sk);
  const sends = one(sendsSk);
  const sendsItem = fromMaybe(Sends, sends);
  const erasedAt = fromMaybe(Erased, one("ERASED"))?.at;
  const isLeft = (instant: string): boolean => erasedAt === undefined || instant > erasedAt;
  const facts = items.filter(({ sk }) => sk.startsWith("FACT#")).map((item) => fromItem(Fact, item));
  const runs = items.filter(({ sk }) => sk.startsWith("RUN#")).map((item) => fromItem(Run, item));
  return {
    profile: person,
    facts: facts.filter(({ at }) => isLeft(at)),
    runs: runs.filter((run) => isLeft(beganAt(run))),
    sends: (sendsItem?.entries ?? []).filter(({ at }) => isLeft(at)),
    profileItem: fromMaybe(Profile, one(profileSk)),
    owner: fromMaybe(Owner, one(ownerSk))?.owner,
    erasedAt,
    sendsItem,
    sendsRevision: revisionOf(sends),
  };
};

/**
 * Writes a fact if its version is greater than the stored one: one conditional put, the same whatever the order and
 * number of deliveries. Tells what stood there before, or stands there instead.
 */
export const putFact = async (table: Table, store: string, person: string, fact: Fact): Promise<Fact | undefined> => {
  const key = { pk: personPk(store, person), sk: factSk(fact.key) };
  const result = await table.put(toItem(key, fact, { version: fact.version }), {
    kind: "newer",
    attribute: "version",
    than: fact.version,
  });
  return fromMaybe(Fact, result.written ? result.previous : result.current);
};

/**
 * Writes a fact that may be told several times, of which the first telling stands, whichever comes first: one conditional
 * put that lets the smaller version replace the greater.
 */
export const putFirstFact = async (table: Table, store: string, person: string, fact: Fact): Promise<void> => {
  const key = { pk: personPk(store, person), sk: factSk(fact.key) };
  const version = firstStands(fact.version);
  await table.put(toItem(key, fact, { version }), { kind: "newer", attribute: "version", than: version });
};

/** The version of a fact as one profile has it. */
export const factVersion = async (
  table: Table,
  store: string,
  person: string,
  key: string,
): Promise<string | undefined> =>
  fromMaybe(Fact, await table.get({ pk: personPk(store, person), sk: factSk(key) }))?.version;

/** Lists a child in its root's profile. First of the two writes that file a profile under another. */
export const listChild = async (table: Table, store: string, root: string, child: string): Promise<void> => {
  await revise(table, Profile, { pk: personPk(store, root), sk: profileSk }, (profile) =>
    profile?.children.includes(child) ? undefined : { ...profile, children: [...(profile?.children ?? []), child] },
  );
};

/** Names a child's root, unless it has one. Second of the two writes. Returns the root it has now. */
export const nameRoot = async (table: Table, store: string, child: string, root: string): Promise<string> => {
  const profile = await revise(table, Profile, { pk: personPk(store, child), sk: profileSk }, (current) =>
    current?.root === undefined ? { children: current?.children ?? [], root } : undefined,
  );
  return profile?.root ?? root;
};

/** Whom a profile is filed under, if under anybody. */
export const readRoot = async (table: Table, store: string, profile: string): Promise<string | undefined> =>
  fromMaybe(Profile, await table.get({ pk: personPk(store, profile), sk: profileSk }))?.root;

/** The customer an address belongs to, by the latest statement of a customer. */
export const readOwner = async (
  table: Table,
  store: string,
  address: string,
): Promise<z.infer<typeof Owner> | undefined> =>
  fromMaybe(Owner, await table.get({ pk: personPk(store, address), sk: ownerSk }));

/** Points an address to a customer if the statement is newer than the one that stands. True when it now points there. */
export const pointOwner = async (
  table: Table,
  store: string,
  address: string,
  owner: z.infer<typeof Owner>,
): Promise<boolean> => {
  const key = { pk: personPk(store, address), sk: ownerSk };
  const result = await table.put(toItem(key, owner, { version: owner.version }), {
    kind: "newer",
    attribute: "version",
    than: owner.version,
  });
  return result.written || fromMaybe(Owner, result.current)?.owner === owner.owner;
};

/** Replaces the person's sends if nobody has changed them since `revision` (0: there were none). False when somebody has. */
export const replaceSends = async (
  table: Table,
  store: string,
  person: string,
  sends: Sends,
  revision: number,
): Promise<boolean> => {
  const key = { pk: personPk(store, person), sk: sendsSk };
  const condition =
    revision === 0
      ? ({ kind: "absent" } as const)
      : ({ kind: "equals", attribute: "revision", value: revision } as const);
  return (await putOnce(table, toItem(key, sends, { revision: revision + 1 }), condition)).written;
};
