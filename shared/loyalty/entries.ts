import { plusDays } from "../events/calendar.ts";
import { type Fraction, floorOf, fractionOf, timesFraction } from "../events/fraction.ts";
import { type Instant, latest } from "../events/instant.ts";
import type { PointsMove } from "../events/parts.ts";
import type { Person } from "../profile/person.ts";
import type { Settings } from "../settings/settings.ts";
import { rulesAt } from "./editions.ts";
import { distinct, type Purchase, purchasesOf } from "./purchases.ts";

/** One thing that happens to a member's points. `id` is what it came from. */
export type Entry =
  | {
      readonly kind: "earn";
      readonly id: string;
      readonly at: Instant;
      readonly points: number;
      readonly usableAt: Instant;
      /** A date of its own, which no policy overrules. */
      readonly ownExpiry: Instant | undefined;
      /** Whether the member did it, so that their points live on. */
      readonly activity: boolean;
    }
  | { readonly kind: "expire"; readonly id: string; readonly at: Instant }
  | {
      readonly kind: "return";
      readonly id: string;
      readonly at: Instant;
      readonly lot: string;
      readonly points: number;
    }
  | { readonly kind: "spend"; readonly id: string; readonly at: Instant; readonly points: number }
  | { readonly kind: "remove"; readonly id: string; readonly at: Instant; readonly points: number };

/** More than this no order earns, so that sums of points stay exact. */
const most = 1_000_000_000_000n;

const pointsFor = (rate: Fraction, goods: Fraction): number => {
  const points = floorOf(timesFraction(rate, goods));
  return Number(points > most ? most : points);
};

/** The order keeps the points of what it keeps of its goods: each return takes the difference. */
const fromPurchase = (
  { id, at, goods, returns }: Purchase,
  rate: Fraction,
  usableAt: (at: Instant) => Instant,
): readonly Entry[] => {
  const points = pointsFor(rate, goods);
  if (points === 0) return [];
  const earned: Entry = { kind: "earn", id, at, points, usableAt: usableAt(at), ownExpiry: undefined, activity: true };
  let kept = points;
  const taken = returns.map(({ cause, at, left }): Entry => {
    const before = kept;
    kept = pointsFor(rate, left);
    return { kind: "return", id: cause, at, lot: id, points: before - kept };
  });
  return [earned, ...taken];
};

const fromMove = ({ id: move, kind, points, at, usableAt = at, expiresAt }: PointsMove): Entry => {
  const id = `move:${move}`;
  switch (kind) {
    case "earned":
    case "granted":
      return {
        kind: "earn",
        id,
        at,
        points,
        usableAt: latest(at, usableAt),
        ownExpiry: expiresAt,
        activity: kind === "earned",
      };
    case "spent":
      return { kind: "spend", id, at, points };
    case "removed":
      return { kind: "remove", id, at, points };
  }
};

/** Everything up to an instant that the store's own ledger is made of, in no particular order. */
export const entriesOf = (person: Person, settings: Settings, until: Instant): readonly Entry[] => {
  const rules = rulesAt(settings);
  const bought = purchasesOf(person, settings.currency, until).flatMap((purchase) => {
    const { rate, pendingDays } = rules(purchase.at);
    return fromPurchase(purchase, fractionOf(rate), (at) => plusDays(at, pendingDays, settings.zone));
  });
  const moved = distinct(person.moves)
    .filter(({ at }) => at <= until)
    .map(fromMove);
  return [...bought, ...moved];
};
