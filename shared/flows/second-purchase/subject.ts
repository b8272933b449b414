import type { Subject } from "../../engine/flow.ts";
import type { Facts } from "../../engine/facts.ts";
import { plusDays } from "../../events/calendar.ts";
import { earliest, type Instant, latest } from "../../events/instant.ts";
import type { Order } from "../../events/parts.ts";
import { firstProductsOf } from "../../habits/gap.ts";
import type { PersonOrder } from "../../profile/person.ts";
import { subscribedProducts } from "../../profile/subscribed.ts";
import type { Settings } from "../../settings/settings.ts";

export const flowId = "second-purchase";

/** In days of the calendar where the store is. */
export const rhythm = {
  /** What the points buy, so long after the order: the returns window is over (docs/flows.md). */
  rewards: 14,
  /** The nudge, so long before the return. */
  nudge: 7,
  /** The incentive, so long after it. */
  incentive: 14,
  /** Nothing is advertised sooner after the fulfilment than this: the goods have to arrive first. */
  arrival: 3,
  /** When the goods came late, the nudge comes at least so long after what the points buy. */
  apart: 7,
} as const;

/** Something of the order that is used up, and how many days all of it lasts. */
export type Consumable = { readonly productId: string; readonly title: string; readonly days: number };

export type OrderSubject = Subject & { readonly order: PersonOrder; readonly consumable: Consumable | undefined };

type Dates = { readonly ordered: Instant; readonly fulfilled: Instant; readonly returnsAfter: number };

/**
 * The moments of the sequence. Where the goods came late it follows them: the order counts as so much later that what
 * the points buy comes {@link rhythm} `arrival` days after the fulfilment, and the return as so much later that the
 * nudge keeps its distance from both.
 */
export const momentsOf = ({ ordered, fulfilled, returnsAfter }: Dates, zone: string) => {
  const { rewards, nudge, arrival, apart } = rhythm;
  const late = plusDays(fulfilled, arrival - rewards, zone);
  const soonest = plusDays(fulfilled, arrival + nudge + (late > ordered ? apart : 0), zone);
  return {
    ordered: latest(ordered, late),
    fulfilled,
    return: latest(plusDays(ordered, returnsAfter, zone), soonest),
  };
};

/** The days from first to second order: the store's own median once enough is known, within its limits. */
export const gapDaysOf = ({ habits }: Pick<Facts, "habits">, { secondPurchase }: Settings): number => {
  const { gapDays, samples, least, most } = secondPurchase;
  if (habits.gapDays === undefined || habits.samples < samples) return gapDays;
  return Math.max(least, Math.min(most, habits.gapDays));
};

/** What of an order is used up first; of what its owner does not get by subscription, as long as there is any such. */
const consumableOf = (order: PersonOrder, facts: Facts, settings: Settings): Consumable | undefined => {
  const bought = new Map<string, { title: string; quantity: number }>();
  for (const { productId, title, quantity, giftCard } of order.lines) {
    if (productId === undefined || quantity === 0 || giftCard === true) continue;
    const known = bought.get(productId);
    bought.set(productId, { title: known?.title ?? title, quantity: (known?.quantity ?? 0) + quantity });
  }
  const subscribed = subscribedProducts(facts.person);
  const found = [...bought].flatMap(([productId, { title, quantity }]) => {
    const product = facts.products.get(productId);
    const lasts = product?.supplyDays ?? settings.secondPurchase.supplyDays[productId];
    if (lasts === undefined) return [];
    const name = product?.title ?? title;
    return [{ productId, title: name, days: lasts * quantity, held: subscribed.has(productId) }];
  });
  const [first] = found.sort((a, b) => Number(a.held) - Number(b.held) || a.days - b.days);
  return first && { productId: first.productId, title: first.title, days: first.days };
};

/** Whether all of an order is on its way; of one that says nothing of it, whether it says when that happened. */
export const isFulfilled = ({ fulfillmentStatus, fulfilledAt }: Order): boolean =>
  fulfillmentStatus === undefined ? fulfilledAt !== undefined : fulfillmentStatus === "fulfilled";

/**
 * When an order was fulfilled: never later than its run was opened, which was on hearing of it. So later changes of an
 * order do not move it whose source does not tell, or tells the last change.
 */
const fulfilledAt = (order: PersonOrder, { person }: Facts): Instant => {
  const told = order.fulfilledAt ?? order.updatedAt;
  const run = person.runs.find(({ flow, subject }) => flow === flowId && subject === order.id);
  if (run === undefined) return told;
  return isFulfilled(order) ? earliest(told, run.openedAt) : run.openedAt;
};

/** The first order as the facts have it now. */
export const find = (facts: Facts, id: string, settings: Settings): OrderSubject | undefined => {
  const order = facts.person.orders.find((candidate) => candidate.id === id);
  if (order === undefined) return undefined;
  const consumable = consumableOf(order, facts, settings);
  const fulfilled = fulfilledAt(order, facts);
  const returnsAfter = consumable?.days ?? gapDaysOf(facts, settings);
  return {
    id,
    order,
    consumable,
    createdAt: order.createdAt,
    activityAt: fulfilled,
    who: order.who,
    worth: { amount: order.total, currency: order.currency },
    place: order.place,
    locale: order.locale ?? facts.person.customer?.locale,
    productIds: [...new Set(order.lines.flatMap(({ productId }) => productId ?? []))],
    moments: momentsOf({ ordered: order.createdAt, fulfilled, returnsAfter }, settings.zone),
    suggestAfter: firstProductsOf(order),
    refs: [{ kind: "order", value: id }],
  };
};
