import * as z from "zod";
import type { Keys } from "../store/keys.ts";
import { decode } from "./links.ts";

/** What a link to the preference centre knows: enough to work after a merge, and to stop an address after an erasure. */
const Preferences = z.tuple([z.literal("1"), z.string(), z.string(), z.string(), z.string()]);

export type PreferencesClaim = {
  readonly store: string;
  readonly person: string;
  /** The e-mail address it was sent to, as its hash. */
  readonly addressHash: string;
  readonly message: string;
};

/** The path of the preference centre of one reader. The first word is the id of the signing key. It never expires. */
export const preferencesPath = (keys: Keys, { store, person, addressHash, message }: PreferencesClaim): string => {
  const payload = Buffer.from(JSON.stringify(["1", store, person, addressHash, message])).toString("base64url");
  return `/p/${payload}.${keys.sign(`preferences ${payload}`)}`;
};

/** The claim of such a token, undefined when it is not one of ours. */
export const readPreferences = (token: string, keysOf: (store: string) => Keys): PreferencesClaim | undefined => {
  const [payload = "", signature = "", ...rest] = token.split(".");
  const parsed = Preferences.safeParse(decode(payload));
  if (!parsed.success || rest.length > 0) return undefined;
  const [, store, person, addressHash, message] = parsed.data;
  return keysOf(store).verify(`preferences ${payload}`, signature)
    ? { store, person, addressHash, message }
    : undefined;
};

type ConfirmClaim = { readonly store: string; readonly message: string };

/**
 * The path on which a yes is confirmed, short enough for a text: the message that asked for it knows the rest. The first
 * word is the id of the signing key.
 */
export const confirmPath = (keys: Keys, { store, message }: ConfirmClaim): string =>
  `/k/1.${store}.${message}.${keys.sign(`confirm ${message}`)}`;

/** The message that asked, undefined when the token is not one of ours. Whether it still works, the message tells. */
export const readConfirm = (token: string, keysOf: (store: string) => Keys): ConfirmClaim | undefined => {
  const [key, store = "", message = "", signature = "", ...rest] = token.split(".");
  if (key !== "1" || store === "" || rest.length > 0 || !/^[\w-]{22}$/.test(message)) return undefined;
  return keysOf(store).verify(`confirm ${message}`, signature) ? { store, message } : undefined;
};
