import { Event } from "../../../shared/events/catalogue.ts";
import { fromEpoch, type Instant, toEpoch } from "../../../shared/events/instant.ts";
import { StoreSettings } from "../../../shared/settings/settings.ts";
import { at } from "../../support/instants.ts";
import type { Act, Meant } from "../contract/acts.ts";
import type { ActOutcome } from "../contract/evidence.ts";
import type { Moment } from "../contract/moment.ts";
import { Stream } from "../random.ts";
import { tellCheckout } from "../workload/checkouts.ts";
import { tellCustomer, tellPrivacy } from "../workload/customers.ts";
import { tellOrder, tellRefund } from "../workload/orders.ts";
import { tellReview } from "../workload/others.ts";
import { type Human, humanOf } from "../workload/people.ts";
import { tellForged, tellTruncated } from "../workload/send.ts";
import { day, hour, settingsOf, shopOf } from "../workload/shop.ts";

const random = new Stream(3);
export const startsAt = toEpoch(at("2026-03-02T15:00Z"));
export const shop = shopOf(0, random.fork("shop"));
const inNewYork = (number: number): Human => ({
  ...humanOf(number, random.fork(`human ${number}`)),
  home: { city: "New York", country: "US", province: "NY", zip: "10002" },
});
export const [left, buyer, gone] = [inNewYork(1), inNewYork(2), inNewYork(3)];
export const goods = [{ product: shop.products[0], quantity: 1 }];
export const settings = StoreSettings.parse({
  ...settingsOf(shop, random.fork("settings"), startsAt, false),
  zone: "America/New_York",
  holdout: 0,
  text: { consentNamesCarts: true, number: shop.number },
});

export type Unnamed = Act extends infer A ? (A extends Act ? Omit<A, "id" | "at"> : never) : never;

const takenAs = (meant: Meant, receivedAt: Instant): Event =>
  Event.parse({
    ...meant,
    id: `${meant.topic} ${meant.occurredAt}`,
    version: `${meant.occurredAt}|${meant.topic}`,
    receivedAt,
    correlationId: "c",
  });

/** An act that went well: taken once, a second later, and read a second after that. */
export const well = (id: string, moment: Moment, act: Unnamed): ActOutcome => {
  const receivedAt = fromEpoch(moment + 1_000);
  const means = act.kind === "webhook" ? act.means : undefined;
  const status = means?.kind === "refused" ? means.status : 200;
  const events = means?.kind === "events" ? means.events.map((meant) => takenAs(meant, receivedAt)) : [];
  return {
    act: { ...act, id, at: moment },
    tries: [{ at: moment + 1_000, answeredAt: moment + 1_100, now: receivedAt, status }],
    acknowledgedAt: status === 200 ? moment + 1_100 : undefined,
    events,
    appliedAt: status === 200 ? moment + 2_000 : undefined,
  };
};

const basket = { shop, human: left, token: "t-1", cartToken: "c-1", createdAt: startsAt };
export const leftAs = { customer: { id: left.customerId, email: left.email }, email: left.email };
export const record = { shop, human: left, id: left.customerId, email: left.email, createdAt: startsAt - day };
export const sale = {
  ...{ shop, human: buyer, goods, id: "5900000000001", createdAt: startsAt },
  guise: { email: buyer.email },
  ticks: { email: true, text: false },
};
export const opinion = {
  shop,
  human: buyer,
  number: "465000001",
  product: shop.products[0],
  createdAt: startsAt,
  email: buyer.email,
};
export const truncated = tellTruncated(shop, "orders/create", startsAt, () => ({
  note: "half of it",
  email: buyer.email,
}));
const ticks = { email: true, text: false };

/** Three people and a shop: one leaves a checkout, one buys, gives back and reviews, one is erased; two bodies go wrong. */
export const story: readonly ActOutcome[] = [
  well("customer", startsAt - day, tellCustomer(record, startsAt - day, "customers/create")),
  well(
    "checkout",
    startsAt,
    tellCheckout(basket, { goods, guise: leftAs, updatedAt: startsAt, ticks }, "checkouts/create"),
  ),
  well("order", startsAt, tellOrder(sale, { updatedAt: startsAt, financialStatus: "paid" }, "orders/paid")),
  well("refund", startsAt + hour, tellRefund(sale, "8900000000001", goods, startsAt + hour)),
  well("review", startsAt, tellReview(opinion, 5, startsAt)),
  well("truncated", startsAt, truncated),
  well(
    "forged",
    startsAt,
    tellForged(shop, "orders/create", startsAt, () => ({ id: 1 })),
  ),
  well("redact", startsAt, tellPrivacy(shop, "redact", { id: gone.customerId, email: gone.email }, [], startsAt)),
];
