import * as z from "zod";
import { localDate } from "../events/calendar.ts";
import { elapsed, hours, Instant, toMilliseconds } from "../events/instant.ts";
import type { Order } from "../events/parts.ts";

/** How long somebody took from their first order to their second, and what they bought. One per person. */
export const Gap = z.object({
  /** Days of the calendar where the store is. */
  days: z.number().int().nonnegative(),
  /** Of the first order, at most {@link mostFirst}. */
  first: z.array(z.string()),
  /** Of the second, at most {@link mostSecond}. */
  second: z.array(z.string()),
  /** When the second order was placed. */
  at: Instant,
});
export type Gap = z.infer<typeof Gap>;

const mostFirst = 3;
const mostSecond = 5;

/**
 * Sooner than this nobody has come back: they add what they forgot, take what they are offered after paying, or a
 * storefront has made two orders of one purchase.
 */
const shortest = toMilliseconds(hours(4));

/** Something somebody really bought: no test of the store's, and not taken back before it was sent. */
export const isPurchase = (order: Pick<Order, "test" | "cancelledAt">): boolean =>
  !order.test && order.cancelledAt === undefined;

/** Two orders that a storefront has made of one purchase: of one checkout, and at about the same time. */
export const isSamePurchase = (first: Order, second: Order): boolean =>
  first.checkoutToken !== undefined &&
  first.checkoutToken === second.checkoutToken &&
  elapsed(first.createdAt, second.createdAt) < shortest;

/** The distinct products of an order, in the order of its lines; no gift cards. */
export const productsOf = ({ lines }: Pick<Order, "lines">, most: number): readonly string[] => {
  const bought = lines.filter(({ quantity, giftCard }) => quantity > 0 && giftCard !== true);
  return [...new Set(bought.flatMap(({ productId }) => productId ?? []))].slice(0, most);
};

/** What an order is suggested after: as many products as a gap remembers of a first order. */
export const firstProductsOf = (order: Pick<Order, "lines">): readonly string[] => productsOf(order, mostFirst);

const daysBetween = (from: Instant, to: Instant, zone: string): number =>
  Math.round((Date.parse(localDate(to, zone)) - Date.parse(localDate(from, zone))) / 86_400_000);

/** The gap of a person by all of their orders, oldest first; undefined while they have not come back. */
export const gapOf = (orders: readonly Order[], zone: string): Gap | undefined => {
  const [first, ...later] = orders.filter(isPurchase);
  if (first === undefined) return undefined;
  const second = later.find(
    ({ createdAt, checkoutToken }) =>
      elapsed(first.createdAt, createdAt) >= shortest &&
      (checkoutToken === undefined || checkoutToken !== first.checkoutToken),
  );
  if (second === undefined) return undefined;
  return {
    days: daysBetween(first.createdAt, second.createdAt, zone),
    first: [...firstProductsOf(first)],
    second: [...productsOf(second, mostSecond)],
    at: second.createdAt,
  };
};

/** Whether one word on an order tells a person's gap otherwise than another did. */
export const tellsGapAnew = (before: Order, after: Order): boolean =>
  before.createdAt !== after.createdAt ||
  before.checkoutToken !== after.checkoutToken ||
  isPurchase(before) !== isPurchase(after) ||
  productsOf(before, mostSecond).join("\n") !== productsOf(after, mostSecond).join("\n");
