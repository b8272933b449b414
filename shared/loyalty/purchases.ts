import { ascending } from "../events/ascending.ts";
import {
  atLeastZero,
  type Fraction,
  fractionOf,
  minusFraction,
  plusFraction,
  shareOf,
  timesFraction,
  zero,
} from "../events/fraction.ts";
import { earliest, type Instant, latest } from "../events/instant.ts";
import { sumOf } from "../events/money.ts";
import type { Order, Refund } from "../events/parts.ts";
import type { Person, PersonOrder } from "../profile/person.ts";

/** What is left of the goods of an order after something became of it. */
type Return = { readonly cause: string; readonly at: Instant; readonly left: Fraction };

/** An order that counts for points and tiers: what was paid for its goods, and what came back. */
export type Purchase = {
  /** `order:820982911946154508` */
  readonly id: string;
  readonly at: Instant;
  readonly goods: Fraction;
  /** The earliest first, each one's `left` no more than that of the one before. */
  readonly returns: readonly Return[];
};

const paid = new Set<string | undefined>(["paid", "partially_refunded", "refunded"]);

const statusOf = ({ financialStatus }: Order): string | undefined => financialStatus?.toLowerCase();

/** Each id once. */
export const distinct = <T extends { readonly id: string }>(items: readonly T[]): readonly T[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

const goodsOf = ({ goods, subtotal, lines }: Order): Fraction => {
  if (goods !== undefined) return atLeastZero(fractionOf(goods));
  const cards = lines.filter(({ giftCard }) => giftCard);
  return atLeastZero(minusFraction(fractionOf(subtotal), fractionOf(sumOf(cards))));
};

/** What of an order's goods a refund gives back: as it says, else their share by its lines, else by its amount. */
const returnedGoods = (refund: Refund, order: Order, goods: Fraction): Fraction => {
  if (refund.goods !== undefined) return fractionOf(refund.goods);
  const ofLines = refund.lines.map(({ subtotal }) => fractionOf(subtotal)).reduce(plusFraction, zero);
  const share =
    (refund.lines.length > 0 ? shareOf(ofLines, fractionOf(order.subtotal)) : undefined) ??
    (refund.amount === undefined ? undefined : shareOf(fractionOf(refund.amount), fractionOf(order.total)));
  return share === undefined ? zero : timesFraction(goods, share);
};

const byTime = (a: { at: Instant; cause: string }, b: { at: Instant; cause: string }): number =>
  ascending(a.at, b.at) || ascending(a.cause, b.cause);

/**
 * When nothing is left of an order, whatever its refunds have told: once it is cancelled, or at the latest that was told
 * of one that is refunded in full.
 */
const undoneAt = (order: PersonOrder): Instant | undefined => {
  const { cancelledAt, updatedAt } = order;
  if (statusOf(order) !== "refunded") return cancelledAt;
  return cancelledAt === undefined ? updatedAt : earliest(cancelledAt, updatedAt);
};

/** The refunds and the undoing, none before the order itself, as far as they have happened. */
const returnsOf = (order: PersonOrder, ordered: Instant, goods: Fraction, until: Instant): readonly Return[] => {
  const given = distinct(order.refunds).map((refund) => ({
    cause: `refund:${refund.id}`,
    at: latest(ordered, refund.createdAt),
    goods: atLeastZero(returnedGoods(refund, order, goods)),
  }));
  const undone = undoneAt(order);
  const all =
    undone === undefined ? given : [...given, { cause: `order:${order.id}`, at: latest(ordered, undone), goods }];
  let left = goods;
  return all
    .filter(({ at }) => at <= until)
    .sort(byTime)
    .map(({ cause, at, goods: returned }) => {
      left = atLeastZero(minusFraction(left, returned));
      return { cause, at, left };
    });
};

/**
 * The orders of a person up to an instant that were paid in the store's main currency, test orders left out. An order
 * counts from the moment it was processed on.
 */
export const purchasesOf = (person: Person, currency: string, until: Instant): readonly Purchase[] =>
  distinct(person.orders).flatMap((order) => {
    const at = order.processedAt ?? order.createdAt;
    const counts = paid.has(statusOf(order)) && !order.test && order.currency === currency;
    if (!counts || at > until) return [];
    const goods = goodsOf(order);
    return [{ id: `order:${order.id}`, at, goods, returns: returnsOf(order, at, goods, until) }];
  });
