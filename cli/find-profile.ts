import { normaliseEmail, normalisePhone } from "../shared/profile/contact.ts";
import { createKeys } from "../shared/store/keys.ts";
import { readOwner } from "../shared/store/people.ts";
import { knownStore } from "./known-store.ts";
import type { Stage } from "./stage.ts";

/**
 * The profile that an e-mail address, a phone number with its country code or a customer id leads to, whether or not
 * anything is known of it. Throws a {@link UsageError} when there is no such store.
 */
export const findProfile = async (stage: Stage, store: string, key: string): Promise<string> => {
  await knownStore(stage, store);
  const keys = createKeys((await stage.secrets.read()).root, store);
  const email = normaliseEmail(key);
  const phone = normalisePhone(key);
  if (email === undefined && phone === undefined) return keys.person("customer", key);
  const address = email === undefined ? keys.person("phone", phone ?? "") : keys.person("email", email);
  return (await readOwner(stage.table, store, address))?.owner ?? address;
};
