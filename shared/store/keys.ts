import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash as digest,
  type KeyObject,
  timingSafeEqual,
} from "node:crypto";
import type { Channel, StepChannel } from "../events/parts.ts";
import { remembering } from "../remembering.ts";

/** What a profile may be known by. */
export type KeyKind = "customer" | "email" | "phone";

/** What links bodies that name nobody: the tokens of carts and checkouts, order ids, and accounts at other apps. */
export type RefKind = "checkout" | "cart" | "order" | "account";

/**
 * Every name in the table that stems from a person or a token is an HMAC under a secret of the store, so that a dump of
 * keys tells nothing (an address can't be found by hashing a list of addresses).
 */
export type Keys = {
  readonly person: (kind: KeyKind, value: string) => string;
  readonly address: (channel: Channel, address: string) => string;
  readonly ref: (kind: RefKind, value: string) => string;
  /** Between 0 (inclusive) and 1, the same for the same words for ever: the draw of a holdout. */
  readonly draw: (...words: readonly string[]) => number;
  /** A signature of this key id, for links in messages. */
  readonly sign: (text: string) => string;
  readonly verify: (text: string, signature: string) => boolean;
  /** The text as nobody but this store can read, forge or change it; the same text gives the same seal. */
  readonly seal: (text: string) => string;
  /** What was sealed, undefined when it is no seal of this store. */
  readonly unseal: (sealed: string) => string | undefined;
};

const separator = "\u001f";

const sivBytes = 16;

/**
 * Deterministic authenticated encryption in the way of RFC 5297: the MAC of the text is the counter's start and the proof.
 * HMAC-SHA256 stands for the CMAC that Node has not.
 */
const sealing = (mac: KeyObject, cipher: KeyObject): Pick<Keys, "seal" | "unseal"> => {
  const sivOf = (text: Buffer): Buffer => createHmac("sha256", mac).update(text).digest().subarray(0, sivBytes);
  return {
    seal: (text) => {
      const plain = Buffer.from(text, "utf8");
      const siv = sivOf(plain);
      const encryption = createCipheriv("aes-256-ctr", cipher, siv);
      return Buffer.concat([siv, encryption.update(plain), encryption.final()]).toString("base64url");
    },
    unseal: (sealed) => {
      const bytes = Buffer.from(sealed, "base64url");
      // One text has one seal: Node would also read padding, spaces and the other alphabet.
      if (bytes.length < sivBytes || bytes.toString("base64url") !== sealed) return undefined;
      const siv = bytes.subarray(0, sivBytes);
      const decryption = createDecipheriv("aes-256-ctr", cipher, siv);
      const plain = Buffer.concat([decryption.update(bytes.subarray(sivBytes)), decryption.final()]);
      return timingSafeEqual(sivOf(plain), siv) ? plain.toString("utf8") : undefined;
    },
  };
};

/** Names that are kept of a store: the same few people are asked for again and again, and an HMAC takes microseconds. */
const mostNames = 10_000;

const deriveKeys = (root: string, store: string): Keys => {
  if (root.length < 16) throw new Error("The root secret is missing or shorter than 16 characters.");
  // As key objects: an HMAC under a bare buffer takes Node several times as long.
  const derive = (use: string): KeyObject =>
    createSecretKey(createHmac("sha256", root).update(`${use}${separator}${store}`).digest());
  const identity = derive("identity");
  const tokens = derive("tokens");
  const hash = (text: string): Buffer => createHmac("sha256", identity).update(text).digest();
  const name = remembering(mostNames, (text) => hash(text).toString("base64url").slice(0, 22));
  const short = (...words: readonly string[]): string => name(words.join(separator));
  const sign = (text: string): string => createHmac("sha256", tokens).update(text).digest("base64url").slice(0, 22);
  return {
    person: (kind, value) => short("person", kind, value),
    address: (channel, address) => short("address", channel, address),
    ref: (kind, value) => short("ref", kind, value),
    draw: (...words) => hash(["draw", ...words].join(separator)).readUInt32BE(0) / 2 ** 32,
    sign,
    verify: (text, signature) => {
      const expected = Buffer.from(sign(text));
      const given = Buffer.from(signature);
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
    ...sealing(derive("seal-mac"), derive("seal-cipher")),
  };
};

const mostStores = 100;
/** Of the root in force; a process that is given another one forgets the one before. */
const keysOfStores = new Map<string, ReturnType<typeof remembering<Keys>>>();

/** The keys of one store, all derived from the root secret of the stage. Derived once. */
export const createKeys = (root: string, store: string): Keys => {
  const ofRoot = keysOfStores.get(root) ?? remembering(mostStores, (id) => deriveKeys(root, id));
  if (!keysOfStores.has(root)) keysOfStores.clear();
  keysOfStores.set(root, ofRoot);
  return ofRoot(store);
};

/** An id that does not depend on the profile: the hash of the whole of what it names, never a cut-off prefix. */
export const hashId = (...words: readonly string[]): string =>
  digest("sha256", words.join(separator), "base64url").slice(0, 22);

/** hash(store, flow, subject): the same checkout can never open two runs. */
export const runId = (store: string, flow: string, subject: string): string => hashId("run", store, flow, subject);

/** hash(run, step, channel): the same step can never become two messages. */
export const messageId = (run: string, step: string, channel: StepChannel): string =>
  hashId("message", run, step, channel);
