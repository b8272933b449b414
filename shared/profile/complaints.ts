import { plusWorkingDays } from "../events/calendar.ts";
import { days, earliest, elapsed, type Instant, latest, minutes, plus, toMilliseconds } from "../events/instant.ts";
import type { Settings } from "../settings/settings.ts";
import type { Person, PersonReview } from "./person.ts";

/** Who settled a complaint: support, the customer by raising the rating, or the end of the time there is for it. */
export type ClosedBy = "support" | "customer" | "window";

/** A complaint: a review of few stars, from when it was first told until its hold ends. One per review, ever. */
export type Complaint = {
  /** The id of the review. */
  readonly id: string;
  readonly review: PersonReview;
  /** The lowest rating it has had. */
  readonly rating: number;
  readonly urgent: boolean;
  readonly openedAt: Instant;
  /** When it became urgent, where it did not begin so. */
  readonly worsenedAt: Instant | undefined;
  /** When it is settled: has been, or at the latest will be. */
  readonly closesAt: Instant;
  readonly closedBy: ClosedBy;
  /** Promotions resume at this instant. */
  readonly holdUntil: Instant;
};

/** People edit what they have just written: a rating raised this soon was never a complaint. */
export const settle = minutes(30);

/** Review apps tell of old reviews again whenever a shop touches them: one this old, never known to be better, is no news. */
const staleAfter = days(30);

type End = { readonly at: Instant; readonly by: ClosedBy };

/** When a review that is better now left its low ratings for good; undefined while it is low. */
const raisedAtOf = ({ rating, ratings }: PersonReview, threshold: number, lastLow: Instant): Instant | undefined => {
  if (rating <= threshold) return undefined;
  const [first, ...rest] = ratings
    .filter((told) => told.rating > threshold)
    .map(({ since, at }) => (since >= lastLow ? since : at))
    .filter((at) => at >= lastLow);
  return first === undefined ? lastLow : earliest(first, ...rest);
};

const complaintOf = (person: Person, review: PersonReview, settings: Settings): Complaint | undefined => {
  const { threshold, urgent, workingDays, holdDays } = settings.reviews;
  const low = review.ratings.filter(({ rating }) => rating <= threshold);
  const [first, ...others] = low;
  if (first === undefined) return undefined;
  const openedAt = earliest(first.since, ...others.map(({ since }) => since));
  const wasBetter = review.ratings.some(({ since }) => since < openedAt);
  if (!wasBetter && elapsed(review.createdAt, openedAt) > toMilliseconds(staleAfter)) return undefined;

  const raisedAt = raisedAtOf(review, threshold, latest(first.at, ...others.map(({ at }) => at)));
  const withdrawnAt = review.deleted === true ? latest(first.at, ...review.ratings.map(({ at }) => at)) : undefined;
  const takenBackAt = raisedAt ?? withdrawnAt;
  if (takenBackAt !== undefined && elapsed(openedAt, takenBackAt) < toMilliseconds(settle)) return undefined;

  const ends: [End, ...End[]] = [
    { at: plusWorkingDays(openedAt, workingDays, settings.zone), by: "window" },
    ...person.resolutions
      .filter(({ complaint }) => complaint === review.id)
      .map(({ at }) => ({ at: latest(at, openedAt), by: "support" as const })),
    // A deletion may be the shop's own doing, so it settles nothing.
    ...(raisedAt === undefined ? [] : [{ at: raisedAt, by: "customer" as const }]),
  ];
  const [end] = ends.sort((a, b) => a.at.localeCompare(b.at));
  const rating = Math.min(...low.map((told) => told.rating));
  const [worst, ...asBad] = low.filter((told) => told.rating <= urgent).map(({ since }) => since);
  const urgentAt = worst && earliest(worst, ...asBad);
  return {
    id: review.id,
    review,
    rating,
    urgent: rating <= urgent,
    openedAt,
    worsenedAt: urgentAt === openedAt ? undefined : urgentAt,
    closesAt: end.at,
    closedBy: end.by,
    holdUntil: plus(end.at, days(holdDays)),
  };
};

/** Every complaint of a person, oldest review first: a fold of their reviews and of what support said. */
export const complaintsOf = (person: Person, settings: Settings): readonly Complaint[] =>
  person.reviews.flatMap((review) => complaintOf(person, review, settings) ?? []);

/** The complaint a review is, or was; undefined when it never was one. */
export const complaintAbout = (person: Person, settings: Settings, review: string): Complaint | undefined =>
  complaintsOf(person, settings).find(({ id }) => id === review);

/**
 * The complaint that holds promotions back at an instant, and until when; undefined until when it may still be settled
 * sooner than its time ends.
 */
export const openComplaint = (
  person: Person,
  settings: Settings,
  at: Instant,
): { readonly id: string; readonly since: Instant; readonly until: Instant | undefined } | undefined => {
  const holding = complaintsOf(person, settings).filter(({ openedAt, holdUntil }) => openedAt <= at && holdUntil > at);
  const [longest] = holding.sort((a, b) => b.holdUntil.localeCompare(a.holdUntil) || a.id.localeCompare(b.id));
  if (longest === undefined) return undefined;
  const unsettled = holding.some(({ closesAt }) => closesAt > at);
  return { id: longest.id, since: longest.openedAt, until: unsettled ? undefined : longest.holdUntil };
};
