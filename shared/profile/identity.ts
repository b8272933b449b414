import type { Event } from "../events/catalogue.ts";
import type { Who } from "../events/parts.ts";
import type { Keys } from "../store/keys.ts";
import { listChild, nameRoot, pointOwner, readOwner, readRoot } from "../store/people.ts";
import type { Table } from "../store/table.ts";

export type IdentityContext = {
  readonly table: Table;
  readonly store: string;
  readonly keys: Keys;
  /** Addresses that belong to the store itself are nobody's key. */
  readonly isStaff: (address: string) => boolean;
};

/** True for an address, or the domain of one, that the store names as its own staff's. */
export const staffMatcher = (staff: readonly string[]): ((address: string) => boolean) => {
  const listed = new Set(staff.map((entry) => entry.trim().toLowerCase()));
  return (address) => listed.has(address) || listed.has(address.slice(address.lastIndexOf("@")));
};

type AddressKey = { readonly kind: "email" | "phone"; readonly value: string };

const keysOf = (
  addresses: { readonly email?: string | undefined; readonly phone?: string | undefined } | undefined,
  isStaff: (address: string) => boolean,
): readonly AddressKey[] => {
  const found: AddressKey[] = [];
  if (addresses?.email !== undefined && !isStaff(addresses.email))
    found.push({ kind: "email", value: addresses.email });
  if (addresses?.phone !== undefined && !isStaff(addresses.phone))
    found.push({ kind: "phone", value: addresses.phone });
  return found;
};

/**
 * The profile an event is kept with: its customer's, or that of the guest known by its address (the e-mail before the
 * phone), whoever may own that address now or later. Undefined when it names nobody.
 */
export const profileOf = (
  { keys, isStaff }: Pick<IdentityContext, "keys" | "isStaff">,
  who: Who,
): string | undefined => {
  if (who.customer !== undefined) return keys.person("customer", who.customer.id);
  const [address] = keysOf(who.contact, isStaff);
  return address && keys.person(address.kind, address.value);
};

/** The profile an event belongs to: as it is kept, or the customer who has stated the guest's address. */
export const ownerOf = async (context: IdentityContext, who: Who): Promise<string | undefined> => {
  const profile = profileOf(context, who);
  if (profile === undefined || who.customer !== undefined) return profile;
  return (await readOwner(context.table, context.store, profile))?.owner ?? profile;
};

/**
 * Files one profile under another: the root lists the child first, the child names the root second. Returns whom the child
 * is filed under now: somebody else where it was before.
 */
const fileUnder = async ({ table, store }: IdentityContext, root: string, child: string): Promise<string> => {
  if (root === child) return root;
  await listChild(table, store, root, child);
  return nameRoot(table, store, child, root);
};

/** The customer above all whom one is filed under. Undefined in a circle, which only merges at the same moment make. */
const topOf = async ({ table, store }: IdentityContext, customer: string): Promise<string | undefined> => {
  const passed = new Set<string>();
  let top = customer;
  for (let above = await readRoot(table, store, top); above !== undefined; above = await readRoot(table, store, top)) {
    passed.add(top);
    if (passed.has(above)) return undefined;
    top = above;
  }
  return top;
};

/**
 * Makes one person of two customers and of all whom either is one with already, so that it does not matter which of several
 * merges is heard of first.
 */
const unite = async (context: IdentityContext, kept: string, merged: string): Promise<void> => {
  const [above, below] = [await topOf(context, kept), await topOf(context, merged)];
  // A circle has no top: whoever has one is filed under it. Of two circles nothing can be.
  const [root, child] = below === undefined ? [merged, above] : [above ?? kept, below];
  if (child === undefined) return;
  // It is under somebody else where another merge came in between: the child is no top any more.
  if ((await fileUnder(context, root, child)) !== root) await unite(context, kept, merged);
};

/**
 * Takes what an event says about who is who. Addresses stated on a customer point to that customer (an embedded
 * customer only claims what nobody has claimed; `customers/*` moves it, the latest winning), and the guest known by
 * them is filed under the customer. A merge, and only a merge, makes one person of two customers. True when somebody
 * belongs to the customer who did not before.
 */
export const linkIdentity = async (context: IdentityContext, event: Event): Promise<boolean> => {
  const { table, store, keys } = context;
  if (event.type === "customer.merged") {
    await unite(context, keys.person("customer", event.data.keptId), keys.person("customer", event.data.mergedId));
    return true;
  }
  const { customer } = event.who;
  if (customer === undefined) return false;
  let anew = false;
  const owner = keys.person("customer", customer.id);
  const own = event.type === "customer.updated";
  for (const address of keysOf(customer, context.isStaff)) {
    const profile = keys.person(address.kind, address.value);
    const known = await readOwner(table, store, profile);
    const points =
      known === undefined || (own && known.version < event.version)
        ? await pointOwner(table, store, profile, { owner, version: own ? event.version : "" })
        : known.owner === owner;
    if (points) await fileUnder(context, owner, profile);
    anew ||= points && known?.owner !== owner;
  }
  return anew;
};
