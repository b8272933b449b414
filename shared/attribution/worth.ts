import { compareDecimals, type Decimal, sumOf } from "../events/money.ts";
import type { Refund } from "../events/parts.ts";
import type { PersonOrder } from "../profile/person.ts";

const undone = new Set(["refunded", "voided"]);

/** What one refund gave back: as it says, else what its lines cost. */
const givenBack = ({ amount, goods, lines }: Refund): Decimal =>
  amount ?? goods ?? sumOf(lines.map(({ subtotal }) => ({ price: subtotal, quantity: 1 })));

/** What a store has of an order by now: its total without what was refunded; nothing of one that was cancelled. */
export const worthOf = ({ id, total, currency, refunds, cancelledAt, financialStatus }: PersonOrder): Decimal => {
  if (cancelledAt !== undefined || undone.has(financialStatus?.toLowerCase() ?? "")) return "0";
  const distinct = [...new Map(refunds.map((refund) => [refund.id, refund])).values()];
  const back = distinct
    .filter((refund) => refund.orderId === id && (refund.currency ?? currency) === currency)
    .map((refund) => ({ price: givenBack(refund), quantity: -1 }));
  const left = sumOf([{ price: total, quantity: 1 }, ...back]);
  return compareDecimals(left, "0") < 0 ? "0" : left;
};
