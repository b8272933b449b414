import { compareDecimals, type Decimal, sumOf } from "../../shared/events/money.ts";

type Amounts = {
  readonly total: Decimal;
  readonly subtotal: Decimal | undefined;
  readonly shipping: Decimal | undefined;
  readonly taxes: Decimal | undefined;
};

const sum = (...amounts: readonly Decimal[]): Decimal => sumOf(amounts.map((price) => ({ price, quantity: 1 })));
const less = (amount: Decimal, taken: Decimal): Decimal =>
  sumOf([
    { price: amount, quantity: 1 },
    { price: taken, quantity: -1 },
  ]);

/**
 * What was paid for goods, as far as an export tells: the subtotal, which is after discounts and without shipping. Where
 * subtotal and shipping make up the total, the taxes are in the prices and are taken off.
 */
export const goodsOf = ({ total, subtotal, shipping, taxes }: Amounts): Decimal | undefined => {
  if (subtotal === undefined) return undefined;
  const inPrices = taxes !== undefined && compareDecimals(sum(subtotal, shipping ?? "0"), total) === 0;
  const goods = inPrices ? less(subtotal, taxes) : subtotal;
  return compareDecimals(goods, "0") < 0 ? "0" : goods;
};
