import { staffMatcher } from "../../profile/identity.ts";
import { subscribedProducts } from "../../profile/subscribed.ts";
import type { Facts } from "../facts.ts";
import { inheritedStep, reentryHeld } from "../reentry.ts";
import { type Gate, type GateContext, skip } from "./gate.ts";

/** True when a message advertises products, and its reader gets every one of them by subscription already. */
const isSubscribed = ({ facts, step }: GateContext): boolean => {
  const promoted = step.promotes();
  if (promoted.length === 0) return false;
  const subscribed = subscribedProducts(facts.person);
  return promoted.every((product) => subscribed.has(product));
};

/** The first of the person's tags that is among these; storefronts do not mind how a tag is capitalised. */
const tagAmong = ({ person }: Facts, tags: readonly string[]): string | undefined => {
  const plain = (tag: string): string => tag.trim().toLowerCase();
  const listed = new Set(tags.map(plain));
  return person.tags?.find((own) => listed.has(plain(own)));
};

const isChannelOff = ({ settings, flow, step }: GateContext): boolean =>
  step.channel !== "support" && settings.flows[flow.id]?.channels?.[step.channel] === false;

/** By the address it goes to, or by any that the shop has of this customer: its staff's own phones are not all listed. */
const isOfStaff = ({ facts: { person }, bound, recipient }: GateContext, staff: readonly string[]): boolean => {
  const { customer } = bound.subject.who;
  const own = [recipient?.address, person.customer?.email, person.customer?.phone, customer?.email, customer?.phone];
  const isListed = staffMatcher(staff);
  return own.some((address) => address !== undefined && isListed(address));
};

export const exclusions: Gate = (context) => {
  const { facts, settings, bound, step } = context;
  const { tags, wholesale, countries, staff } = settings.exclusions;
  const tag = tagAmong(facts, tags);
  const isWholesale = tagAmong(facts, wholesale) !== undefined || facts.person.orders.at(-1)?.business === true;
  const country = bound.subject.place?.country ?? facts.person.customer?.place?.country;
  const isStaff = isOfStaff(context, staff);
  const { customerDeleted } = facts.person;
  const exclusion = [
    customerDeleted && "customer-deleted",
    tag !== undefined && "excluded-tag",
    isWholesale && "wholesale",
    countries.some((excluded) => excluded === country) && "excluded-country",
    isStaff && "staff",
    isSubscribed(context) && "already-subscribed",
  ].find((reason) => reason !== false);
  const excluded = step.kind === "marketing" ? exclusion : undefined;
  const off = isChannelOff(context) ? "channel-off" : undefined;
  const reason = off ?? excluded ?? inheritedStep(context) ?? reentryHeld(context) ?? step.guard();
  return {
    inputs: {
      customerDeleted,
      tag: tag ?? null,
      wholesale: isWholesale,
      country: country ?? null,
      staff: isStaff,
      reason: reason ?? null,
    },
    verdict: reason === undefined ? undefined : skip(reason),
  };
};
