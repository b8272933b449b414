import { compareDecimals, type Decimal } from "../../events/money.ts";
import { readDecimal, sumDecimals } from "../reading/money.ts";
import { readCount, readFlag, readRecord, readRecords, type JsonRecord } from "../reading/record.ts";
import { isTip } from "./goods.ts";

const sumOf = (lines: readonly JsonRecord[], key: string): Decimal =>
  sumDecimals(lines.flatMap((line) => readDecimal(line, key) ?? []).map((amount) => ({ amount, times: 1 })));

const numberOf = (record: JsonRecord | undefined, key: string): number => Number(readDecimal(record, key) ?? "0");

/** What the taxes of the ordered lines come to, and what they would come to on top of and inside of their prices. */
const taxesOf = (lines: readonly JsonRecord[]) => {
  let [taken, onTop, inside] = [0, 0, 0];
  for (const line of lines) {
    const ordered = readRecord(line, "line_item");
    const taxes = readRecords(ordered, "tax_lines");
    const rate = taxes.reduce((sum, tax) => sum + numberOf(tax, "rate"), 0);
    const discounts = readRecords(ordered, "discount_allocations").map((share) => numberOf(share, "amount"));
    const price = discounts.reduce(
      (rest, discount) => rest - discount,
      numberOf(ordered, "price") * (readCount(ordered, "quantity") ?? 1),
    );
    taken += taxes.reduce((sum, tax) => sum + numberOf(tax, "price"), 0);
    onTop += price * rate;
    inside += (price * rate) / (1 + rate);
  }
  return { taken, onTop, inside };
};

/**
 * Whether the prices of a refunded order include tax, which a refund does not say: what its lines were taxed with fits
 * one of the two, and where they do not tell, what was paid back is the subtotals alone.
 */
const includesTax = (lines: readonly JsonRecord[], paid: Decimal | undefined): boolean => {
  const { taken, onTop, inside } = taxesOf(lines);
  if (taken > 0 && onTop > 0) return Math.abs(taken - inside) < Math.abs(taken - onTop);
  const tax = sumOf(lines, "total_tax");
  return compareDecimals(tax, "0") > 0 && paid !== undefined && compareDecimals(paid, sumOf(lines, "subtotal")) === 0;
};

/**
 * What of an order's goods came back, in the measure of `goodsOf`: the lines given back after discounts, without gift
 * cards, tips and tax. Undefined when the refund names no lines. `paid` is what transactions paid back.
 */
export const refundedGoods = (lines: readonly JsonRecord[], paid: Decimal | undefined): Decimal | undefined => {
  const told = lines.filter((line) => readDecimal(line, "subtotal") !== undefined);
  if (told.length === 0) return undefined;
  const goods = told.filter((line) => {
    const ordered = readRecord(line, "line_item");
    return !readFlag(ordered, "gift_card") && !isTip(ordered);
  });
  const subtotal = sumOf(goods, "subtotal");
  if (!includesTax(told, paid)) return subtotal;
  const net = sumDecimals([
    { amount: subtotal, times: 1 },
    { amount: sumOf(goods, "total_tax"), times: -1 },
  ]);
  return compareDecimals(net, "0") < 0 ? "0" : net;
};
