import { keptElsewhere, type Run, type Send } from "../engine/run.ts";
import { earliest, type Instant } from "../events/instant.ts";
import type { Customer } from "../events/parts.ts";
import type { Fact } from "./facts.ts";
import type { Person, PersonCheckout, PersonReview, PersonStatement } from "./person.ts";

/** What one collection holds of a person. */
export type Collection = {
  readonly profile: string;
  readonly facts: readonly Fact[];
  readonly runs: readonly Run[];
  readonly sends: readonly Send[];
};

const byVersion = (a: Fact, b: Fact): number => a.version.localeCompare(b.version) || a.key.localeCompare(b.key);

/** The same fact can lie in two collections (a guest's, then the customer's): the newest version is the fact. */
const newestOfEach = (facts: readonly Fact[]): readonly Fact[] => {
  const newest = new Map<string, Fact>();
  for (const fact of facts) {
    const known = newest.get(fact.key);
    if (known === undefined || known.version < fact.version) newest.set(fact.key, fact);
  }
  return [...newest.values()].sort(byVersion);
};

const ofType = <T extends Fact["type"]>(facts: readonly Fact[], type: T): readonly Extract<Fact, { type: T }>[] =>
  facts.filter((fact): fact is Extract<Fact, { type: T }> => fact.type === type);

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

const progress = ({ steps, finished }: Run): number => {
  if (finished?.reason === keptElsewhere) return -1;
  return Object.keys(steps).length + (finished === undefined ? 0 : 1000);
};

/** Of two copies of a run the one that has come further counts; the tie goes to the profile that sorts first. */
const furthest = (runs: readonly Run[]): readonly Run[] => {
  const ranked = [...runs].sort((a, b) => progress(b) - progress(a) || a.person.localeCompare(b.person));
  return ranked
    .filter((run, index) => ranked.findIndex(({ id }) => id === run.id) === index)
    .sort((a, b) => a.openedAt.localeCompare(b.openedAt) || a.id.localeCompare(b.id));
};

/** Each message once, by when it went out last: a filed profile keeps the slots it had when it was closed. */
const latestSends = (sends: readonly Send[]): readonly Send[] => {
  const sorted = [...sends].sort((a, b) => a.at.localeCompare(b.at) || a.message.localeCompare(b.message));
  return sorted.filter(({ message }, index) => sorted.findLastIndex((send) => send.message === message) === index);
};

const checkoutsOf = (facts: readonly Fact[]): readonly PersonCheckout[] => {
  const deletions = ofType(facts, "checkout-deleted").map(({ data }) => data);
  return ofType(facts, "checkout")
    .map(({ data, who, at }) => ({
      ...data,
      who,
      activityAt: at,
      deleted: deletions.some(
        (deletion) =>
          deletion.token === data.token ||
          (deletion.token === undefined && deletion.cartToken !== undefined && deletion.cartToken === data.cartToken),
      ),
    }))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.token.localeCompare(b.token));
};

/** Of every review the latest word, with the ratings it has had. Facts come by version, so the latest is the last. */
const reviewsOf = (facts: readonly Fact[]): readonly PersonReview[] => {
  const told = ofType(facts, "review");
  const first = ofType(facts, "rating");
  const sinceOf = ({ data: { id, rating }, at }: (typeof told)[number]): Instant =>
    earliest(at, ...first.filter(({ data }) => data.review === id && data.rating === rating).map((rated) => rated.at));
  const latest = told.filter(({ data }, index) => told.findLastIndex((other) => other.data.id === data.id) === index);
  return latest
    .map(({ data, who }) => ({
      ...data,
      who,
      ratings: told
        .filter((other) => other.data.id === data.id)
        .map((other) => ({ rating: other.data.rating, since: sinceOf(other), at: other.at })),
    }))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
};

/**
 * Of every app the latest word on the points. One that tells no expiry leaves standing what was told of it before, as long
 * as the balance is the same: an earning or a spending may have moved it.
 */
