import { fromEpoch, type Instant, toEpoch } from "../events/instant.ts";
import type { LoyaltyView } from "../messaging/render.ts";
import type { Person } from "../profile/person.ts";
import type { Settings } from "../settings/settings.ts";
import { pointsOf } from "./points.ts";
import { tierOf } from "./tiers.ts";

/** What every template may say of its reader's points; undefined where the store has none. */
export const loyaltyView = (person: Person, settings: Settings, now: Instant): LoyaltyView | undefined => {
  const points = pointsOf(person, settings, now);
  if (points === undefined) return undefined;
  const { available, pending, nextExpiry } = points;
  return {
    balance: available,
    pending,
    names: settings.loyalty.names,
    nextExpiry: nextExpiry && { points: nextExpiry.points, lastAt: fromEpoch(toEpoch(nextExpiry.at) - 1) },
    tier: tierOf(person, settings, now)?.tier?.name,
  };
};
