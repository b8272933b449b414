import type { Run, Send } from "../engine/run.ts";
import type { Instant } from "../events/instant.ts";
import type {
  Cart,
  Checkout,
  Customer,
  Order,
  PointsMove,
  PointsStatement,
  Refund,
  Review,
  Subscription,
  Who,
} from "../events/parts.ts";
import type * as z from "zod";
import type { Click, Consent, Resolution, SentText, SurveyAnswer } from "./facts.ts";
import type { Preferences } from "./preferences.ts";

export type PersonCheckout = Checkout & {
  readonly who: Who;
  /** Its latest change by the source's clock, at the latest its receipt. */
  readonly activityAt: Instant;
  readonly deleted: boolean;
};
export type PersonOrder = Order & { readonly who: Who; readonly refunds: readonly Refund[] };

/** A review as it stands, and every rating it has had with the moments it was first and last told so. */
export type PersonReview = Review & {
  readonly who: Who;
  readonly ratings: readonly { readonly rating: number; readonly since: Instant; readonly at: Instant }[];
};

/** What a loyalty app said last. */
export type PersonStatement = PointsStatement & { readonly source: string };

/** Everything known about one person, folded from every collection that is theirs. */
export type Person = {
  /** The profile at the root: the customer, or the guest. */
  readonly id: string;
  /** Every profile that was read together, the root first. */
  readonly members: readonly string[];
  readonly customer: Customer | undefined;
  /** The customer's tags as far as anybody told; undefined when nobody did. */
  readonly tags: readonly string[] | undefined;
  readonly customerDeleted: boolean;
  /** Addresses that are the person's own: stated on the customer, or by a guest. */
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly carts: readonly z.infer<typeof Cart>[];
  /** Oldest first. */
  readonly checkouts: readonly PersonCheckout[];
  /** Oldest first. */
  readonly orders: readonly PersonOrder[];
  readonly consents: readonly Consent[];
  /** What they told the store of themselves in the preference centre; undefined while they have not. */
  readonly preferences: Preferences | undefined;
  /** Oldest first. */
  readonly reviews: readonly PersonReview[];
  readonly resolutions: readonly Resolution[];
  readonly surveys: readonly SurveyAnswer[];
  readonly moves: readonly PointsMove[];
  readonly statements: readonly PersonStatement[];
  readonly subscriptions: readonly Subscription[];
  /** Oldest first, as they were recorded; `humanClicks` tells which of them were a person's. */
  readonly clicks: readonly Click[];
  readonly sentTexts: readonly SentText[];
  /** A run that is found in two collections counts once. */
  readonly runs: readonly Run[];
  /** Of the last seven days and more, from every collection, each message once. */
  readonly sends: readonly Send[];
};
