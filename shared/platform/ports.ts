import type { Event } from "../events/catalogue.ts";
import type { Instant } from "../events/instant.ts";
import type { CountName, DimensionOf, MeasureName, MetricName } from "./metrics-catalogue.ts";

/** The only source of the present. */
export type Clock = { readonly now: () => Instant };

/** The event bus. */
export type Bus = {
  /** Puts every event, in as few calls as the service allows, and looks at the answer for each. Throws when any was not taken. */
  readonly put: (events: readonly Event[]) => Promise<void>;
};

/** One queue, at least once, unordered. */
export type Queue<Message> = {
  /** Delayed by up to 900 seconds. Throws when the message was not, or may not have been, taken. */
  readonly send: (message: Message, delaySeconds?: number) => Promise<void>;
};

/** "Look at this run." */
export type WakeMessage = {
  readonly store: string;
  readonly person: string;
  readonly run: string;
  /** When it was meant to arrive; a wake that finds no run is thrown back until it is 15 minutes older than this. */
  readonly at: Instant;
  readonly correlationId: string;
};

/** "Send this message." Nothing but its id: everything else is read again. */
export type OutboxMessage = { readonly store: string; readonly message: string; readonly correlationId: string };

export type Scheduler = {
  /**
   * Makes sure a wake arrives at `at` (UTC, precise to a minute, at least once) under this name of at most 64
   * characters. When the name is taken the earlier time wins. Tells when it arrives: at `at` or before. The schedule deletes
   * itself after it has fired.
   */
  readonly ensure: (name: string, at: Instant, wake: WakeMessage) => Promise<Instant>;
};

/**
 * What came of one attempt to hand a message to a provider. `refused` proves that it was not accepted; whatever
 * proves nothing (a time-out, a dropped connection, a 5xx) is `ambiguous` and must never be tried again by itself.
 */
export type SendOutcome =
  | { readonly kind: "accepted"; readonly providerId: string }
  | { readonly kind: "refused"; readonly retry: boolean; readonly reason: string }
  | { readonly kind: "ambiguous"; readonly reason: string };

export type Email = {
  readonly message: string;
  readonly store: string;
  readonly from: string;
  readonly to: string;
  readonly raw: Uint8Array;
};
export type EmailSender = { readonly send: (email: Email) => Promise<SendOutcome> };

export type Text = {
  readonly message: string;
  readonly store: string;
  readonly to: string;
  readonly body: string;
  /** The store's own number, where it has one; otherwise the account's. */
  readonly from?: string | undefined;
};
export type TextSender = { readonly send: (text: Text) => Promise<SendOutcome> };

/** What the store's support is told: by SNS to whatever is subscribed, a mailbox or a chat. */
export type SupportAlert = {
  readonly message: string;
  readonly store: string;
  readonly subject: string;
  readonly text: string;
};
export type SupportSender = { readonly send: (alert: SupportAlert) => Promise<SendOutcome> };

/**
 * Where bodies go that are too large for an item of the table, and what was exported; what is put expires after 30 days.
 * Getting what is not there gives undefined, removing it is no error.
 */
export type Blobs = {
  readonly put: (key: string, body: Uint8Array) => Promise<void>;
  readonly get: (key: string) => Promise<Uint8Array | undefined>;
  readonly remove: (key: string) => Promise<void>;
};

/** Takes the webhook secrets of a store that is erased out of the secret of the stage. None there is no error. */
export type ForgetSecrets = (store: string) => Promise<void>;

type Dimensions<Name extends MetricName> = Readonly<Record<DimensionOf<Name>, string>>;

/** What metrics-catalogue.ts has, with just the dimensions it has there; what wakes somebody is listed in `alarms.ts`. */
export type Metrics = {
  /** Adds one, or `value`. */
  readonly count: <Name extends CountName>(
    name: Name,
    ...rest: [DimensionOf<Name>] extends [never]
      ? [dimensions?: Readonly<Record<string, never>>, value?: number]
      : [dimensions: Dimensions<Name>, value?: number]
  ) => void;
  /** Notes one value, in the unit of the catalogue. */
  readonly measure: <Name extends MeasureName>(name: Name, dimensions: Dimensions<Name>, value: number) => void;
};

/** The same for whoever takes it in: whatever the name. */
export type MetricsTaker = {
  readonly count: (name: string, dimensions?: Readonly<Record<string, string>>, value?: number) => void;
  readonly measure: (name: string, dimensions: Readonly<Record<string, string>>, value: number) => void;
};

/** Structured lines without personal data: ids, hashes and reasons only. */
export type Log = {
  readonly info: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  readonly warn: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  readonly error: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
};

/** The one secret of a stage. */
export type SecretBundle = {
  /** Keys, tokens and draws are derived from it; changing it orphans every profile. */
  readonly root: string;
  /** Per store and source, every secret that is active now. */
  readonly stores: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
};
export type Secrets = { readonly read: () => Promise<SecretBundle> };
