import { defineFlow, on } from "../../engine/define-flow.ts";
import type { Enrolment, Extras, StepContext } from "../../engine/flow.ts";
import type { EventOf } from "../../events/catalogue.ts";
import { days, minutes } from "../../events/instant.ts";
import { sumOf } from "../../events/money.ts";
import { pointsOf } from "../../loyalty/points.ts";
import { HttpUrl } from "../../messaging/http-url.ts";
import { PersonName } from "../../messaging/person-name.ts";
import type { Settings } from "../../settings/settings.ts";
import { exits, isGift, isPaidBack } from "./exits.ts";
import { find, flowId, isFulfilled, momentsOf, type OrderSubject, rhythm } from "./subject.ts";
import { isSoldOut, suggestionOf } from "./suggestion.ts";
import { incentive, nudge, rewards, thankYou } from "./templates/templates.ts";

type Context = StepContext<OrderSubject>;

/** Ten of a hundred second orders come after it (docs/flows.md). */
const stopsAfter = 100;

/** A refund of some of it may be of the shipping alone: the refund itself tells. */
const isPaid = (status: string | undefined): boolean => status === "paid" || status === "partially_refunded";

const enrol = ({ data }: EventOf<"order.updated">, settings: Settings): Enrolment => {
  const refused = (reason: string): Enrolment => ({ kind: "none", reason, subject: data.id });
  if (data.test) return refused("test-order");
  if (data.cancelledAt !== undefined) return refused("cancelled");
  if (isPaidBack(data)) return refused("refunded");
  if (!isPaid(data.financialStatus) || !isFulfilled(data)) return { kind: "none", reason: "not-paid-and-fulfilled" };
  if (isGift(data, settings)) return refused("gift");
  const fulfilled = data.fulfilledAt ?? data.updatedAt;
  return {
    kind: "open",
    subject: data.id,
    activityAt: fulfilled,
    worth: { amount: data.total, currency: data.currency },
    // When people return is not for an order to say: this is the latest that matters, and the facts say sooner.
    moments: momentsOf({ ordered: data.createdAt, fulfilled, returnsAfter: stopsAfter }, settings.zone),
  };
};

const nameOf = ({ subject, facts }: Context) =>
  PersonName.safeParse(subject.order.firstName ?? facts.person.customer?.firstName).data;

const availablePoints = ({ facts, settings, now }: Context): number =>
  pointsOf(facts.person, settings, now)?.available ?? 0;

const shownRewards = 3;

const rewardParams = (context: Context) => {
  const { loyalty, currency } = context.settings;
  const points = availablePoints(context);
  const dearestFirst = [...loyalty.rewards].sort((a, b) => b.points - a.points);
  const next = dearestFirst.findLast((reward) => reward.points > points);
  return {
    firstName: nameOf(context),
    points,
    names: loyalty.names,
    worth:
      loyalty.value === undefined
        ? undefined
        : { amount: sumOf([{ price: loyalty.value, quantity: points }]), currency },
    rewards: dearestFirst.filter((reward) => reward.points <= points).slice(0, shownRewards),
    next: next && { name: next.name, missing: next.points - points },
  };
};

const httpUrl = (text: string | undefined): string | undefined => HttpUrl.safeParse(text).data;

const nudgeParams = (context: Context & Extras) => {
  const { consumable } = context.subject;
  const product = consumable ? context.facts.products.get(consumable.productId) : suggestionOf(context);
  const title = consumable?.title || product?.title;
  return {
    firstName: nameOf(context),
    reorder: consumable !== undefined,
    product: title === undefined ? undefined : { title, imageUrl: httpUrl(product?.imageUrl) },
    link: httpUrl(product?.url) ?? context.settings.brand.websiteUrl,
  };
};

const promoted = (context: Context): readonly string[] => {
  const { consumable } = context.subject;
  const product = consumable?.productId ?? suggestionOf(context)?.id;
  return product === undefined ? [] : [product];
};

const nudgeGuard = (context: Context): string | undefined => {
  if (context.subject.consumable?.title === "") return "nothing-to-name";
  return isSoldOut(context) ? "sold-out" : undefined;
};

const marketing = { kind: "marketing", purpose: "offers" } as const;

/**
 * Somebody bought for the first time: thanks, what their points buy, and a word at about the time when this store's
 * customers come back. The numbers are the field's (docs/flows.md); every one can be changed by the store.
 */
export const secondPurchase = defineFlow<OrderSubject>({
  id: flowId,
  priority: 10,
  triggers: [on("order.updated", enrol)],
  moments: {
    ordered: `the first order; for goods that came late, so much later that ${rhythm.rewards} days after it are ${rhythm.arrival} days after the fulfilment`,
    fulfilled: "the fulfilment of the first order, once that is paid",
    return:
      "when customers of this store usually come back (the median of its own gaps, once enough are known), or the end of the supply of what is used up; for goods that came late, later",
  },
  settle: minutes(10),
  maxAge: days(stopsAfter),
  // One person has one first order.
  reentry: undefined,
  find,
  exits,
  steps: (step) => [
    step.email({
      id: "thank-you",
      kind: "transactional",
      purpose: "marketing",
      after: { after: minutes(0), of: "fulfilled" },
      dies: days(3),
      template: thankYou,
      params: (context) => ({ firstName: nameOf(context), orderName: context.subject.order.name || undefined }),
    }),
    step.email({
      ...marketing,
      id: "rewards",
      purpose: "points",
      after: { after: days(rhythm.rewards), of: "ordered" },
      dies: days(7),
      guard: (context) => (availablePoints(context) > 0 ? undefined : "no-points"),
      template: rewards,
      params: rewardParams,
    }),
    step.email({
      ...marketing,
      id: "nudge",
      after: { before: days(rhythm.nudge), of: "return" },
      dies: days(7),
      guard: nudgeGuard,
      promotes: promoted,
      template: nudge,
      params: nudgeParams,
    }),
    step.email({
      ...marketing,
      id: "incentive",
      after: { after: days(rhythm.incentive), of: "return" },
      dies: days(14),
      guard: ({ settings }) => (settings.discount.kind === "none" ? "no-incentive" : undefined),
      wantsDiscount: () => true,
      template: incentive,
      params: (context) => ({ firstName: nameOf(context), discount: context.discount }),
    }),
  ],
});
