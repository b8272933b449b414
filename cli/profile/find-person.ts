import { createKeys, type Keys } from "../../shared/store/keys.ts";
import { readPerson, type ReadPerson } from "../../shared/profile/read-person.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { UsageError } from "../errors.ts";
import { findProfile } from "../find-profile.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";

export type Found = { readonly settings: Settings; readonly keys: Keys; readonly read: ReadPerson };

const isKnown = ({ person, root }: ReadPerson): boolean =>
  person.members.length > 1 || root.facts.length > 0 || root.runs.length > 0 || root.profileItem !== undefined;

/**
 * Somebody of a store by email address, phone number or customer id. Throws a {@link UsageError} when nothing is known of
 * them; `orElse` says what else could have been given.
 */
export const findPerson = async (stage: Stage, store: string, key: string, orElse = ""): Promise<Found> => {
  const settings = await knownStore(stage, store);
  const read = await readPerson(stage.table, store, await findProfile(stage, store, key));
  if (!isKnown(read))
    throw new UsageError(
      `The store ${store} knows nobody as ${key}. Give an email address, a phone number with its country code (+12125550147) or the customer's id at the shop${orElse}.`,
    );
  return { settings, read, keys: createKeys((await stage.secrets.read()).root, store) };
};
