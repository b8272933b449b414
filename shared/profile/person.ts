import type { Run, Send } from "../engine/run.ts";
import type { Instant } from "../events/instant.ts";
import type { Cart, Checkout, Customer, Order, Refund, Who } from "../events/parts.ts";
import type * as z from "zod";
import type { Complaint, Consent } from "./facts.ts";

export type PersonCheckout = Checkout & {
  readonly who: Who;
  /** Its latest change by the source's clock, at the latest its receipt. */
  readonly activityAt: Instant;
  readonly deleted: boolean;
};
export type PersonOrder = Order & { readonly who: Who; readonly refunds: readonly Refund[] };

/** Everything known about one person, folded from every collection that is theirs. */
export type Person = {
  /** The profile at the root: the customer, or the guest. */
  readonly id: string;
  /** Every profile that was read together, the root first. */
  readonly members: readonly string[];
  readonly customer: Customer | undefined;
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
  readonly complaints: readonly Complaint[];
  /** A run that is found in two collections counts once. */
  readonly runs: readonly Run[];
  /** Of the last seven days and more, from every collection, each message once. */
  readonly sends: readonly Send[];
};

/** The complaint that holds promotions back at an instant, and until when; undefined until when nobody has resolved it. */
export const openComplaint = (
  person: Person,
  at: Instant,
): { readonly id: string; readonly since: Instant; readonly until: Instant | undefined } | undefined => {
  const open = person.complaints.filter(
    ({ openedAt, holdUntil }) => openedAt <= at && (holdUntil === undefined || holdUntil > at),
  );
  const [worst] = open.sort((a, b) => (b.holdUntil ?? "9").localeCompare(a.holdUntil ?? "9"));
  return worst && { id: worst.id, since: worst.openedAt, until: worst.holdUntil };
};
