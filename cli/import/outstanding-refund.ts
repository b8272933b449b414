import type { EventOf } from "../../shared/events/catalogue.ts";
import { compareDecimals, sumOf } from "../../shared/events/money.ts";
import { type IdentityContext, profileOf } from "../../shared/profile/identity.ts";
import { readPerson } from "../../shared/profile/read-person.ts";

type RefundEvent = EventOf<"refund.created">;

/**
 * What an export says was paid back of an order, less the refunds that are known by themselves; undefined when nothing is
 * left of it, or one of those does not say how much it was.
 */
export const outstandingRefund = async (
  context: IdentityContext,
  refund: RefundEvent,
): Promise<RefundEvent | undefined> => {
  const profile = profileOf(context, refund.who);
  if (profile === undefined) return undefined;
  const { person } = await readPerson(context.table, context.store, profile);
  const order = person.orders.find(({ id }) => id === refund.data.orderId);
  const known = (order?.refunds ?? []).filter(({ id }) => id !== refund.data.id);
  if (known.some(({ amount }) => amount === undefined)) return undefined;
  const parts = known.map(({ amount = "0" }) => ({ price: amount, quantity: -1 }));
  const amount = sumOf([{ price: refund.data.amount ?? "0", quantity: 1 }, ...parts]);
  return compareDecimals(amount, "0") > 0 ? { ...refund, data: { ...refund.data, amount } } : undefined;
};
