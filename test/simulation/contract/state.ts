import type { Event } from "../../../shared/events/catalogue.ts";
import type { Instant } from "../../../shared/events/instant.ts";
import type { Moment } from "./moment.ts";

export type ProfileState = {
  /** The HMAC the table knows it by. */
  readonly id: string;
  readonly members: readonly string[];
  readonly customerId: string | undefined;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly tags: readonly string[] | undefined;
  readonly customerDeleted: boolean;
  /** The latest name of the customer, and their place. */
  readonly customer: unknown;
  readonly carts: readonly { readonly token: string; readonly updatedAt: Instant }[];
  readonly checkouts: readonly {
    readonly token: string;
    readonly updatedAt: Instant;
    readonly completedAt: Instant | undefined;
    readonly deleted: boolean;
    readonly total: string;
  }[];
  readonly orders: readonly {
    readonly id: string;
    readonly createdAt: Instant;
    readonly updatedAt: Instant;
    readonly cancelledAt: Instant | undefined;
    readonly financialStatus: string | undefined;
    readonly total: string;
    readonly refunds: readonly { readonly id: string; readonly amount: string | undefined }[];
  }[];
  /** Every statement, and what stands at the end for every address that has any, by channel and purpose. */
  readonly consents: readonly {
    readonly channel: "email" | "text";
    readonly addressHash: string;
    readonly purpose: string;
    readonly state: "granted" | "revoked";
    readonly at: Instant;
    readonly source: string;
    readonly pending: boolean;
  }[];
  readonly standing: readonly {
    readonly channel: "email" | "text";
    readonly addressHash: string;
    readonly purpose: string;
    readonly granted: boolean;
    readonly why: string;
  }[];
  readonly reviews: readonly {
    readonly id: string;
    readonly rating: number;
    readonly updatedAt: Instant;
    readonly deleted: boolean;
  }[];
  readonly moves: readonly {
    readonly id: string;
    readonly kind: string;
    readonly points: number;
    readonly at: Instant;
  }[];
  readonly statements: readonly { readonly source: string; readonly balance: number; readonly statedAt: Instant }[];
  readonly subscriptions: readonly { readonly id: string; readonly status: string }[];
  readonly pointsBalance: number;
  /** The review of the complaint that holds promotions back now. */
  readonly openComplaint: string | undefined;
  readonly preferences: unknown;
  readonly erasedAt: Instant | undefined;
};

export type AddressStatus = {
  readonly hash: string;
  readonly suppressed: { readonly reason: string; readonly at: Instant } | undefined;
  readonly stops: Readonly<Record<string, Instant>>;
};

export type MessageState = {
  readonly id: string;
  readonly run: string;
  readonly person: string;
  readonly flow: string;
  readonly step: string;
  readonly channel: "email" | "text" | "support";
  readonly status: string;
  readonly reason: string | undefined;
  readonly claimedAt: Instant;
  readonly sendingAt: Instant | undefined;
  readonly settledAt: Instant | undefined;
  /** Every status it has had, by true time. */
  readonly history: readonly { readonly at: Moment; readonly status: string; readonly invocation: number }[];
};

export type RunState = {
  readonly id: string;
  readonly flow: string;
  readonly subject: string;
  readonly person: string;
  readonly openedAt: Instant;
  readonly plan: readonly { readonly id: string; readonly channel: string; readonly dies: string }[];
  readonly steps: Readonly<Record<string, { readonly state: string; readonly at: Instant; readonly reason?: string }>>;
  readonly heldOut: boolean;
  readonly finished: { readonly reason: string; readonly at: Instant } | undefined;
  readonly nextWakeAt: Instant | undefined;
  /** Whether a wake of it is scheduled or waits in the queue. */
  readonly wakePending: boolean;
};

export type DecisionState = {
  readonly at: Instant;
  readonly by: string;
  readonly person: string;
  readonly run: string;
  readonly flow: string;
  readonly step: string;
  readonly outcome: string;
  readonly reason: string;
  readonly gates: readonly { readonly gate: string; readonly pass: boolean }[];
};

/** One store at the end, as plain JSON. */
export type StoreState = {
  readonly store: string;
  readonly profiles: readonly ProfileState[];
  readonly addresses: readonly AddressStatus[];
  readonly messages: readonly MessageState[];
  readonly runs: readonly RunState[];
  readonly decisions: readonly DecisionState[];
  readonly rejected: readonly {
    readonly source: string;
    readonly topic: string;
    readonly reason: string;
    readonly body: string;
  }[];
  /** What waits at a token for somebody to be known: the events. */
  readonly waiting: readonly Event[];
  readonly products: readonly { readonly id: string; readonly title: string | undefined; readonly deleted: boolean }[];
  readonly uninstalledAt: Instant | undefined;
  readonly marketingPausedAt: Instant | undefined;
};
