import { fromEpoch } from "../../../shared/events/instant.ts";
import { StoreSettings } from "../../../shared/settings/settings.ts";
import { at } from "../../support/instants.ts";
import { tellConsent } from "../workload/customers.ts";
import { tellOrder } from "../workload/orders.ts";
import { tellReview } from "../workload/others.ts";
import { day, hour, minute } from "../workload/shop.ts";
import { left, leftAs, opinion, record, sale, settings, shop, startsAt } from "./acts.ts";
import { type Broken, bounce, call, good, withAct, withCall } from "./evidence.ts";
import { sentAt } from "./state.ts";

/** What breaks each check of what may go out, to whom and when, and nothing that a check is not about. */
export const brokenGates: Broken = {
  "marketing-has-consent": [
    [
      "a no was known",
      withAct("no", startsAt + hour, tellConsent(record, "email", { state: "unsubscribed", at: startsAt + hour })),
    ],
    ["nobody was asked", withCall({ to: "nobody@home.example" })],
  ],
  "marketing-keeps-quiet-hours": [["it was three in the morning", withCall({ now: at("2026-03-03T08:00Z") })]],
  "marketing-keeps-the-cap": [
    [
      "another went out an hour before",
      {
        ...good,
        calls: [
          call,
          { ...call, message: "m-2", at: sentAt + hour, begunAt: sentAt + hour - 9, now: fromEpoch(sentAt + hour) },
        ],
      },
    ],
  ],
  "nothing-after-the-exit": [
    [
      "an order had been stored",
      withAct(
        "bought",
        startsAt + hour,
        tellOrder(
          { ...sale, human: left, guise: leftAs, id: "5900000000009", createdAt: startsAt + hour },
          { updatedAt: startsAt + hour, financialStatus: "paid" },
          "orders/create",
        ),
      ),
    ],
    [
      "an order under another address had its token",
      withAct(
        "bought",
        startsAt + hour,
        tellOrder(
          { ...sale, id: "5900000000009", createdAt: startsAt + hour, checkoutToken: "t-1" },
          { updatedAt: startsAt + hour, financialStatus: "paid" },
          "orders/create",
        ),
      ),
    ],
  ],
  "nothing-while-off": [
    ["the store was paused", withAct("pause", startsAt, { kind: "pause", store: shop.id, reason: "stocktaking" })],
    [
      "the flow was off",
      {
        ...good,
        settings: [StoreSettings.parse({ ...settings, flows: { "abandoned-checkout": { enabled: false } } })],
      },
    ],
  ],
  "no-marketing-during-a-hold": [
    [
      "a review of one star was open",
      withAct(
        "complaint",
        startsAt + hour,
        tellReview(
          {
            ...opinion,
            human: left,
            email: left.email,
            customerId: left.customerId,
            number: "9",
            createdAt: startsAt + hour,
          },
          1,
          startsAt + hour,
        ),
      ),
    ],
  ],
  "nothing-to-the-suppressed": [
    [
      "the address had bounced",
      withAct("bounce", startsAt, {
        kind: "provider-event",
        store: shop.id,
        message: "m-0",
        report: "bounce",
        body: bounce,
      }),
    ],
  ],
  "due-and-not-past-its-deadline": [
    ["it was not due", withCall({ now: fromEpoch(startsAt + 30 * minute) })],
    ["it was too late", withCall({ now: fromEpoch(startsAt + 2 * day) })],
  ],
};
