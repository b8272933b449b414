import { localDate } from "../../events/calendar.ts";
import { fromEpoch, type Instant, toEpoch } from "../../events/instant.ts";
import { type Lot, type Points, pointsOf } from "../../loyalty/points.ts";
import { remember } from "../../loyalty/remember.ts";

/** A lot that will be lost, and the month of the store's calendar in which it can be used for the last time. */
export type Doomed = Lot & { readonly expiresAt: Instant; readonly month: string };

export type Balance = {
  readonly points: Points;
  readonly lots: ReadonlyMap<string, Lot>;
  /** What will be lost, the first to go first. */
  readonly doomed: readonly Doomed[];
};

/** The last moment at which points can be used that expire at this one. */
export const lastMoment = (expiry: Instant): Instant => fromEpoch(toEpoch(expiry) - 1);

/** The month of the store's calendar in which points can be used for the last time. */
export const monthOf = (expiry: Instant, zone: string): string => localDate(lastMoment(expiry), zone).slice(0, 7);

const byDate = (a: Doomed, b: Doomed): number => a.expiresAt.localeCompare(b.expiresAt) || a.id.localeCompare(b.id);

/** The points of a person, read from the ledger once for all their runs; undefined where the store has none. */
export const balanceOf = remember((person, settings, now): Balance | undefined => {
  const points = pointsOf(person, settings, now);
  if (points === undefined) return undefined;
  const doomed = points.lots.flatMap((lot) => {
    const { left, expiresAt } = lot;
    return left > 0 && expiresAt !== undefined ? [{ ...lot, expiresAt, month: monthOf(expiresAt, settings.zone) }] : [];
  });
  return { points, lots: new Map(points.lots.map((lot) => [lot.id, lot])), doomed: doomed.sort(byDate) };
});
