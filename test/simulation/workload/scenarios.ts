import type { Act } from "../contract/acts.ts";
import type { Moment } from "../contract/moment.ts";
import type { Plan, Scenario } from "../contract/plan.ts";
import { Stream } from "../random.ts";
import { startsAt } from "../simulate.ts";
import { type Basket, type CheckoutState, type Guise, tellCart, tellCheckout } from "./checkouts.ts";
import { tellConsent, tellCustomer, tellMerge, tellPrivacy } from "./customers.ts";
import { type Sale, tellOrder, tellRefund } from "./orders.ts";
import { tellPoints, tellReview } from "./others.ts";
import { humanOf } from "./people.ts";
import { respondIn } from "./respond.ts";
import { tellTruncated } from "./send.ts";
import { day, hour, minute, settingsOf, shopOf, stamp } from "./shop.ts";
import { tellText } from "./texts.ts";
import { StoreSettings } from "../../../shared/settings/settings.ts";

type Unnamed = Act extends infer A ? (A extends Act ? Omit<A, "id" | "at"> : never) : never;
type Tell = (at: Moment, act: Unnamed | undefined) => void;

const random = new Stream(1);
const shop = shopOf(0, random.fork("shop"));
const human = humanOf(1, random.fork("human"));
const goods = [{ product: shop.products[0], quantity: 2 }];
const ticks = { email: true, text: true };
const { customerId, otherCustomerId, email, otherEmail, phone } = human;
const guest: Guise = { email, phone };
const customer: Guise = { customer: { id: customerId, email, phone }, email, phone };

const basketAt = (createdAt: Moment, name = "a"): Basket => ({
  ...{ shop, human, createdAt },
  token: `t-${name}-${human.code}`,
  cartToken: `c-${name}-${human.code}`,
});
const stateAt = (updatedAt: Moment, guise: Guise = guest): CheckoutState => ({ goods, guise, updatedAt, ticks });
const saleAt = (createdAt: Moment, guise: Guise, name = "a"): Sale => ({
  ...{ shop, human, goods, guise, createdAt, ticks },
  id: `59000000000${name.charCodeAt(0)}`,
  checkoutToken: `t-${name}-${human.code}`,
  cartToken: `c-${name}-${human.code}`,
});
const paid = (updatedAt: Moment) => ({ updatedAt, financialStatus: "paid" }) as const;

