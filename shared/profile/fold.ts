import { keptElsewhere, type Run, type Send } from "../engine/run.ts";
import type { Customer } from "../events/parts.ts";
import type { Fact } from "./facts.ts";
import type { Person, PersonCheckout } from "./person.ts";

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

/** The address a customer states now, or stated last on any body; of somebody who is no customer, what they typed. */
const ownAddresses = (
  key: "email" | "phone",
  customer: Customer | undefined,
  facts: readonly Fact[],
): readonly string[] => {
  const newestFirst = facts.map(({ who }) => who).reverse();
  const stated = customer?.[key] ?? newestFirst.find((who) => who.customer?.[key] !== undefined)?.customer?.[key];
  if (stated !== undefined) return [stated];
  return distinct(newestFirst.filter((who) => who.customer === undefined).map((who) => who.contact?.[key]));
};

/**
 * Folds the collections of one person, root first, into what is known of them. The result is the same for the same
 * facts in any order, in any number of copies, and whichever collection they lie in.
 */
export const foldPerson = (collections: readonly [Collection, ...Collection[]]): Person => {
  const facts = newestOfEach(collections.flatMap((collection) => collection.facts));
  const customers = ofType(facts, "customer").map(({ data }) => data);
  const merged = new Set(ofType(facts, "customer-merged").map(({ data }) => data.mergedId));
  const customer = customers.filter(({ id }) => !merged.has(id)).at(-1) ?? customers.at(-1);
  const deleted = ofType(facts, "customer-deleted").map(({ data }) => data);
  const refunds = ofType(facts, "refund").map(({ data }) => data);
  return {
    id: collections[0].profile,
    members: collections.map(({ profile }) => profile),
    customer,
    customerDeleted: deleted.some(({ id }) => customer === undefined || id === customer.id),
    emails: ownAddresses("email", customer, facts),
    phones: ownAddresses("phone", customer, facts),
    carts: ofType(facts, "cart").map(({ data }) => data),
    checkouts: checkoutsOf(facts),
    orders: ofType(facts, "order")
      .map(({ data, who }) => ({ ...data, who, refunds: refunds.filter(({ orderId }) => orderId === data.id) }))
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id)),
    consents: ofType(facts, "consent").map(({ data }) => data),
    complaints: ofType(facts, "complaint").map(({ data }) => data),
    runs: furthest(collections.flatMap((collection) => collection.runs)),
    sends: latestSends(collections.flatMap((collection) => collection.sends)),
  };
};
