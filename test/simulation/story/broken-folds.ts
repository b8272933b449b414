import { fromEpoch } from "../../../shared/events/instant.ts";
import { tellText } from "../workload/texts.ts";
import { buyer, left, shop, startsAt } from "./acts.ts";
import { type Broken, bounce, withAct, withProfile, withState } from "./evidence.ts";
import { hash, person, state } from "./state.ts";

/** What breaks each check of what stands of everybody in the end, and nothing that a check is not about. */
export const brokenFolds: Broken = {
  "orders-stand-as-told-last": [
    [
      "the refund is missing",
      withProfile(1, { orders: state.profiles[1]?.orders.map((order) => ({ ...order, refunds: [] })) ?? [] }),
    ],
    [
      "an older state stands",
      withProfile(1, {
        orders: state.profiles[1]?.orders.map((order) => ({ ...order, financialStatus: "pending" })) ?? [],
      }),
    ],
  ],
  "checkouts-stand-as-told-last": [["it is nowhere", withProfile(0, { checkouts: [] })]],
  "consent-stands-as-said-last": [["a yes was lost", withProfile(0, { standing: [] })]],
  "a-stop-stands": [["a STOP was lost", withAct("stop", startsAt, tellText(shop, "x", left.phone, "STOP", startsAt))]],
  "points-stand-as-earned": [["some were lost", withProfile(1, { pointsBalance: 7 })]],
  "complaints-stand-as-reviewed": [["a complaint nobody made", withProfile(1, { openComplaint: "judgeme:465000001" })]],
  "suppressed-as-reported": [
    [
      "nobody complained",
      withState({
        addresses: [{ hash: "x", suppressed: { reason: "complaint", at: fromEpoch(startsAt) }, stops: {} }],
      }),
    ],
    [
      "a bounce was lost",
      withAct("bounce", startsAt, {
        kind: "provider-event",
        store: shop.id,
        message: "m-0",
        report: "bounce",
        body: bounce,
      }),
    ],
  ],
  "one-person-is-one": [["the guest was not filed", withProfile(0, { members: [hash("customer", left.customerId)] })]],
  "two-people-stay-two": [
    [
      "a token merged them",
      withProfile(0, { members: [hash("customer", left.customerId), person(left), person(buyer)] }),
    ],
  ],
};
