import type { Line } from "../../events/parts.ts";
import type { Decimal } from "../../events/money.ts";
import { readDecimal, sumDecimals } from "../reading/money.ts";
import { readCount, readRecord, readRecords, type JsonRecord } from "../reading/record.ts";
import { readText } from "../reading/text.ts";
import { readId } from "./ids.ts";

const mostLines = 25;

/** What Shopify calls the one variant of a product without variants. */
const noVariant = "Default Title";

/** What one piece of a line costs before discounts. */
export const priceOf = (line: JsonRecord): Decimal | undefined =>
  readDecimal(line, "price") ??
  readDecimal(line, "variant_price") ??
  readDecimal(readRecord(readRecord(line, "price_set"), "shop_money"), "amount");

/** Bought on a selling plan that delivers again; a plan may also be a pre-order or a trial. */
const recurs = (line: JsonRecord): boolean => {
  const allocation = readRecord(line, "selling_plan_allocation");
  return allocation !== undefined && readRecord(allocation, "selling_plan")?.["recurring_deliveries"] !== false;
};

const readLine = (line: JsonRecord): Line | undefined => {
  const price = priceOf(line);
  if (price === undefined) return undefined;
  const variantTitle = readText(line, "presentment_variant_title", 150) ?? readText(line, "variant_title", 150);
  return {
    productId: readId(line, "product_id"),
    variantId: readId(line, "variant_id"),
    title:
      readText(line, "presentment_title", 150) ?? readText(line, "title", 150) ?? readText(line, "name", 150) ?? "",
    variantTitle: variantTitle === noVariant ? undefined : variantTitle,
    quantity: readCount(line, "quantity") ?? 1,
    price,
    giftCard: typeof line["gift_card"] === "boolean" ? line["gift_card"] : undefined,
    ...(recurs(line) && { subscription: true }),
  };
};

/**
 * The lines of a cart, checkout or order as the buyer saw them: at most 25, those without a price left out, and how
 * many there were.
 */
export const readLines = (body: JsonRecord): { lines: Line[]; lineCount: number } => {
  const records = readRecords(body, "line_items");
  const lines: Line[] = [];
  for (const record of records) {
    if (lines.length === mostLines) break;
    const line = readLine(record);
    if (line) lines.push(line);
  }
  return { lines, lineCount: records.length };
};

/** What all lines cost together before discounts. */
export const sumLines = (lines: readonly Line[]): Decimal =>
  sumDecimals(lines.map((line) => ({ amount: line.price, times: line.quantity })));
