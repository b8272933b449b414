import { beganAt, Run } from "../engine/run.ts";
import type { Instant } from "../events/instant.ts";
import { Fact, type Ref } from "../profile/facts.ts";
import { fromItem, fromMaybe, toItem } from "../store/item.ts";
import { messageId, type Keys } from "../store/keys.ts";
import { Owner, ownerSk, personPk, Profile, profileSk, Sends, sendsSk } from "../store/people.ts";
import type { Condition, Item, Key, Table } from "../store/table.ts";
import { tombstoneSk } from "../store/tombstones.ts";

/** One collection as it lies in the table, what an earlier erasure hides among it. */
export type Lying = {
  readonly profile: string;
  readonly items: readonly Item[];
  readonly facts: readonly { readonly item: Item; readonly fact: Fact }[];
  readonly runs: readonly { readonly item: Item; readonly run: Run }[];
  readonly owner: Owner | undefined;
};

export const readLying = async (table: Table, store: string, profile: string): Promise<Lying> => {
  const items = await table.query(personPk(store, profile));
  const under = (prefix: string): readonly Item[] => items.filter(({ sk }) => sk.startsWith(prefix));
  const owner = items.find(({ sk }) => sk === ownerSk);
  return {
    profile,
    items,
    facts: under("FACT#").map((item) => ({ item, fact: fromItem(Fact, item) })),
    runs: under("RUN#").map((item) => ({ item, run: fromItem(Run, item) })),
    owner: fromMaybe(Owner, owner),
  };
};

/** Whether a version states an instant after another: versions of customers begin with theirs. */
export const isYounger = (version: string, at: Instant): boolean => version.slice(0, at.length) > at;

/** The tokens a fact names, by which others may have been linked to it. */
export const refsOfFact = (fact: Fact): readonly Ref[] => {
  const ref = (kind: Ref["kind"], value: string | undefined): Ref[] => (value === undefined ? [] : [{ kind, value }]);
  const { type, data } = fact;
  if (type === "cart") return ref("cart", data.token);
  if (type === "checkout" || type === "checkout-deleted")
    return [...ref("checkout", data.token), ...ref("cart", data.cartToken)];
  if (type === "order")
    return [...ref("order", data.id), ...ref("checkout", data.checkoutToken), ...ref("cart", data.cartToken)];
  if (type === "refund" || type === "review") return ref("order", data.orderId);
  return type === "account" || type === "subscription" ? ref("account", data.account) : [];
};

/** Every message a run has claimed, or could have. */
export const messagesOf = ({ id, plan, steps }: Run): readonly string[] => [
  ...new Set([
    ...plan.map((step) => messageId(id, step.id, step.channel)),
    ...Object.values(steps).flatMap((step) => ("message" in step ? [step.message] : [])),
  ]),
];

/** Profiles that somebody who has come back since is known by: they and the links between them stay. */
export const survivorsAmong = (collections: readonly Lying[], keys: Keys, doom: Doom): ReadonlySet<string> => {
  const { at } = doom;
  const left = collections.map(({ profile, facts, runs, owner }) => ({
    profile,
    owner,
    facts: facts.filter(({ fact }) => !isDoomed(fact, doom)),
    isSaid: owner !== undefined && isYounger(owner.version, at),
    hasRuns: runs.some(({ run }) => beganAt(run) > at),
  }));
  const alive = new Set(
    left.filter(({ facts, isSaid, hasRuns }) => facts.length > 0 || isSaid || hasRuns).map(({ profile }) => profile),
  );
  const named = new Set(
    left.flatMap(({ facts }) =>
      facts.flatMap(({ fact: { who } }) => [
        ...(who.customer?.email === undefined ? [] : [keys.person("email", who.customer.email)]),
        ...(who.customer?.phone === undefined ? [] : [keys.person("phone", who.customer.phone)]),
      ]),
    ),
  );
  const linked = left.filter(
    ({ profile, owner }) => owner !== undefined && alive.has(owner.owner) && named.has(profile),
  );
  return new Set([...alive, ...linked.map(({ profile }) => profile)]);
};

/** What goes: what is not younger than an instant, and what is about these, whenever it was told. */
export type Doom = {
  readonly at: Instant;
  readonly messages: readonly string[];
  /** Reviews that go: what support and the customer said of them goes too. */
  readonly reviews: readonly string[];
};

/** Reviews of which nothing younger than an instant is known. */
export const doomedReviews = (facts: readonly Fact[], at: Instant): readonly string[] => {
  const told = facts.filter((fact) => fact.type === "review");
  const kept = new Set(told.filter((fact) => fact.at > at).map(({ data }) => data.id));
  return [...new Set(told.map(({ data }) => data.id))].filter((id) => !kept.has(id));
};

