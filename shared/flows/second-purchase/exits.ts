import type { Exit, StepContext } from "../../engine/flow.ts";
import { refName } from "../../engine/facts.ts";
import { compareDecimals, sumOf } from "../../events/money.ts";
import type { Order, Refund } from "../../events/parts.ts";
import { isPurchase, isSamePurchase } from "../../habits/gap.ts";
import { complaintsOf } from "../../profile/complaints.ts";
import type { PersonOrder } from "../../profile/person.ts";
import type { Settings } from "../../settings/settings.ts";
import type { OrderSubject } from "./subject.ts";

type Context = StepContext<OrderSubject>;

/** Bought for somebody else: the order says so, or a tag of it does. */
export const isGift = ({ gift, tags }: Order, { secondPurchase }: Settings): boolean => {
  const listed = new Set(secondPurchase.giftTags.map((tag) => tag.trim().toLowerCase()));
  return gift === true || tags?.some((tag) => listed.has(tag.trim().toLowerCase())) === true;
};

/** Whether the order itself says that its money went back. */
export const isPaidBack = ({ financialStatus }: Order): boolean =>
  financialStatus === "refunded" || financialStatus === "voided";

/** Whether goods came back, or their price: what is no more than shipping, taxes and tips were is no refund of goods. */
const isOfGoods = ({ lines, goods, amount }: Refund, order: Order): boolean => {
  if (lines.length > 0) return true;
  if (goods !== undefined) return compareDecimals(goods, "0") > 0;
  if (amount === undefined) return true;
  const withGoods = [order.goods ?? order.subtotal, amount].map((price) => ({ price, quantity: 1 }));
  return compareDecimals(sumOf(withGoods), order.total) > 0;
};

const isRefunded = (order: PersonOrder): boolean =>
  isPaidBack(order) || order.refunds.some((refund) => isOfGoods(refund, order));

/** What the person bought before, and after; orders come oldest first. */
const others = ({ subject, facts }: Context) => {
  const purchases = facts.person.orders.filter((order) => order.id === subject.id || isPurchase(order));
  const own = purchases.findIndex(({ id }) => id === subject.id);
  return { before: purchases.slice(0, own), after: purchases.slice(own + 1) };
};

const orderedAgain = (context: Context): boolean =>
  others(context).after.some((order) => !isSamePurchase(context.subject.order, order));

/** Since the order, or not settled yet when it was placed. */
const complained = ({ subject, facts, settings, now }: Context): boolean =>
  complaintsOf(facts.person, settings).some(
    ({ openedAt, closesAt }) => openedAt <= now && closesAt > subject.createdAt,
  );

const moved = ({ subject, facts }: Context): boolean => {
  const owner = facts.refs.get(refName({ kind: "order", value: subject.id }))?.owner;
  return owner !== undefined && !facts.person.members.includes(owner);
};

/** What ends the sequence. The order itself first, then what the person has done since. */
export const exits: readonly Exit<OrderSubject>[] = [
  { reason: "test-order", when: ({ subject }) => subject.order.test },
  { reason: "gift", when: ({ subject, settings }) => isGift(subject.order, settings) },
  { reason: "cancelled", when: ({ subject }) => subject.order.cancelledAt !== undefined },
  { reason: "refunded", when: ({ subject }) => isRefunded(subject.order) },
  { reason: "complaint", when: complained },
  { reason: "not-first-order", when: (context) => others(context).before.length > 0 },
  { reason: "ordered-again", when: orderedAgain },
  { reason: "moved-to-another-person", when: moved },
];
