import { fromEpoch, type Instant, toEpoch } from "../../shared/events/instant.ts";
import type { Product } from "./products.ts";
import { type Body, type Checkout, checkoutBody, type Line, totalOf } from "./shopify-bodies.ts";
import type { Shopper } from "./shoppers.ts";

/** What reaches the pipeline from outside at a moment. */
export type Act =
  | { readonly kind: "webhook"; readonly at: Instant; readonly topic: string; readonly body: Body }
  /** Judge.me tells of a review. */
  | { readonly kind: "review"; readonly at: Instant; readonly body: Body }
  /** The store's own system tells events of the catalogue. */
  | { readonly kind: "events"; readonly at: Instant; readonly body: readonly Body[] }
  /** Somebody of support follows the link in the latest alert and settles the complaint. */
  | { readonly kind: "settle"; readonly at: Instant }
  /** Signed with a secret that is not the store's. */
  | { readonly kind: "forged"; readonly at: Instant; readonly topic: string; readonly body: Body }
  /** The one-click unsubscribe of the shopper's latest mail (RFC 8058). */
  | { readonly kind: "unsubscribe"; readonly at: Instant; readonly email: string };

/** A thing that somebody does, in words and as what the pipeline hears of it. */
export type Scene = { readonly at: Instant; readonly does: string; readonly acts: readonly Act[] };

/** One shopper's part of the demo day. */
export type Chapter = {
  /** Nobody with a name, where it is about visitors or the store itself. */
  readonly shopper?: Shopper;
  readonly title: string;
  readonly scenes: readonly Scene[];
};

/** What a chapter is written with. */
export type Stage = {
  /** A moment of the demo day by the store's local time, such as `"14:05"`, or of a day after it. */
  readonly at: (time: string, daysLater?: number) => Instant;
  /** The moment up to which the demo plays. */
  readonly now: Instant;
  readonly pictureUrl: (product: Product) => string;
};

export const webhook = (at: Instant, topic: string, body: Body): Act => ({ kind: "webhook", at, topic, body });

export const one = (product: Product): Line => ({ product, quantity: 1 });

/** `$74.00` */
export const price = (lines: readonly Line[]): string => `$${totalOf(lines).toFixed(2)}`;

/** A checkout that is made and left at one moment. */
export const leaves = (at: Instant, checkout: Omit<Checkout, "createdAt" | "updatedAt">): Act =>
  webhook(at, "checkouts/create", checkoutBody({ ...checkout, createdAt: at, updatedAt: at }));

/** As many updates of one checkout as a storefront sends while somebody types: one every few seconds. */
export const storm = (
  from: Instant,
  { count, everyMs }: { readonly count: number; readonly everyMs: number },
  checkout: Omit<Checkout, "updatedAt">,
): readonly Act[] =>
  Array.from({ length: count }, (_, index) => {
    const updatedAt = fromEpoch(toEpoch(from) + index * everyMs);
    return webhook(updatedAt, "checkouts/update", checkoutBody({ ...checkout, updatedAt }));
  });
