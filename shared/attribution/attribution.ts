import { days, elapsed, hours, type Instant, toMilliseconds } from "../events/instant.ts";
import type { Decimal } from "../events/money.ts";
import type { Person, PersonOrder } from "../profile/person.ts";
import type { Settings } from "../settings/settings.ts";
import { humanClicks } from "./clicks.ts";
import { worthOf } from "./worth.ts";

/** An order, and the message that it is owed to. */
export type Attribution = {
  readonly order: string;
  readonly orderedAt: Instant;
  readonly message: string;
  readonly flow: string;
  readonly step: string;
  /** By which rule: the message was clicked, or it was a text that went out shortly before. */
  readonly by: "click" | "text";
  /** When it was clicked, or went out. */
  readonly at: Instant;
  /** What the store has of the order by now: refunds are taken off. */
  readonly amount: Decimal;
  readonly currency: string;
};

type Touch = Pick<Attribution, "message" | "flow" | "step" | "at">;

/** The last touch before an order that is no older than the window. Touches come oldest first. */
const lastBefore = (touches: readonly Touch[], at: Instant, windowMilliseconds: number): Touch | undefined =>
  touches.findLast((touch) => touch.at <= at && elapsed(touch.at, at) <= windowMilliseconds);

const byTime = (a: Touch, b: Touch): number => a.at.localeCompare(b.at) || a.message.localeCompare(b.message);

const isSale = ({ test }: PersonOrder): boolean => !test;

/**
 * Which orders of a person are owed to which message, oldest first: an order to the last message that was clicked within
 * the store's window before it, else to the last text that went out within its own. Opens never count: mail programs open
 * mails by themselves. SNS tells no delivery, so a text counts from the moment SNS took it.
 *
 * A fold of orders, refunds, clicks and texts, all of which are facts: the same in any order and any number of copies. An
 * order counts from when it was placed, so a click after it never does.
 */
export const attributionsOf = (
  person: Pick<Person, "orders" | "clicks" | "sentTexts">,
  { attribution: { clickDays, textHours } }: Pick<Settings, "attribution">,
): readonly Attribution[] => {
  const clicks = humanClicks(person.clicks);
  const texts = [...person.sentTexts].sort(byTime);
  const orders = [...new Map(person.orders.map((order) => [order.id, order])).values()];
  return orders.filter(isSale).flatMap((order): Attribution[] => {
    const { id, createdAt, currency } = order;
    const click = lastBefore(clicks, createdAt, toMilliseconds(days(clickDays)));
    const touch = click ?? lastBefore(texts, createdAt, toMilliseconds(hours(textHours)));
    if (touch === undefined) return [];
    const { message, flow, step, at } = touch;
    const by = click === undefined ? "text" : "click";
    return [{ order: id, orderedAt: createdAt, message, flow, step, by, at, amount: worthOf(order), currency }];
  });
};
