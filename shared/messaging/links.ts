import * as z from "zod";
import type { Keys } from "../store/keys.ts";
import type { SubjectPage } from "../engine/flow.ts";
import { Instant } from "../events/instant.ts";
import { Channel } from "../events/parts.ts";

/** What an unsubscribe link knows: enough to work after the profile was merged or erased, and nothing to read. */
const Unsubscribe = z.tuple([z.literal("1"), z.string(), z.string(), z.string(), Channel, z.string()]);

export type UnsubscribeClaim = {
  readonly store: string;
  readonly person: string;
  readonly addressHash: string;
  readonly channel: Channel;
  readonly message: string;
};

/** What the payload of a token says; undefined when it is none. */
export const decode = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
};

/** The path of the page that unsubscribes one address. The first word is the id of the signing key. */
export const unsubscribePath = (keys: Keys, claim: UnsubscribeClaim): string => {
  const words = ["1", claim.store, claim.person, claim.addressHash, claim.channel, claim.message];
  const payload = Buffer.from(JSON.stringify(words)).toString("base64url");
  return `/u/${payload}.${keys.sign(`unsubscribe ${payload}`)}`;
};

/** The claim of an unsubscribe token, undefined when it is not one of ours. Such tokens never expire. */
export const readUnsubscribe = (token: string, keysOf: (store: string) => Keys): UnsubscribeClaim | undefined => {
  const [payload = "", signature = "", ...rest] = token.split(".");
  const parsed = Unsubscribe.safeParse(decode(payload));
  if (!parsed.success || rest.length > 0) return undefined;
  const [, store, person, addressHash, channel, message] = parsed.data;
  if (!keysOf(store).verify(`unsubscribe ${payload}`, signature)) return undefined;
  return { store, person, addressHash, channel, message };
};

/** What a link to an export knows: which file, and until when it may be fetched. */
const Export = z.tuple([z.literal("1"), z.string(), z.string(), Instant]);

/** The path of an export's file, for whoever asked for it in the name of the store, until an instant. */
export const exportPath = (keys: Keys, store: string, id: string, until: Instant): string => {
  const payload = Buffer.from(JSON.stringify(["1", store, id, until])).toString("base64url");
  return `/x/${payload}.${keys.sign(`export ${payload}`)}`;
};

/** Which export a token is for, undefined when it is none of ours. Whether it is still good its reader has to see. */
export const readExport = (
  token: string,
  keysOf: (store: string) => Keys,
): { readonly store: string; readonly id: string; readonly until: Instant } | undefined => {
  const [payload = "", signature = "", ...rest] = token.split(".");
  const parsed = Export.safeParse(decode(payload));
  if (!parsed.success || rest.length > 0) return undefined;
  const [, store, id, until] = parsed.data;
  return keysOf(store).verify(`export ${payload}`, signature) ? { store, id, until } : undefined;
};

/** A short path for a text, that leads wherever the message says. */
export const shortPath = (keys: Keys, store: string, message: string): string =>
  `/r/${store}.${message}.${keys.sign(`link ${message}`).slice(0, 11)}`;

/** The message of a short link, undefined when it is not one of ours. */
export const readShortLink = (
  token: string,
  keysOf: (store: string) => Keys,
): { readonly store: string; readonly message: string } | undefined => {
  const [store = "", message = "", signature = "", ...rest] = token.split(".");
  if (store === "" || rest.length > 0 || !/^[\w-]{22}$/.test(message) || !/^[\w-]{11}$/.test(signature))
    return undefined;
  const expected = keysOf(store).sign(`link ${message}`).slice(0, 11);
  return equal(expected, signature) ? { store, message } : undefined;
};

/** Compares in a time that does not depend on where two strings of one length differ. */
const equal = (a: string, b: string): boolean =>
  a.length === b.length &&
  [...a].reduce((difference, char, index) => difference | (char.charCodeAt(0) ^ b.charCodeAt(index)), 0) === 0;

/** What a link about the subject of a run knows. */
const Page = z.tuple([z.literal("1"), z.string(), z.string(), z.string(), z.string()]);

export type PageClaim = {
  readonly store: string;
  readonly person: string;
  readonly run: string;
  /** The subject of the run: the id of a review. */
  readonly subject: string;
};

const pagePaths = { resolve: "/c/", survey: "/s/" } as const;

/** The path of a page about the subject of a run. A token of one page is none of another. */
export const pagePath = (keys: Keys, page: SubjectPage, { store, person, run, subject }: PageClaim): string => {
  const payload = Buffer.from(JSON.stringify(["1", store, person, run, subject])).toString("base64url");
  return `${pagePaths[page]}${payload}.${keys.sign(`${page} ${payload}`)}`;
};

/** The claim of such a token, undefined when it is not one of ours for this page. */
export const readPage = (page: SubjectPage, token: string, keysOf: (store: string) => Keys): PageClaim | undefined => {
  const [payload = "", signature = "", ...rest] = token.split(".");
  const parsed = Page.safeParse(decode(payload));
  if (!parsed.success || rest.length > 0) return undefined;
  const [, store, person, run, subject] = parsed.data;
  return keysOf(store).verify(`${page} ${payload}`, signature) ? { store, person, run, subject } : undefined;
};
