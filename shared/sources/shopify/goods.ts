import { compareDecimals, type Decimal } from "../../events/money.ts";
import { readDecimal, sumDecimals } from "../reading/money.ts";
import { readCount, readFlag, readRecords, type JsonRecord } from "../reading/record.ts";
import { priceOf } from "./lines.ts";

type Term = { readonly amount: Decimal; readonly times: number };

const minus = (amount: Decimal): Term => ({ amount, times: -1 });
const once = (amount: Decimal): Term => ({ amount, times: 1 });
const zero: Decimal = "0";

const amountsOf = (records: readonly JsonRecord[], key: string): readonly Decimal[] =>
  records.flatMap((record) => readDecimal(record, key) ?? []);

/** A tip stands among the lines; only a tip says how it was paid. Source: https://shopify.dev/docs/api/admin-rest/latest/resources/order */
export const isTip = (line: JsonRecord | undefined): boolean =>
  typeof line?.["tip_payment_gateway"] === "string" || typeof line?.["tip_payment_method"] === "string";

/** What a line costs less its discounts: its own and its share of the order's. */
const netOf = (line: JsonRecord): readonly Term[] => {
  const price = priceOf(line);
  if (price === undefined) return [];
  const shares = amountsOf(readRecords(line, "discount_allocations"), "amount");
  const discounts = shares.length > 0 ? shares : [readDecimal(line, "total_discount") ?? zero];
  return [{ amount: price, times: readCount(line, "quantity") ?? 1 }, ...discounts.map(minus)];
};

/** The taxes inside the prices of goods; where no line tells, those of the order but for its shipping. */
const taxesOf = (body: JsonRecord, lines: readonly JsonRecord[], goods: readonly JsonRecord[]): readonly Decimal[] => {
  if (!readFlag(body, "taxes_included")) return [];
  const taxLines = (records: readonly JsonRecord[]) =>
    amountsOf(
      records.flatMap((record) => readRecords(record, "tax_lines")),
      "price",
    );
  if (taxLines(lines).length > 0) return taxLines(goods);
  const whole = readDecimal(body, "total_tax") ?? zero;
  return [sumDecimals([once(whole), ...taxLines(readRecords(body, "shipping_lines")).map(minus)])];
};

const notNegative = (amount: Decimal): Decimal => (compareDecimals(amount, zero) < 0 ? zero : amount);

/**
 * What an order's goods were paid with, as they were ordered: all its lines after discounts, without gift cards, tips,
 * shipping and tax, in the shop's currency. What came back later is the refunds' to say. A discount that stands in the
 * subtotal alone counts too. Taxes that are included in prices are included in the subtotal
 * (https://shopify.dev/docs/api/admin-graphql/latest/objects/Order, `subtotalPriceSet`).
 */
export const goodsOf = (body: JsonRecord, subtotal: Decimal): Decimal => {
  const lines = readRecords(body, "line_items").filter((line) => priceOf(line) !== undefined && !isTip(line));
  const goods = lines.filter((line) => !readFlag(line, "gift_card"));
  const taxes = taxesOf(body, lines, goods).map(minus);
  if (lines.length === 0) return notNegative(sumDecimals([once(subtotal), ...taxes]));
  const everything = sumDecimals(lines.flatMap(netOf));
  const untaxed = sumDecimals([once(everything), ...taxes]);
  const unallocated = sumDecimals([once(everything), minus(subtotal)]);
  const isDiscount = compareDecimals(unallocated, zero) > 0 && compareDecimals(untaxed, subtotal) !== 0;
  return notNegative(sumDecimals([...goods.flatMap(netOf), ...taxes, ...(isDiscount ? [minus(unallocated)] : [])]));
};