const statementsOf = (facts: readonly Fact[]): readonly PersonStatement[] => {
  const told = ofType(facts, "points-statement");
  const latest = told.filter(({ source }, index) => told.findLastIndex((other) => other.source === source) === index);
  return latest.map(({ data, source }) => {
    const known = told.findLast((other) => other.source === source && other.data.expiresAt !== undefined)?.data;
    if (known === undefined || known.balance !== data.balance) return { ...data, source };
    return { ...data, expiresAt: known.expiresAt, expiring: known.expiring, source };
  });
};

/** The tags a customer states, with those that were added or removed by themselves since; undefined when nobody told. */
const tagsOf = (stated: Extract<Fact, { type: "customer" }> | undefined, facts: readonly Fact[]) => {
  const since = ofType(facts, "tag").filter(({ at }) => stated?.data.tags === undefined || at > stated.at);
  if (stated?.data.tags === undefined && since.length === 0) return undefined;
  const removed = new Set(since.filter(({ data }) => data.state === "removed").map(({ data }) => data.tag));
  const added = since.filter(({ data }) => data.state === "added").map(({ data }) => data.tag);
  return distinct([...(stated?.data.tags ?? []).filter((tag) => !removed.has(tag)), ...added]);
};

/** The address a customer states now, or stated last on any body; of somebody who is no customer, what they typed. */
const ownAddresses = (
  key: "email" | "phone",
  customer: Customer | undefined,
  facts: readonly Fact[],
): readonly string[] => {
  const newestFirst = facts.map(({ who }) => who).reverse();
  const stated =
    customer?.[key] ?? newestFirst.map((who) => who.customer?.[key]).find((address) => address !== undefined);
  if (stated !== undefined) return [stated];
  return distinct(newestFirst.filter((who) => who.customer === undefined).map((who) => who.contact?.[key]));
};

/**
 * Folds the collections of one person, root first, into what is known of them. The result is the same for the same
 * facts in any order, in any number of copies, and whichever collection they lie in.
 */
export const foldPerson = (collections: readonly [Collection, ...Collection[]]): Person => {
  const facts = newestOfEach(collections.flatMap((collection) => collection.facts));
  const customers = ofType(facts, "customer");
  const merged = new Set(ofType(facts, "customer-merged").map(({ data }) => data.mergedId));
  const stated = customers.filter(({ data }) => !merged.has(data.id)).at(-1) ?? customers.at(-1);
  const customer = stated?.data;
  const deleted = ofType(facts, "customer-deleted").map(({ data }) => data);
  const refunds = ofType(facts, "refund").map(({ data }) => data);
  return {
    id: collections[0].profile,
    members: collections.map(({ profile }) => profile),
    customer,
    tags: tagsOf(stated, facts),
    customerDeleted: deleted.some(({ id }) => customer === undefined || id === customer.id),
    emails: ownAddresses("email", customer, facts),
    phones: ownAddresses("phone", customer, facts),
    carts: ofType(facts, "cart").map(({ data }) => data),
    checkouts: checkoutsOf(facts),
    orders: ofType(facts, "order")
      .map(({ data, who }) => ({ ...data, who, refunds: refunds.filter(({ orderId }) => orderId === data.id) }))
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id)),
    consents: ofType(facts, "consent").map(({ data }) => data),
    preferences: ofType(facts, "preferences").at(-1)?.data,
    reviews: reviewsOf(facts),
    resolutions: ofType(facts, "resolution").map(({ data }) => data),
    surveys: ofType(facts, "survey").map(({ data }) => data),
    moves: ofType(facts, "points-move")
      .map(({ data }) => data)
      .sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id)),
    statements: statementsOf(facts),
    subscriptions: ofType(facts, "subscription").map(({ data }) => data),
    clicks: ofType(facts, "click")
      .map(({ data }) => data)
      .sort((a, b) => a.at.localeCompare(b.at) || a.message.localeCompare(b.message) || a.link.localeCompare(b.link)),
    sentTexts: ofType(facts, "sent-text").map(({ data }) => data),
    runs: furthest(collections.flatMap((collection) => collection.runs)),
    sends: latestSends(collections.flatMap((collection) => collection.sends)),
  };
};
