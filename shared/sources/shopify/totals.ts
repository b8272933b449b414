import type { Decimal, Money } from "../../events/money.ts";
import type { Line } from "../../events/parts.ts";
import { readCurrency, readDecimal } from "../reading/money.ts";
import { readRecord, type JsonRecord } from "../reading/record.ts";
import { sumLines } from "./lines.ts";

/** ISO 4217's code for "no currency": an order is a fact even when its body does not say in what money. */
const noCurrency: Money["currency"] = "XXX";

const shopMoney = (body: JsonRecord, key: string): JsonRecord | undefined =>
  readRecord(readRecord(body, key), "shop_money");

export type Totals = { readonly currency: Money["currency"]; readonly total: Decimal; readonly subtotal: Decimal };

/** What it costs, in the shop's currency; where a total is missing, what the lines cost. */
export const readTotals = (body: JsonRecord, lines: readonly Line[]): Totals => {
  const subtotal =
    readDecimal(body, "subtotal_price") ??
    readDecimal(shopMoney(body, "subtotal_price_set"), "amount") ??
    readDecimal(body, "total_line_items_price") ??
    sumLines(lines);
  return {
    currency:
      readCurrency(body, "currency") ??
      readCurrency(shopMoney(body, "total_price_set"), "currency_code") ??
      readCurrency(body, "presentment_currency") ??
      noCurrency,
    total: readDecimal(body, "total_price") ?? readDecimal(shopMoney(body, "total_price_set"), "amount") ?? subtotal,
    subtotal,
  };
};
