import { latest } from "../../shared/events/instant.ts";
import { compareDecimals } from "../../shared/events/money.ts";
import type { EventOf } from "../../shared/events/catalogue.ts";
import { readLocale } from "../../shared/sources/reading/text.ts";
import { readTags } from "../../shared/sources/reading/tags.ts";
import type { JsonRecord } from "../../shared/sources/reading/record.ts";
import { type Cells, createCells } from "./cells.ts";
import { bad, type ImportContext, type Importer, leftOut, type Reading, type Work } from "./importer.ts";
import { goodsOf } from "./order-money.ts";
import { orderColumns } from "./order-columns.ts";
import { placeOf } from "./place.ts";
import type { Row } from "./rows.ts";
import { eventOfLine, toEvent } from "./to-event.ts";
import { namesSomebody, whoOf } from "./who.ts";

const types = ["order.updated", "refund.created"] as const;

/** Line items that are rows of their own, or a list of an object's. */
const linesOf = (rows: readonly Row[], context: ImportContext, problems: string[]): readonly unknown[] => {
  const listed = rows[0]?.json?.["lines"];
  if (Array.isArray(listed)) return listed;
  return rows.flatMap(({ fields, line, raw }, index) => {
    // A row that was copied twice is no second line item.
    if (index > 0 && raw === rows[0]?.raw) return [];
    if (fields["lineTitle"] === undefined && fields["linePrice"] === undefined) return [];
    const cells = createCells(fields, context.settings);
    const read = {
      title: cells.text("lineTitle") ?? "",
      quantity: cells.count("lineQuantity") ?? 1,
      price: cells.amount("linePrice") ?? "0",
      productId: cells.id("lineProductId"),
      variantId: cells.id("lineVariantId"),
    };
    problems.push(...cells.problems.map((problem) => (index === 0 ? problem : `${problem} (in line ${line})`)));
    return [read];
  });
};

const timesOf = (cells: Cells) => {
  const [createdAt, paidAt, fulfilledAt, cancelledAt, updatedAt] = [
    cells.moment("createdAt"),
    cells.moment("paidAt"),
    cells.moment("fulfilledAt"),
    cells.moment("cancelledAt"),
    cells.moment("updatedAt"),
  ];
  const told = [paidAt, fulfilledAt, cancelledAt].filter((at) => at !== undefined);
  const changedAt = updatedAt ?? (createdAt && latest(createdAt, ...told));
  return { createdAt, fulfilledAt, cancelledAt, processedAt: cells.moment("processedAt"), updatedAt: changedAt };
};

const moneyOf = (cells: Cells, { settings }: ImportContext) => {
  const [total, subtotal] = [cells.amount("total"), cells.amount("subtotal")];
  const [shipping, taxes] = [cells.amount("shipping"), cells.amount("taxes")];
  const goods = cells.amount("goods") ?? (total && goodsOf({ total, subtotal, shipping, taxes }));
  const currency = cells.currency("currency") ?? settings.currency;
  return {
    currency,
    total: total ?? subtotal,
    subtotal: subtotal ?? goods,
    goods,
    discounts: cells.amount("discounts"),
  };
};

/** What was paid back of an order, as one refund. One that was paid back whole says so itself. */
const refundOf = (
  cells: Cells,
  order: { readonly id: string; readonly at: string; readonly currency: string; readonly status: string | undefined },
  who: JsonRecord,
  context: ImportContext,
): EventOf<"refund.created"> | undefined => {
  const amount = cells.amount("refunded");
  if (amount === undefined || compareDecimals(amount, "0") <= 0 || order.status === "refunded") return undefined;
  const { id, at, currency } = order;
  const data = { id: `import:${id}`, orderId: id, createdAt: at, amount, currency };
  const read = toEvent({ type: "refund.created", occurredAt: at, who, data }, context);
  return "event" in read && read.event.type === "refund.created" ? read.event : undefined;
};

const workOf = (events: Work & { kind: "events" }): Reading => ({ kind: "work", work: events });

/** A row whose order has no id of its own goes by its name. */
const idOf = ({ fields }: Row): string | undefined => fields["id"] ?? fields["name"];

/** An order is told whole by its first row; the rows that follow it under the same name are its further line items. */
const continues = (row: Row, first: Row): boolean => {
  if (row.json !== undefined || row.problem !== undefined) return false;
  const same = (column: string): boolean =>
    row.fields[column] === undefined || row.fields[column] === first.fields[column];
  return idOf(row) !== undefined && same("id") && same("name") && row.fields["lineTitle"] !== undefined;
};

export const orders: Importer = {
  columns: orderColumns,
  continues,
  read: (rows, context): Reading => {
    const [{ fields, json }] = rows;
    const event = eventOfLine(json, types, context);
    if (event !== undefined)
      return "event" in event
        ? workOf({ kind: "events", events: [event.event], undated: false, undatedYes: false })
        : bad(...event.problems);

    const cells = createCells(fields, context.settings);
    const place = placeOf(cells);
    const who = whoOf(cells, place?.country);
    const [times, money] = [timesOf(cells), moneyOf(cells, context)];
    const id = cells.id("id") ?? cells.text("name");
    const status = cells.text("financialStatus")?.toLowerCase();
    const lines = linesOf(rows, context, cells.problems);
    const test = cells.flag("test");
    if (id === undefined) cells.problems.push("id is missing");
    if (fields["createdAt"] === undefined) cells.problems.push("createdAt is missing");
    if (money.total === undefined && fields["total"] === undefined) cells.problems.push("total is missing");
    if (cells.problems.length > 0) return bad(...new Set(cells.problems));
    // A till's order names nobody.
    if (!namesSomebody(who, context)) return leftOut("naming nobody, or the store's own staff");

    const data = {
      ...{ id, name: cells.text("name"), ...times, ...money, lines, place, test },
      ...{ financialStatus: status, fulfillmentStatus: cells.text("fulfillmentStatus") },
      ...{ tags: readTags(fields["tags"]), sourceName: cells.text("sourceName"), locale: readLocale(fields, "locale") },
      ...{ checkoutToken: cells.id("checkoutToken"), cartToken: cells.id("cartToken") },
    };
    const read = toEvent({ type: "order.updated", occurredAt: times.updatedAt, who, data }, context);
    if ("problems" in read) return bad(...read.problems);
    const at = times.updatedAt ?? read.event.occurredAt;
    const refund = refundOf(cells, { id: id ?? "", at, currency: money.currency, status }, who, context);
    return workOf({
      ...{ kind: "events", events: [read.event], undated: false, undatedYes: false },
      ...(refund !== undefined && { refund }),
    });
  },
};
