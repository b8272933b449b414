import { readDecimal } from "../reading/money.ts";
import { readFlag, readRecord } from "../reading/record.ts";
import { readTags } from "../reading/tags.ts";
import { readLocale, readText, readToken } from "../reading/text.ts";
import { readInstant } from "../reading/time.ts";
import { readCustomerConsents, readTickedConsents } from "./consent.ts";
import { goodsOf } from "./goods.ts";
import { readCartToken, readId } from "./ids.ts";
import { readLines } from "./lines.ts";
import { isBusiness, isGift, readFulfilledAt } from "./occasion.ts";
import { readContact, readCustomer, readFirstName } from "./person.ts";
import { placeOf } from "./place.ts";
import { missing, told, type Reader } from "./reading.ts";
import { readTimes } from "./times.ts";
import { readTotals } from "./totals.ts";

/** The orders topics whose body is the whole order: any of them may be the first that is heard of it. */
export const readOrder: Reader = (body, delivery) => {
  const id = readId(body, "id");
  if (id === undefined) return missing("id");
  const { receivedAt } = delivery;
  const times = readTimes(body, delivery);
  const { lines, lineCount } = readLines(body);
  const place = placeOf(body);
  const country = place?.country ?? delivery.store.country;
  const customer = readRecord(body, "customer");
  const who = { customer: readCustomer(customer, country), contact: readContact(body, country) };
  const totals = readTotals(body, lines);
  const tags = readTags(body["tags"]);
  const data = {
    id,
    name: readText(body, "name", 80),
    ...times,
    processedAt: readInstant(body, "processed_at", receivedAt),
    cancelledAt: readInstant(body, "cancelled_at", receivedAt),
    financialStatus: readText(body, "financial_status", 40),
    fulfillmentStatus: readText(body, "fulfillment_status", 40),
    ...totals,
    goods: goodsOf(body, totals.subtotal),
    discounts: readDecimal(body, "total_discounts"),
    fulfilledAt: readFulfilledAt(body, times.updatedAt, receivedAt),
    ...(isGift(body) && { gift: true }),
    ...(isBusiness(body) && { business: true }),
    ...(tags !== undefined && tags.length > 0 && { tags }),
    test: readFlag(body, "test"),
    sourceName: readText(body, "source_name", 80),
    checkoutToken: readToken(body, "checkout_token"),
    cartToken: readCartToken(body, "cart_token"),
    lines,
    lineCount,
    locale: readLocale(body, "customer_locale"),
    firstName: readFirstName(body),
    place,
  };
  return told({ type: "order.updated", data }, times.updatedAt, who, [
    ...readTickedConsents(body, who, times.createdAt, country, `order:${id}`),
    ...readCustomerConsents(customer, who.customer, times.createdAt, delivery),
  ]);
};