/** What happens in each, from its first moment on: a Monday morning in New York. */
const stories: Readonly<Record<string, (tell: Tell, from: Moment) => void>> = {
  "a checkout is left": (tell, from) => {
    tell(from, tellCart(basketAt(from), goods, from, "carts/create"));
    tell(from + minute, tellCheckout(basketAt(from), stateAt(from + minute, {}), "checkouts/create"));
    tell(from + 2 * minute, tellCheckout(basketAt(from), stateAt(from + 2 * minute), "checkouts/update"));
  },
  "an order comes before its reminder": (tell, from) => {
    tell(from, tellCheckout(basketAt(from), stateAt(from), "checkouts/create"));
    tell(
      from + 3 * hour,
      tellOrder(saleAt(from + 3 * hour, { email: otherEmail }), paid(from + 3 * hour), "orders/create"),
    );
  },
  "a guest becomes a customer, and two become one": (tell, from) => {
    const record = { shop, human, id: customerId, email, phone, createdAt: from };
    tell(from, tellCheckout(basketAt(from), stateAt(from), "checkouts/create"));
    tell(from + hour, tellCustomer(record, from + hour, "customers/create"));
    const other = { shop, human, id: otherCustomerId, email: otherEmail, createdAt: from };
    tell(from + 2 * hour, tellCustomer(other, from + 2 * hour, "customers/create"));
    tell(from + 5 * hour, tellMerge(shop, customerId, otherCustomerId, from + 5 * hour));
  },
  "two customers become one, each of them the other": (tell, from) => {
    tell(from, tellCheckout(basketAt(from), stateAt(from, customer), "checkouts/create"));
    tell(from + 30 * minute, tellMerge(shop, customerId, otherCustomerId, from + 30 * minute));
    tell(from + 2 * hour, tellMerge(shop, otherCustomerId, customerId, from + 2 * hour));
  },
  "a first purchase is refunded before its order is known": (tell, from) => {
    const sale = saleAt(from, customer);
    tell(from + minute, tellRefund(sale, "8900000000001", goods, from + 2 * day));
    tell(from + 2 * minute, tellOrder(sale, { ...paid(from + hour), fulfilledAt: from + hour }, "orders/fulfilled"));
  },
  "a first purchase, its points and its thanks": (tell, from) => {
    const sale = saleAt(from, customer);
    tell(from, tellOrder(sale, paid(from), "orders/create"));
    tell(from + day, tellOrder(sale, { ...paid(from + day), fulfilledAt: from + day }, "orders/fulfilled"));
    const move = { id: "m-1", kind: "spent", points: 5, at: stamp(from + 2 * day) } as const;
    tell(from + 2 * day, tellPoints(shop, { customer: { id: customerId } }, move));
  },
  "a bad review holds a reminder back": (tell, from) => {
    const review = { shop, human, number: "465000001", product: shop.products[0], createdAt: from, email, customerId };
    tell(from, tellReview(review, 1, from));
    tell(from + minute, tellCheckout(basketAt(from), stateAt(from + minute, customer), "checkouts/create"));
    tell(from + 2 * hour, tellReview(review, 5, from + 2 * hour));
  },
  "somebody stops, and begins again": (tell, from) => {
    const record = { shop, human, id: customerId, email, phone, createdAt: from };
    tell(from, tellCheckout(basketAt(from), stateAt(from, customer), "checkouts/create"));
    tell(from + 30 * minute, tellText(shop, "stop", phone, "STOP", from + 30 * minute));
    tell(from + 90 * minute, tellText(shop, "start", phone, "START", from + 90 * minute));
    const [noAt, yesAt] = [from + 2 * hour, from + 20 * hour];
    tell(noAt, tellConsent(record, "email", { state: "unsubscribed", at: noAt }));
    tell(yesAt, tellConsent(record, "email", { state: "subscribed", at: yesAt }));
  },
  "somebody is erased in the middle": (tell, from) => {
    const record = { shop, human, id: customerId, email, phone, createdAt: from };
    tell(from, tellCustomer(record, from, "customers/create"));
    tell(from + minute, tellCheckout(basketAt(from), stateAt(from + minute, customer), "checkouts/create"));
    tell(
      from + 2 * minute,
      tellTruncated(shop, "checkouts/update", from + 2 * minute, () => ({ email, line_items: [] })),
    );
    const erasedAt = from + 4 * hour;
    tell(erasedAt, tellPrivacy(shop, "redact", { id: customerId, email, phone }, [], erasedAt));
    tell(from + 3 * day, tellCheckout(basketAt(from + 3 * day, "b"), stateAt(from + 3 * day), "checkouts/create"));
  },
  "a newer checkout takes an older one over": (tell, from) => {
    tell(from, tellCheckout(basketAt(from), stateAt(from), "checkouts/create"));
    tell(from + 3 * hour, tellCheckout(basketAt(from + 3 * hour, "b"), stateAt(from + 3 * hour), "checkouts/create"));
  },
};

/** Everything on, nobody held out, so that each story comes to its end. */
const settingsFrom = (): StoreSettings =>
  StoreSettings.parse({
    ...settingsOf(shop, random.fork("settings"), startsAt, false),
    zone: "America/New_York",
    holdout: 0,
    text: { consentNamesCarts: true, number: shop.number },
  });

const planFrom = (name: string, story: (tell: Tell, from: Moment) => void): Plan => {
  const acts: Act[] = [];
  story((at, act) => {
    if (act !== undefined) acts.push({ ...act, id: `${name}.${acts.length + 1}`, at });
  }, startsAt + hour);
  return { settings: [settingsFrom()], acts: acts.sort((a, b) => a.at - b.at), respond: respondIn([shop]) };
};

/** The small histories of the enumeration: every port call of each is broken in every way, one run each. */
export const scenarios: readonly Scenario[] = Object.entries(stories).map(([name, story]) => ({
  name,
  plan: planFrom(name, story),
}));
