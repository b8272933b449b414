import * as z from "zod";
import { normaliseEmail, normalisePhone } from "../../shared/profile/contact.ts";
import { Fact } from "../../shared/profile/facts.ts";
import { readPerson, type ReadPerson } from "../../shared/profile/read-person.ts";
import { fromItem } from "../../shared/store/item.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { factSk, personPk, readOwner } from "../../shared/store/people.ts";
import type { Table } from "../../shared/store/table.ts";
import type { Scan } from "../store/scan.ts";

export type FindPeopleOptions = { readonly table: Table; readonly scan: Scan; readonly root: string };

const PersonPk = z.string().regex(/^[^/]+\/person\/.+$/);

/** Whoever this address was typed for, which makes it nobody's key but a contact. */
const profilesByContact = async (scan: Scan, store: string, address: string): Promise<readonly string[]> => {
  const prefix = personPk(store, "");
  const facts = (await scan(prefix)).filter(({ pk, sk }) => pk.startsWith(prefix) && sk.startsWith(factSk("")));
  const naming = facts.filter((item) => {
    const { who } = fromItem(Fact, item);
    return [who.contact, who.customer].some((names) => names?.email === address || names?.phone === address);
  });
  return naming.map(({ pk }) => PersonPk.parse(pk).slice(prefix.length));
};

const isKnown = ({ person, root }: ReadPerson): boolean =>
  person.members.length > 1 || root.facts.length > 0 || root.runs.length > 0 || root.profileItem !== undefined;

/**
 * Everybody in a store whom an e-mail address, a phone number, a customer's id at the shop or a profile id can mean:
 * first who is known by it, then those for whom it was merely typed, for which the whole table must be read.
 */
export async function* findPeople(
  { table, scan, root }: FindPeopleOptions,
  store: string,
  key: string,
): AsyncGenerator<ReadPerson, undefined> {
  const keys = createKeys(root, store);
  const email = normaliseEmail(key);
  const phone = normalisePhone(key);
  const address = email ?? phone;
  const guests = [
    ...(email === undefined ? [] : [keys.person("email", email)]),
    ...(phone === undefined ? [] : [keys.person("phone", phone)]),
  ];
  const owned = await Promise.all(guests.map(async (guest) => (await readOwner(table, store, guest))?.owner ?? guest));
  const told = new Set<string>();
  const readNew = async (candidate: string): Promise<readonly ReadPerson[]> => {
    const read = await readPerson(table, store, candidate);
    if (told.has(read.person.id) || !isKnown(read)) return [];
    told.add(read.person.id);
    return [read];
  };
  const known = address === undefined ? [keys.person("customer", key), key] : [...owned, ...guests];
  for (const candidate of new Set(known)) yield* await readNew(candidate);
  const typed = address === undefined ? [] : await profilesByContact(scan, store, address);
  for (const candidate of typed) yield* await readNew(candidate);
  return undefined;
}
