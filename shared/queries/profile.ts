import type { Attribution } from "../attribution/attribution.ts";
import type { Outcome } from "../attribution/holdout.ts";
import type { Lot, Points } from "../loyalty/points.ts";
import type { TierChange } from "../loyalty/tiers.ts";
import type { Complaint } from "../profile/complaints.ts";
import type { Person } from "../profile/person.ts";
import type { Preferences } from "../profile/preferences.ts";

/** Whether the person may be written to on a channel, and by which statement. */
export type ConsentView = {
  readonly state: "granted" | "unconfirmed" | "revoked" | "never-asked";
  readonly at: string | null;
};

/** What somebody said in the preference centre, what they did not say as null. */
export type PreferencesView = {
  readonly topics: Preferences["topics"];
  readonly birthday: NonNullable<Preferences["birthday"]> | null;
  readonly language: NonNullable<Preferences["language"]> | null;
  readonly pausedUntil: string | null;
  readonly paused: boolean;
  readonly at: string;
};

/** A member's points, what there is none of as null. */
export type PointsView = Omit<Points, "lots" | "lastActivity" | "nextExpiry"> & {
  readonly lots: readonly (Omit<Lot, "expiresAt"> & { readonly expiresAt: string | null })[];
  readonly lastActivity: NonNullable<Points["lastActivity"]> | null;
  readonly nextExpiry: NonNullable<Points["nextExpiry"]> | null;
};

export type TierView = {
  readonly id: string;
  readonly name: string;
  readonly since: string | null;
  /** The next one down, if nothing is bought meanwhile. */
  readonly nextDrop: TierChange | null;
};

export type ProfileView = {
  readonly id: string;
  readonly store: string;
  readonly keys: {
    readonly customer: string | null;
    readonly emails: readonly string[];
    readonly phones: readonly string[];
    /** Every profile that was read together, the root first. */
    readonly profiles: readonly string[];
  };
  readonly consent: {
    readonly email: ConsentView;
    readonly text: ConsentView;
    readonly statements: Person["consents"];
  };
  /** Null while they have said nothing there. */
  readonly preferences: PreferencesView | null;
  readonly orders: Person["orders"];
  readonly checkouts: Person["checkouts"];
  readonly subscriptions: Person["subscriptions"];
  /** Null when nobody told. */
  readonly tags: NonNullable<Person["tags"]> | null;
  /** At the moment asked for; null where the store has no points. */
  readonly points: PointsView | null;
  /** At the moment asked for; null for somebody without a tier. */
  readonly tier: TierView | null;
  readonly tierChanges: readonly TierChange[];
  readonly reviews: Person["reviews"];
  readonly surveys: Person["surveys"];
  readonly complaints: readonly Complaint[];
  readonly openComplaint: { readonly id: string; readonly since: string; readonly until: string | null } | null;
  readonly clicks: Person["clicks"];
  /** The orders that are owed to a message. */
  readonly attributions: readonly Attribution[];
  /** What was bought after each flow was opened, by somebody reached or held out. */
  readonly outcomes: readonly Outcome[];
  readonly runs: Person["runs"];
  readonly sends: Person["sends"];
};
