import { fromEpoch } from "../../../shared/events/instant.ts";
import type { MessageState, RunState, StoreState } from "../contract/state.ts";
import type { Human } from "../workload/people.ts";
import { hour, minute } from "../workload/shop.ts";
import { buyer, goods, left, sale, shop, startsAt, truncated } from "./acts.ts";

/** What the table knows somebody or an address by. */
export const hash = (kind: string, value: string): string => `<${kind}|${value}>`;
export const person = (human: Human): string => hash("email", human.email);
export const sentAt = startsAt + 4 * hour + minute;

const nobody = {
  ...{ tags: undefined, customerDeleted: false, customer: undefined, customerId: undefined, phones: [], carts: [] },
  ...{
    checkouts: [],
    orders: [],
    consents: [],
    standing: [],
    reviews: [],
    moves: [],
    statements: [],
    subscriptions: [],
  },
  ...{ pointsBalance: 0, openComplaint: undefined, preferences: undefined, erasedAt: undefined },
};
const total = (goods[0]?.product.price ?? 0) / 100;

export const message: MessageState = {
  ...{ id: "m-1", run: "r-1", person: hash("customer", left.customerId), flow: "abandoned-checkout" },
  ...{
    step: "reminder-1",
    channel: "email",
    status: "sent",
    reason: undefined,
    claimedAt: fromEpoch(sentAt - 1_000),
  },
  ...{ sendingAt: fromEpoch(sentAt - 20), settledAt: fromEpoch(sentAt + 20), history: [] },
};

export const run: RunState = {
  ...{ id: "r-1", flow: "abandoned-checkout", subject: "t-1", person: hash("customer", left.customerId), plan: [] },
  ...{
    openedAt: fromEpoch(startsAt + 2_000),
    steps: {},
    heldOut: false,
    nextWakeAt: undefined,
    wakePending: false,
  },
  finished: { reason: "completed", at: fromEpoch(sentAt + hour) },
};

/** The store at the end of the story: one reminder went out, and all stands as it was told. */
export const state: StoreState = {
  store: shop.id,
  profiles: [
    {
      ...nobody,
      id: hash("customer", left.customerId),
      members: [hash("customer", left.customerId), person(left)],
      emails: [left.email],
      checkouts: [
        {
          token: "t-1",
          updatedAt: fromEpoch(startsAt),
          completedAt: undefined,
          deleted: false,
          total: total.toFixed(2),
        },
      ],
      standing: [
        {
          channel: "email",
          addressHash: hash("email", left.email),
          purpose: "marketing",
          granted: true,
          why: "granted",
        },
      ],
    },
    {
      ...nobody,
      id: person(buyer),
      members: [person(buyer)],
      emails: [buyer.email],
      standing: [
        {
          channel: "email",
          addressHash: hash("email", buyer.email),
          purpose: "marketing",
          granted: true,
          why: "granted",
        },
      ],
      orders: [
        {
          ...{ id: sale.id, createdAt: fromEpoch(startsAt), updatedAt: fromEpoch(startsAt), cancelledAt: undefined },
          ...{ financialStatus: "paid", total: total.toFixed(2) },
          refunds: [{ id: "8900000000001", amount: total.toFixed(2) }],
        },
      ],
    },
  ],
  addresses: [],
  messages: [message],
  runs: [run],
  decisions: [
    {
      ...{ at: fromEpoch(sentAt - 1_000), by: "wake", person: hash("customer", left.customerId), run: "r-1" },
      ...{ flow: "abandoned-checkout", step: "reminder-1", outcome: "send", reason: "all-gates-pass", gates: [] },
    },
  ],
  rejected: [
    { source: "shopify", topic: "orders/create", reason: "no JSON", body: truncated.request(fromEpoch(startsAt)).body },
  ],
  waiting: [],
  products: [],
  uninstalledAt: undefined,
  marketingPausedAt: undefined,
};
