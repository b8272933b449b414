import type { EventOf } from "../../../../shared/events/catalogue.ts";
import type { Check } from "../check.ts";
import { isErased, isKnown, isTheirs, ofEach, type Question, surelyKnown } from "../handovers.ts";
import { groupBy, type History, newestOf } from "../history.ts";
import { ownerIn } from "../people.ts";

const isFilled = ({ total, lines }: EventOf<"checkout.updated">["data"]): boolean =>
  Number(total) > 0 && lines.some(({ quantity }) => quantity > 0);

/** What ends the reminders of a checkout, as far as it was known for sure. */
const checkoutEnd = (history: History): Question => {
  const checkouts = groupBy(history.of("checkout.updated"), ({ event }) => event.data.token);
  const deleted = groupBy(history.of("checkout.deleted"), ({ event }) => event.data.token);
  const orders = history.of("order.updated");
  return (handover) => {
    const { subject = "", record } = handover;
    if (record.flow !== "abandoned-checkout") return undefined;
    const own = checkouts.get(subject) ?? [];
    const createdAt = own
      .map(({ event }) => event.data.createdAt)
      .sort()
      .at(-1);
    if (createdAt === undefined) return undefined;
    const order = orders.find(
      ({ event, appliedAt }) =>
        isKnown(handover, appliedAt) &&
        (event.data.checkoutToken === subject ||
          (event.data.createdAt >= createdAt && isTheirs(handover, ownerIn(event)))),
    );
    if (order !== undefined) return `order ${order.event.data.id} had been stored`;
    const completed = own.find(
      ({ event, appliedAt }) => event.data.completedAt !== undefined && isKnown(handover, appliedAt),
    );
    if (completed !== undefined && newestOf(own)?.event.data.completedAt !== undefined)
      return "the checkout was completed";
    const isKnownAtAll = surelyKnown(handover, own).length > 0;
    if (isKnownAtAll && (deleted.get(subject) ?? []).some(({ appliedAt }) => isKnown(handover, appliedAt)))
      return "the checkout was deleted";
    const newer = [...checkouts].find(
      ([token, versions]) =>
        token !== subject &&
        !deleted.has(token) &&
        versions.every(({ event }) => event.data.createdAt > createdAt) &&
        versions.some(({ event, appliedAt }) => isKnown(handover, appliedAt) && isTheirs(handover, ownerIn(event))) &&
        versions.every(({ event }) => isFilled(event.data)),
    );
    return newer && `a newer checkout ${newer[0]} had been stored`;
  };
};

/** What ends the second-purchase sequence, as far as it was known for sure. */
const firstOrderEnd = (history: History): Question => {
  const orders = groupBy(history.of("order.updated"), ({ event }) => event.data.id);
  const refunds = groupBy(history.of("refund.created"), ({ event }) => event.data.orderId);
  return (handover) => {
    const { subject = "", record } = handover;
    if (record.flow !== "second-purchase") return undefined;
    const own = orders.get(subject) ?? [];
    const first = newestOf(own);
    if (first === undefined) return undefined;
    const known = own.filter(({ appliedAt }) => isKnown(handover, appliedAt));
    if (known.length > 0 && known.some(({ event }) => event.data.cancelledAt !== undefined))
      return "the order was cancelled";
    const refund = (refunds.get(subject) ?? []).find(({ appliedAt }) => isKnown(handover, appliedAt));
    if (known.length > 0 && refund !== undefined) return "the order was refunded";
    const again = [...orders].find(
      ([id, versions]) =>
        id !== subject &&
        versions.every(
          ({ event }) =>
            event.data.cancelledAt === undefined &&
            event.data.createdAt > first.event.data.createdAt &&
            event.data.checkoutToken !== first.event.data.checkoutToken,
        ) &&
        versions.some(({ event, appliedAt }) => isKnown(handover, appliedAt) && isTheirs(handover, ownerIn(event))),
    );
    return again && `the second order ${again[0]} had been stored`;
  };
};

/**
 * An order ends the reminders from the moment it is stored, by whichever address and token it came; so do a completed or
 * deleted checkout, a newer one, a refund, a cancellation (README, "An order ends the reminders"; DESIGN, decision 5).
 */
export const notAfterExit: Check = {
  name: "nothing-after-the-exit",
  look: ofEach((history) => {
    const [checkout, firstOrder] = [checkoutEnd(history), firstOrderEnd(history)];
    return (handover) => {
      if (isErased(handover)) return undefined;
      return checkout(handover) ?? firstOrder(handover);
    };
  }),
};
