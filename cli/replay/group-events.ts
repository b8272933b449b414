import type { Event, EventOf } from "../../shared/events/catalogue.ts";
import type { Instant } from "../../shared/events/instant.ts";
import { profileOf, staffMatcher } from "../../shared/profile/identity.ts";
import { ownerByRef } from "../../shared/profile/record.ts";
import { refsOf } from "../../shared/profile/facts.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readSettings } from "../../shared/store/stores.ts";
import type { Table } from "../../shared/store/table.ts";
import { storeErasedUntil } from "../../shared/store/tombstones.ts";

/** People who are played together, since a token of theirs went from one to another; as a rule one alone. */
export type Affected = {
  readonly store: string;
  /** The profiles at their roots. */
  readonly people: readonly string[];
  readonly members: readonly string[];
  readonly events: readonly Event[];
};

export type Grouped = {
  readonly groups: readonly Affected[];
  /** What the events tell of products, oldest first, by {@link productName}. */
  readonly products: ReadonlyMap<string, readonly ProductEvent[]>;
  /** Events of people beyond the number asked for. */
  readonly beyond: number;
  /** Events of people and stores erased since, or of stores that are gone. */
  readonly erased: number;
  /** Events of which nobody knows to this day whose they are. */
  readonly ownerless: number;
};

export type ProductEvent = EventOf<"product.updated"> | EventOf<"product.deleted">;
export const productName = (store: string, id: string): string => `${store} ${id}`;

type Owner = { readonly person: string; readonly members: readonly string[]; readonly erasedAt: Instant | undefined };
type Group = { readonly store: string; readonly owners: Set<Owner>; readonly events: Event[] };

const isAboutPerson = ({ type }: Event): boolean => !/^(?:product|store|person)\./.test(type);

/** The groups, of which two become one when a token of one turns up in the other. */
const createGroups = () => {
  const groups = new Set<Group>();
  const byOwner = new Map<Owner, Group>();
  const byRef = new Map<string, Group>();
  const merge = (kept: Group, gone: Group): void => {
    for (const owner of gone.owners) kept.owners.add(owner);
    kept.events.push(...gone.events);
    groups.delete(gone);
    for (const owner of gone.owners) byOwner.set(owner, kept);
    for (const [ref, group] of byRef) if (group === gone) byRef.set(ref, kept);
  };
  return {
    groups,
    add: (owner: Owner, event: Event): void => {
      const group = byOwner.get(owner) ?? { store: event.store, owners: new Set([owner]), events: [] };
      groups.add(group);
      byOwner.set(owner, group);
      group.events.push(event);
      for (const { kind, value } of refsOf(event)) {
        const ref = `${event.store} ${kind} ${value}`;
        const other = byRef.get(ref);
        if (other !== undefined && other !== group) merge(group, other);
        byRef.set(ref, group);
      }
    },
  };
};

/** Sorts events by the person they belong to today; what somebody asked to be erased is left out. The table is only read. */
export const groupEvents = async (
  table: Table,
  root: string,
  events: AsyncIterable<Event>,
  most: number,
): Promise<Grouped> => {
  const owners = new Map<string, Owner>();
  const contexts = new Map<string, ReturnType<typeof contextOf>>();
  const groups = createGroups();
  const products = new Map<string, ProductEvent[]>();
  let people = 0;
  const counts = { beyond: 0, erased: 0, ownerless: 0 };

  const contextOf = async (store: string) => {
    const settings = await readSettings(table, store);
    const erasedAt = await storeErasedUntil(table, store);
    const isStaff = staffMatcher(settings?.exclusions.staff ?? []);
    return { isThere: settings !== undefined, erasedAt, store, table, keys: createKeys(root, store), isStaff };
  };

  /** Undefined where there is no more room for somebody new. */
  const ownerOf = async (store: string, profile: string): Promise<Owner | undefined> => {
    const known = owners.get(`${store} ${profile}`);
    if (known !== undefined) return known;
    const { person, root: collection, others } = await readPerson(table, store, profile);
    const members = [...new Set([person.id, profile, ...person.members])];
    const same = members.flatMap((member) => owners.get(`${store} ${member}`) ?? [])[0];
    if (same === undefined && people >= most) return undefined;
    const erasedAt = [collection, ...others]
      .flatMap((one) => one.erasedAt ?? [])
      .sort()
      .at(-1);
    const owner = same ?? { person: person.id, members, erasedAt };
    for (const member of members) owners.set(`${store} ${member}`, owner);
    if (same === undefined) people += 1;
    return owner;
  };

  for await (const event of events) {
    if (event.type === "product.updated" || event.type === "product.deleted") {
      const name = productName(event.store, event.data.id);
      products.set(name, [...(products.get(name) ?? []), event]);
    }
    if (!isAboutPerson(event)) continue;
    const known = contexts.get(event.store) ?? contextOf(event.store);
    contexts.set(event.store, known);
    const context = await known;
    if (!context.isThere || (context.erasedAt ?? "") >= event.occurredAt) {
      counts.erased += 1;
      continue;
    }
    const profile = profileOf(context, event.who) ?? (await ownerByRef(context, refsOf(event)));
    const owner = profile === undefined ? undefined : await ownerOf(event.store, profile);
    if (profile === undefined) counts.ownerless += 1;
    else if (owner === undefined) counts.beyond += 1;
    else if ((owner.erasedAt ?? "") >= event.occurredAt) counts.erased += 1;
    else groups.add(owner, event);
  }
  const found = [...groups.groups].map(({ store, owners: those, events: told }) => ({
    store,
    people: [...those].map(({ person }) => person),
    members: [...those].flatMap(({ members }) => members),
    events: told,
  }));
  for (const told of products.values()) told.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
  return { groups: found, products, ...counts };
};
