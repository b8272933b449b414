import type { Attribution } from "../shared/attribution/attribution.ts";
import type { Outcome } from "../shared/attribution/holdout.ts";
import type { Decision } from "../shared/engine/decision.ts";
import type { Instant } from "../shared/events/instant.ts";
import type { Lot, Points } from "../shared/loyalty/points.ts";
import type { TierChange } from "../shared/loyalty/tiers.ts";
import type { Complaint } from "../shared/profile/complaints.ts";
import type { Person } from "../shared/profile/person.ts";
import type { Preferences } from "../shared/profile/preferences.ts";
import type { Settings, StoreSettings } from "../shared/settings/settings.ts";
import type { MessageStatus } from "../shared/store/messages.ts";
import type { Rejected } from "../shared/store/rejected.ts";

/** What the pipeline's own records say of a message. */
export type MessageRecord = {
  readonly profileId: string;
  readonly flow: string;
  readonly step: string;
  readonly status: MessageStatus;
};

export type DecisionView = Decision & {
  readonly store: string;
  readonly profileId: string;
  readonly run: string;
  readonly flow: string;
};

/** Whether the person may be written to on a channel, and by which statement. */
export type ConsentView = {
  readonly state: "granted" | "unconfirmed" | "revoked" | "never-asked";
  readonly at: string | null;
};

/** What somebody said in the preference centre, what they did not say as null. */
export type PreferencesView = {
  readonly topics: Preferences["topics"];
  readonly birthday: Preferences["birthday"] | null;
  readonly language: Preferences["language"] | null;
  readonly pausedUntil: string | null;
  readonly paused: boolean;
  readonly at: string;
};

/** A member's points, what there is none of as null. */
export type PointsView = Omit<Points, "lots" | "lastActivity" | "nextExpiry"> & {
  readonly lots: readonly (Omit<Lot, "expiresAt"> & { readonly expiresAt: string | null })[];
  readonly lastActivity: Points["lastActivity"] | null;
  readonly nextExpiry: Points["nextExpiry"] | null;
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
  /** Undefined when nobody told. */
  readonly tags: Person["tags"] | null;
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

export type DecisionFilter = { readonly store?: string | undefined; readonly to?: string | undefined };

/** What the local pages ask of the table. None of it is counted, none of it meets a fault. */
export type LocalQueries = {
  readonly recordOf: (store: string, message: string) => Promise<MessageRecord | undefined>;
  /** Oldest first; `to` is an e-mail address, a phone number or an id of the person. */
  readonly decisions: (filter: DecisionFilter) => Promise<readonly DecisionView[]>;
  /**
   * By e-mail address, phone number, or the id of the profile or of the customer at the shop; its points and tier at any
   * moment, past or future, instead of now.
   */
  readonly profile: (store: string, key: string, at?: Instant) => Promise<ProfileView | undefined>;
  /** Signed webhooks that could not be understood, oldest first. */
  readonly rejected: (store: string | undefined) => Promise<readonly Rejected[]>;
  readonly settings: (store: string) => Promise<Settings | undefined>;
  readonly writeSettings: (settings: StoreSettings) => Promise<Settings>;
};
