import type { EventOf } from "../../../shared/events/catalogue.ts";
import type { Moment } from "../contract/moment.ts";
import { afterWorkingDays, day, hour, minute } from "./clock.ts";

type Review = EventOf<"review.updated">;

/** What the ratings of one review come to. */
export type Complaint = {
  readonly openedAt: Moment;
  /** When the customer raised the rating for good. */
  readonly raisedAt: Moment | undefined;
  /** Promotions rest at least until then, as long as support settles nothing. */
  readonly heldAtLeastUntil: Moment;
};

/** As the field has it: three stars or fewer are a complaint, closed after five working days, held for seven days more. */
const threshold = 3;
const workingDays = 5;
const holdFor = 7 * day;
/** A rating that is raised so soon was never a complaint. */
const settle = 30 * minute;

/** The complaint that a review is, from what was told of it; undefined where it is none. */
export const complaintIn = (told: readonly Review[]): Complaint | undefined => {
  const inOrder = [...told].sort((a, b) => (a.version < b.version ? -1 : 1));
  const moment = ({ occurredAt }: Review): Moment => Date.parse(occurredAt);
  const low = inOrder.filter(({ data }) => data.rating <= threshold);
  const last = inOrder.at(-1);
  if (low.length === 0 || last === undefined) return undefined;
  const openedAt = Math.min(...low.map(moment));
  const lastLow = Math.max(...low.map(moment));
  const better = inOrder.filter(({ data, occurredAt }) => data.rating > threshold && Date.parse(occurredAt) >= lastLow);
  const raisedAt =
    last.data.rating > threshold
      ? Math.min(...better.map(moment), ...(better.length === 0 ? [lastLow] : []))
      : undefined;
  if (raisedAt !== undefined && raisedAt - openedAt < settle) return undefined;
  const closes = Math.min(openedAt + workingDays * day - 2 * hour, raisedAt ?? Infinity);
  return { openedAt, raisedAt, heldAtLeastUntil: closes + holdFor };
};

/** When a complaint is settled by itself or by its customer, give or take an hour. */
export const closesAt = ({ openedAt, raisedAt }: Complaint, zone: string): Moment =>
  Math.min(afterWorkingDays(openedAt, workingDays, zone), raisedAt ?? Infinity);

export const holdAfter = holdFor;
