import { readRecord } from "../reading/record.ts";
import { readLocale, readToken, readUrl } from "../reading/text.ts";
import { readInstant } from "../reading/time.ts";
import { readCustomerConsents, readTickedConsents, readTicks } from "./consent.ts";
import { readCartToken, readId } from "./ids.ts";
import { readLines } from "./lines.ts";
import { readContact, readCustomer, readFirstName } from "./person.ts";
import { placeOf } from "./place.ts";
import { missing, told, type Reader } from "./reading.ts";
import { readTimes } from "./times.ts";
import { readTotals } from "./totals.ts";

/** `checkouts/create`, `checkouts/update`. The first one often has no contact yet. */
export const readCheckout: Reader = (body, delivery) => {
  const token = readToken(body, "token");
  if (token === undefined) return missing("token");
  const times = readTimes(body, delivery);
  const { lines, lineCount } = readLines(body);
  const place = placeOf(body);
  const country = place?.country ?? delivery.store.country;
  const customer = readRecord(body, "customer");
  const who = { customer: readCustomer(customer, country), contact: readContact(body, country) };
  const data = {
    token,
    cartToken: readCartToken(body, "cart_token"),
    ...times,
    completedAt: readInstant(body, "completed_at", delivery.receivedAt),
    ...readTotals(body, lines),
    lines,
    lineCount,
    recoveryUrl: readUrl(body, "abandoned_checkout_url"),
    locale: readLocale(body, "customer_locale"),
    firstName: readFirstName(body),
    place,
    ticked: readTicks(body),
  };
  return told({ type: "checkout.updated", data }, times.updatedAt, who, [
    ...readTickedConsents(body, who, times.createdAt, country, `checkout:${token}`),
    ...readCustomerConsents(customer, who.customer, times.createdAt, delivery),
  ]);
};

/** `checkouts/delete`, whose body may have no more than an old id and the cart's token. */
export const readCheckoutDeleted: Reader = (body, delivery) => {
  const token = readToken(body, "token");
  const cartToken = readCartToken(body, "cart_token");
  const checkoutId = readId(body, "id");
  if (token === undefined && cartToken === undefined && checkoutId === undefined) return missing("token");
  const deletedAt = delivery.triggeredAt;
  return told({ type: "checkout.deleted", data: { token, cartToken, checkoutId, deletedAt } }, deletedAt);
};
