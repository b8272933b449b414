import type { Event } from "../events/catalogue.ts";
import type { Instant } from "../events/instant.ts";

/** A webhook as it arrived: header names in lower case, the body as the very bytes that were signed. */
export type WebhookRequest = {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly receivedAt: Instant;
  readonly correlationId: string;
  /** What stands in the path after the store: the secret of a sender that signs nothing. Never to be logged. */
  readonly token?: string | undefined;
};

/** What a source must know of the store it is read for. */
export type SourceStore = {
  readonly id: string;
  /** The shop's own domain at the source: `demo-store.myshopify.com`. */
  readonly domain: string;
  /** ISO 3166 alpha-2; how phone numbers without a country are read. */
  readonly country?: string | undefined;
};

/** Whom a body that could not be understood speaks of, as far as can be seen, so that an erasure finds it. */
export type Mentions = {
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly customerIds: readonly string[];
};

/** Something of a body that was refused, to be kept for a person to look at: `body` is that part alone. */
export type Refused = { readonly reason: string; readonly mentions: Mentions; readonly body: Uint8Array };

export type Parsed =
  | { readonly kind: "events"; readonly topic: string; readonly events: readonly Event[] }
  /** A topic that means nothing here. */
  | { readonly kind: "ignored"; readonly topic: string }
  /** Signed, yet not understood: to be kept for a person to look at. */
  | { readonly kind: "rejected"; readonly topic: string; readonly reason: string; readonly mentions: Mentions }
  /** For a sender who is told what became of each event: what to publish, what to keep, and the answer. */
  | {
      readonly kind: "answered";
      readonly topic: string;
      readonly events: readonly Event[];
      readonly refused: readonly Refused[];
      readonly status: 200 | 207 | 400 | 422;
      readonly answer: Readonly<Record<string, unknown>>;
    };

/** One sender of webhooks: how its signature is checked and its bodies become events of the catalogue. */
export type Source = {
  readonly id: string;
  /**
   * True only when the signature over the raw bytes is that of one of the secrets, or, of a sender that signs nothing, when
   * what it shows is one of them; no secret, or an empty one, is false.
   */
  readonly verify: (request: WebhookRequest, secrets: readonly string[]) => boolean;
  /** Never throws. */
  readonly parse: (request: WebhookRequest, store: SourceStore) => Parsed;
};
