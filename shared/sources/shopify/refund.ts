import type { Money } from "../../events/money.ts";
import type { Refund } from "../../events/parts.ts";
import { readCurrency, readDecimal, sumDecimals } from "../reading/money.ts";
import { readCount, readRecord, readRecords, type JsonRecord } from "../reading/record.ts";
import { readText } from "../reading/text.ts";
import { readInstant } from "../reading/time.ts";
import { readId } from "./ids.ts";
import { refundedGoods } from "./refund-goods.ts";
import { missing, told, type Reader } from "./reading.ts";

/** As many lines as an order can have that was not made by a program. */
const mostLines = 250;

type Amount = { readonly amount?: Money["amount"] | undefined; readonly currency?: Money["currency"] | undefined };

/** What refund transactions that went through add up to; nothing when they are in more than one currency. */
const paidBack = (body: JsonRecord): Amount => {
  const done = readRecords(body, "transactions").filter(
    (transaction) =>
      readText(transaction, "kind", 20) === "refund" && readText(transaction, "status", 20) === "success",
  );
  const amounts = done.flatMap((transaction) => readDecimal(transaction, "amount") ?? []);
  const currencies = new Set(done.map((transaction) => readCurrency(transaction, "currency")));
  if (amounts.length === 0 || currencies.size !== 1) return {};
  return { amount: sumDecimals(amounts.map((amount) => ({ amount, times: 1 }))), currency: [...currencies][0] };
};

/** What the lines that were given back had cost, taxes included. */
const worthOfLines = (lines: readonly JsonRecord[]): Amount => {
  const amounts = lines.flatMap((line) =>
    [readDecimal(line, "subtotal") ?? [], readDecimal(line, "total_tax") ?? []].flat(),
  );
  if (amounts.length === 0) return {};
  return { amount: sumDecimals(amounts.map((amount) => ({ amount, times: 1 }))), currency: currencyOf(lines) };
};

const currencyOf = (lines: readonly JsonRecord[]): Money["currency"] | undefined =>
  readCurrency(readRecord(readRecord(lines[0], "subtotal_set"), "shop_money"), "currency_code");

const readRefundLine = (line: JsonRecord): Refund["lines"] => {
  const subtotal = readDecimal(line, "subtotal");
  if (subtotal === undefined) return [];
  const productId = readId(readRecord(line, "line_item"), "product_id");
  return [{ productId, quantity: readCount(line, "quantity") ?? 1, subtotal }];
};

/** `refunds/create`. It names an order and no person. */
export const readRefund: Reader = (body, delivery) => {
  const id = readId(body, "id");
  if (id === undefined) return missing("id");
  const orderId = readId(body, "order_id");
  if (orderId === undefined) return missing("order_id");
  const createdAt =
    readInstant(body, "created_at", delivery.receivedAt) ??
    readInstant(body, "processed_at", delivery.receivedAt) ??
    delivery.triggeredAt;
  const lines = readRecords(body, "refund_line_items");
  const paid = paidBack(body);
  const { amount, currency } = paid.amount === undefined ? worthOfLines(lines) : paid;
  const data = {
    id,
    orderId,
    createdAt,
    amount,
    goods: refundedGoods(lines, paid.amount),
    currency: currency ?? currencyOf(lines),
    lines: lines.slice(0, mostLines).flatMap(readRefundLine),
  };
  return told({ type: "refund.created", data }, createdAt);
};
