import type { Event } from "../../shared/events/catalogue.ts";
import { minutes, plus } from "../../shared/events/instant.ts";
import type { Who } from "../../shared/events/parts.ts";
import { factOf, type Ref, refsOf } from "../../shared/profile/facts.ts";
import {
  accountLinked,
  cartUpdated,
  checkoutDeleted,
  checkoutUpdated,
  consentStated,
  customer,
  customerDeleted,
  customerMerged,
  customerTagged,
  customerUpdated,
  guest,
  orderUpdated,
  personRedacted,
  personRequested,
  pointsMoved,
  pointsStated,
  productDeleted,
  productUpdated,
  refundCreated,
  reviewUpdated,
  says,
  start,
  storeRedacted,
  storeUninstalled,
  subscriptionUpdated,
} from "../support/events.ts";

const ada = guest("ada@customer.example");
const ofNoPerson: readonly Event[] = [
  productUpdated({ id: "p-1" }),
  productDeleted("p-1"),
  storeUninstalled(),
  personRedacted(ada),
  personRequested(ada),
  storeRedacted(),
];

describe("what an event is about", () => {
  it.each<[string, Event, string]>([
    ["a cart", cartUpdated("k-1"), "CART#k-1"],
    ["a checkout", checkoutUpdated({ token: "c-1", cartToken: "k-1" }), "CHECKOUT#c-1"],
    ["a deletion by token", checkoutDeleted({ token: "c-1" }), "CHECKOUT-DELETED#c-1"],
    ["a deletion by token and cart", checkoutDeleted({ token: "c-1", cartToken: "k-1" }), "CHECKOUT-DELETED#c-1"],
    ["a deletion by cart", checkoutDeleted({ cartToken: "k-1", checkoutId: "7" }), "CHECKOUT-DELETED#k-1"],
    ["a deletion by an id alone", checkoutDeleted({ checkoutId: "7" }), "CHECKOUT-DELETED#7"],
    ["an order", orderUpdated({ id: "o-1" }), "ORDER#o-1"],
    ["a refund", refundCreated("r-1", "o-1"), "REFUND#r-1"],
    ["a customer", customerUpdated({ id: "1" }), "CUSTOMER#1"],
    ["a customer that was deleted", customerDeleted("1"), "CUSTOMER-DELETED#1"],
    ["a merge, by who is no more", customerMerged("1", "2"), "MERGED#2"],
    ["a tag", customerTagged("1", "VIP", "added"), "TAG#VIP"],
    ["an account", accountLinked("recharge:7"), "ACCOUNT#recharge:7"],
    ["a review, by its rating", reviewUpdated({ id: "judgeme:1", rating: 4 }), "REVIEW#judgeme:1#4"],
    ["a move of points", pointsMoved({ id: "m-1" }), "POINTS-MOVE#m-1"],
    ["points without an expiry", pointsStated("smile", { balance: 1 }), "POINTS#smile"],
    ["points with an expiry", pointsStated("smile", { balance: 1, expiresAt: start }), "POINTS#smile#EXPIRY"],
    ["a subscription", subscriptionUpdated({ id: "s-1" }), "SUBSCRIPTION#s-1"],
  ])("is a part of the key, under which it has been kept all along: %s", (_what, event, key) => {
    const { version, who, data } = event;
    expect(factOf(event)).toMatchObject({ key, version, at: start, who, data });
  });

  it("is the event itself where a deletion names nothing", () => {
    const event = checkoutDeleted({});
    expect(factOf(event)?.key).toBe(`CHECKOUT-DELETED#${event.id}`);
  });

  it.each<[string, Event]>([
    ["consent.stated", consentStated("1", [])],
    ...ofNoPerson.map((event): [string, Event] => [event.type, event]),
  ])("is no fact of its own of a person: %s", (_type, event) => {
    expect(factOf(event)).toBeUndefined();
  });
});

describe("what tells whose an event is", () => {
  const [checkout, cart, order] = [
    { kind: "checkout", value: "c-1" },
    { kind: "cart", value: "k-1" },
    { kind: "order", value: "o-1" },
  ] as const;

  it.each<[string, Event, readonly Ref[]]>([
    ["a cart", cartUpdated("k-1"), [cart]],
    ["a checkout without a cart", checkoutUpdated({ token: "c-1" }), [checkout]],
    ["a checkout", checkoutUpdated({ token: "c-1", cartToken: "k-1" }), [checkout, cart]],
    ["a deletion by cart", checkoutDeleted({ cartToken: "k-1" }), [cart]],
    ["a deletion by an id alone", checkoutDeleted({ checkoutId: "7" }), []],
    ["an order", orderUpdated({ id: "o-1" }), [order]],
    [
      "an order that began at a checkout",
      orderUpdated({ id: "o-1", checkoutToken: "c-1", cartToken: "k-1" }),
      [order, checkout, cart],
    ],
    ["a refund", refundCreated("r-1", "o-1"), [order]],
    ["a refund of somebody who is named", refundCreated("r-1", "o-1", { who: customer("1") }), [order]],
    ["an account", accountLinked("recharge:7"), [{ kind: "account", value: "recharge:7" }]],
    [
      "a subscription",
      subscriptionUpdated({ id: "s-1", account: "recharge:7" }),
      [{ kind: "account", value: "recharge:7" }],
    ],
    ["a subscription of no known account", subscriptionUpdated({ id: "s-1" }), []],
    ["a customer", customerUpdated({ id: "1" }), []],
    ["a merge", customerMerged("1", "2"), []],
    ["consent", consentStated("1", []), []],
    ["a move of points", pointsMoved({ id: "m-1" }), []],
    ...ofNoPerson.map((event): [string, Event, readonly Ref[]] => [event.type, event, []]),
  ])("besides its own words, the one it is known by first: %s", (_what, event, refs) => {
    expect(refsOf(event)).toEqual(refs);
  });

  it.each<[string, Who, readonly Ref[]]>([
    ["of nobody is its order", {}, [order]],
    ["of a guest without an address is its order", { contact: {} }, [order]],
    ["of a customer is the customer alone", customer("1"), []],
    ["of an e-mail address is that alone", ada, []],
    ["of a phone is that alone", guest(undefined, "+12125550147"), []],
  ])("and of a review %s", (_what, who, refs) => {
    expect(refsOf(reviewUpdated({ id: "judgeme:1", orderId: "o-1" }, { who }))).toEqual(refs);
  });
});

describe("the links of a fact", () => {
  const checkout = (data: object = {}, more: object = {}) =>
    factOf(checkoutUpdated({ token: "c-1", ...data }, { who: ada, ...more }))?.links;

  it("stay the same while a later body names the same people, tokens and consents", () => {
    expect(checkout({ total: "99.00" }, { at: plus(start, minutes(5)) })).toBe(checkout());
  });

  it.each<[string, object, object]>([
    ["another person", {}, { who: guest("bea@customer.example") }],
    ["another token", { cartToken: "k-1" }, {}],
    ["another consent", {}, { consents: [says("granted", "ada@customer.example", start)] }],
  ])("change where a body names %s", (_what, data, more) => {
    expect(checkout(data, more)).not.toBe(checkout());
  });

  it("are a short digest that tells nothing of whom it names, since every fact has one", () => {
    expect(checkout()).toMatch(/^[\w-]{12}$/);
  });
});