/** Whether a fact goes: a click on a message that is gone says of whom it was, as does a no that was said by its link. */
export const isDoomed = (fact: Fact, { at, messages, reviews }: Doom): boolean =>
  fact.at <= at ||
  (fact.type === "consent" && messages.includes(fact.data.source.slice(fact.data.source.indexOf(":") + 1))) ||
  ((fact.type === "resolution" || fact.type === "survey") && reviews.includes(fact.data.complaint)) ||
  ((fact.type === "click" || fact.type === "sent-text") && messages.includes(fact.data.message));

/** One thing to be done to an item: away with it, or something else in its place, if nobody has changed it meanwhile. */
export type Change = {
  readonly kind: string;
  readonly key: Key;
  readonly replacement?: Item;
  readonly condition?: Condition;
};

const unchanged = (item: Item, attribute: "version" | "revision"): Pick<Change, "condition"> => {
  const value = item[attribute];
  return typeof value === "string" || typeof value === "number"
    ? { condition: { kind: "equals", attribute, value } }
    : {};
};

const withRevision = (item: Item, value: unknown): Item =>
  toItem(item, value, { revision: (typeof item["revision"] === "number" ? item["revision"] : 0) + 1 });

const changeSends = (item: Item, doomed: Doom, stays: boolean): readonly Change[] => {
  const sends = fromItem(Sends, item);
  const entries = sends.entries.filter((entry) => entry.at > doomed.at && !doomed.messages.includes(entry.message));
  const change = { kind: "sends", key: item, ...unchanged(item, "revision") };
  if (!stays) return [change];
  if (entries.length === sends.entries.length) return [];
  return [{ ...change, replacement: withRevision(item, { ...sends, entries }) }];
};

const changeProfile = (item: Item, survivors: ReadonlySet<string>, stays: boolean): readonly Change[] => {
  const profile = fromItem(Profile, item);
  const change = { kind: "links", key: item, ...unchanged(item, "revision") };
  if (!stays) return [change];
  const children = profile.children.filter((child) => survivors.has(child));
  const root = profile.root !== undefined && survivors.has(profile.root) ? profile.root : undefined;
  if (children.length === profile.children.length && root === profile.root) return [];
  return [{ ...change, replacement: withRevision(item, { children, ...(root !== undefined && { root }) }) }];
};

/** Bodies and files lie elsewhere too, and are dealt with where their pointers are followed. */
const isPointer = ({ sk }: Item): boolean => sk.startsWith("REJECTED#") || sk.startsWith("EXPORT#");

/** What becomes of one collection. A later part leads to earlier ones, and waits until those are done. */
type Changes = {
  /** What nothing but something among the contents tells to be theirs: a younger word about an older review. */
  readonly led: readonly Change[];
  readonly contents: readonly Change[];
  /** Between collections. */
  readonly links: readonly Change[];
};

/**
 * What of one collection must go, or change, for nothing to be left that is not younger than an instant: in parts, so that
 * an erasure that died on the way still finds what there is to find.
 */
export const changesOf = (
  { profile, items, facts, runs, owner }: Lying,
  survivors: ReadonlySet<string>,
  doomed: Doom,
): Changes => {
  const { at } = doomed;
  const stays = survivors.has(profile);
  const changeOther = (item: Item): readonly Change[] => {
    if (item.sk.startsWith("FACT#") || item.sk.startsWith("RUN#") || isPointer(item)) return [];
    switch (item.sk) {
      case tombstoneSk:
        return [];
      case sendsSk:
        return changeSends(item, doomed, stays);
      case profileSk:
        return changeProfile(item, survivors, stays);
      case ownerSk: {
        const isLeft = owner !== undefined && (isYounger(owner.version, at) || (stays && survivors.has(owner.owner)));
        return isLeft ? [] : [{ kind: "links", key: item, ...unchanged(item, "version") }];
      }
      default:
        return [{ kind: "others", key: item }];
    }
  };
  const others = items.flatMap(changeOther);
  const removalOf = ({ item }: Lying["facts"][number]): Change => ({
    kind: "facts",
    key: item,
    ...unchanged(item, "version"),
  });
  const gone = facts.filter(({ fact }) => isDoomed(fact, doomed));
  return {
    led: [...gone.filter(({ fact }) => fact.at > at).map(removalOf), ...others.filter(({ kind }) => kind === "sends")],
    contents: [
      ...runs
        .filter(({ run }) => beganAt(run) <= at)
        .map(({ item }) => ({ kind: "runs", key: item, ...unchanged(item, "revision") })),
      ...gone.filter(({ fact }) => fact.at <= at).map(removalOf),
      ...others.filter(({ kind }) => kind === "others"),
    ],
    links: others.filter(({ kind }) => kind === "links"),
  };
};
