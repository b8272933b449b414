import { isSameNumber } from "../../shared/feedback/inbound-text.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import type { Consent } from "../../shared/profile/facts.ts";
import type { Person } from "../../shared/profile/person.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import { type AddressState, readAddress } from "../../shared/store/addresses.ts";
import { createKeys, type Keys } from "../../shared/store/keys.ts";
import { listStores, readStore, type StoreRead } from "../../shared/store/stores.ts";
import type { Table } from "../../shared/store/table.ts";

/** Who texted, as one store knows them. */
export type Texter = {
  readonly store: StoreRead;
  readonly keys: Keys;
  readonly phone: string;
  /** The number as it is kept. */
  readonly hash: string;
  readonly address: AddressState | undefined;
  /** Without any fact when nobody is known by this number. */
  readonly person: Person;
  /** What was said about texts to this very number. */
  readonly consents: readonly Consent[];
};

/**
 * The stores a text to one of our numbers is for: those that write from it, or else all that have no number of their own,
 * since they share the account's.
 */
const storesAt = async (table: Table, number: string): Promise<readonly StoreRead[]> => {
  const read = await Promise.all((await listStores(table)).map((id) => readStore(table, id)));
  const stores = read.filter((store) => store !== undefined);
  const own = stores.filter(({ settings }) => isSameNumber(settings.text.number ?? "", number));
  if (own.length > 0) return own;
  const sharing = stores.filter(({ settings }) => settings.text.number === undefined);
  return sharing.length > 0 ? sharing : stores;
};

/** Who texted, for each store the text is for. Those that know them come first. */
export const textersOf = async (
  { table, secrets }: Pick<Ports, "table" | "secrets">,
  phone: string,
  number: string,
): Promise<readonly Texter[]> => {
  const { root } = await secrets.read();
  const asTexter = async (store: StoreRead): Promise<Texter> => {
    const { id } = store.settings;
    const keys = createKeys(root, id);
    const hash = keys.address("text", phone);
    const address = await readAddress(table, id, hash);
    // Whoever typed an e-mail address besides is kept under that; the number remembers whom we wrote to.
    const { person } = await readPerson(table, id, address?.person ?? keys.person("phone", phone));
    const consents = person.consents.filter((consent) => consent.channel === "text" && consent.addressHash === hash);
    return { store, keys, phone, hash, address, person, consents };
  };
  const texters = await Promise.all((await storesAt(table, number)).map(asTexter));
  return texters.toSorted((a, b) => Number(b.consents.length > 0) - Number(a.consents.length > 0));
};
