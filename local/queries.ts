import type { Decision } from "../shared/engine/decision.ts";
import type { Instant } from "../shared/events/instant.ts";
import type { ProfileView } from "../shared/queries/profile.ts";
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
