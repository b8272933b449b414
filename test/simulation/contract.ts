import type { Event } from "../../shared/events/catalogue.ts";
import type { Instant } from "../../shared/events/instant.ts";
import type { StoreSettings } from "../../shared/settings/settings.ts";

/** Milliseconds since 1970 by the one true clock, which no machine of the simulation can see. */
export type Moment = number;

/** Everything random comes from here. The same seed gives the same numbers. */
export type Random = {
  /** From 0 (inclusive) to 1. */
  readonly next: () => number;
  /** A whole number from `from` to `to`, both inclusive. */
  readonly between: (from: number, to: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly [T, ...T[]]) => T;
  /** Another stream, that depends on this one's seed and the name alone: what is drawn of one never moves another. */
  readonly fork: (name: string) => Random;
};

type Distribute<E> = E extends Event ? Omit<E, "id" | "version" | "receivedAt" | "correlationId"> : never;
/** What a body says in the language of the catalogue, as far as it does not depend on when it was received. */
export type Meant = Distribute<Event>;

/** A request as it goes over the wire; signed at `sentAt`, since some senders' signatures carry the time. */
export type Request = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

/**
 * A sender's webhook. It is sent again as Shopify does until it gets a 200 (8 times in 4 hours), then given up; the
 * simulator also sends some twice, late, and in another order.
 */
export type WebhookAct = {
  readonly kind: "webhook";
  readonly source: string;
  readonly store: string;
  /** The last part of the path, of senders that sign nothing. */
  readonly token?: string;
  readonly request: (sentAt: Instant) => Request;
  /** What the product should make of it. */
  readonly means:
    | { readonly kind: "events"; readonly events: readonly Meant[] }
    | { readonly kind: "ignored" }
    /** Kept for a person to look at. */
    | { readonly kind: "rejected" }
    /** Answered with this status, and nothing is kept. */
    | { readonly kind: "refused"; readonly status: number };
};

/** What SES tells, as EventBridge hands it over (the body of one message of the chores queue); lost, doubled and early at times. */
export type ProviderAct = {
  readonly kind: "provider-event";
  readonly store: string;
  readonly message: string;
  readonly report: "send" | "delivery" | "bounce" | "complaint" | "delay" | "reject";
  readonly body: string;
};

/** A text that somebody sends to the store, as SNS hands it over. Delivered at least once, at times twice; never lost. */
export type TextAct = {
  readonly kind: "inbound-text";
  readonly store?: string;
  readonly from: string;
  readonly words: string;
  readonly body: string;
};

/** Somebody opens, or posts a form to, one of the public pages; tried again a few times when it fails. */
export type VisitAct = {
  readonly kind: "visit";
  readonly store: string;
  readonly method: "GET" | "POST";
  /** As it stands in the message: with or without the origin, query included. */
  readonly url: string;
  readonly form?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What it does, for the oracle: the visitor's side of the story. */
  readonly does: string;
  /** The message whose link it is. */
  readonly message?: string;
};

/** What the operator does by the command line. Always succeeds, by a machine whose clock is right. */
export type OperatorAct =
  | { readonly kind: "settings"; readonly settings: StoreSettings }
  | { readonly kind: "pause"; readonly store: string; readonly reason: string }
  | { readonly kind: "resume"; readonly store: string }
  | { readonly kind: "resume-marketing"; readonly store: string }
  /** Settles every message of unknown outcome there is by then. */
  | { readonly kind: "settle-unknown"; readonly as: "sent" | "failed" };

/** Something that happens outside, at a true instant. `id` names it for ever: in traces, shrunk histories and evidence. */
export type Act = { readonly id: string; readonly at: Moment } & (
  WebhookAct | ProviderAct | TextAct | VisitAct | OperatorAct
);

export type WorkloadOptions = {
  /** About so many webhooks (first sends; what is sent again comes on top). */
  readonly webhooks: number;
  readonly startsAt: Moment;
  /** Workloads of the enumeration by name; undefined for the random one. */
  readonly scenario?: string;
};

export type Plan = {
  /** Put before anything else, without faults. Their `secrets` become those of the stage. */
  readonly settings: readonly StoreSettings[];
  readonly acts: readonly Act[];
  /**
   * What people and providers do about a message that a provider accepted: acts at or after `call.at` (SES may tell of a
   * mail before its answer arrives). `random` depends on the seed and the message alone.
   */
  readonly respond?: (call: ProviderCall, random: Random) => readonly Act[];
};

export type Workload = (random: Random, options: WorkloadOptions) => Plan;

/** What the simulator calls everything it breaks. */
export type FaultKind =
  /** The invocation ends before, or after, the effect; nothing of its memory is left. */
  | "crash-before"
  | "crash-after"
  /** The caller gets an error; the effect has not happened, or has. */
  | "timeout-before"
  | "timeout-after"
  /** Refused, provably without effect. */
  | "throttle"
  /** It happened, the answer was lost, and the SDK did it again: the caller sees the second answer. */
  | "repeat"
  /** Some entries of a PutEvents were taken, the others were not, and the answer says so. */
  | "partial";

export type FunctionName =
  | "receive-webhook"
  | "update-profile"
  | "update-catalogue"
  | "enroll"
  | "advance-run"
  | "send-message"
  | "run-chore"
  | "public-pages"
  | "sweep";

/** What an invocation was about, as far as its input tells. */
export type Subject = {
  readonly act?: string;
  readonly store?: string;
  readonly message?: string;
  readonly run?: string;
  readonly event?: string;
};

/** One fault that was injected, in the order of injection. */
export type Fault = {
  readonly at: Moment;
  /** Counts every port call of the run of this seed. */
  readonly call: number;
  /** The same when other things are taken out of the history: the invocation's name and the number of its call. */
  readonly name: string;
  /** Of the port: `table.put`, `email.send`. */
  readonly port: string;
  readonly kind: FaultKind;
  readonly invocation: number;
  readonly function: FunctionName;
  /** The record that was being handled, when it can be told. */
  readonly subjects: readonly Subject[];
  /** The key of the item, or what else the call was about. */
  readonly on: string;
};

/** Two invocations that were both under way with the same message or the same run. */
export type Parallel = {
  readonly what: "message" | "run";
  readonly id: string;
  readonly from: Moment;
  readonly to: Moment;
  readonly invocations: readonly [number, number];
};

/** What a provider was asked. It takes everything it is given, as often as it is given. */
export type ProviderCall = {
  readonly at: Moment;
  readonly channel: "email" | "text" | "support";
  readonly store: string;
  readonly message: string;
  readonly to: string;
  readonly from: string | undefined;
  /** The MIME source, or the words of a text or an alert. */
  readonly raw: string;
  readonly subject: string | undefined;
  readonly providerId: string;
  /** Whether the provider took it, whatever the caller was told. */
  readonly accepted: boolean;
  /** What the caller was told; `crashed`: it was there no more to be told anything. */
  readonly told: "accepted" | "refused" | "ambiguous" | "crashed";
  readonly function: FunctionName;
  readonly invocation: number;
  /** True time when the invocation began: what was stored by then it could read. */
  readonly begunAt: Moment;
  /** What its machine's clock said last before the call: the `now` of the decision. */
  readonly now: Instant;
  /** The record of the message in the table at the time of the call. */
  readonly record:
    | {
        readonly run: string;
        readonly flow: string;
        readonly step: string;
        readonly status: string;
        readonly kind: "marketing" | "transactional";
        readonly claimedAt: Instant;
      }
    | undefined;
};

/** An act with what became of it. */
export type ActOutcome = {
  readonly act: Act;
  /** Every time it reached us (again, twice, late), in order; `status` undefined when no answer came. */
  readonly tries: readonly {
    readonly at: Moment;
    readonly answeredAt: Moment | undefined;
    /** The clock of the machine that took it: the `receivedAt` of its events. */
    readonly now: Instant;
    readonly status: number | undefined;
  }[];
  /**
   * When it was first acknowledged: a 200 for webhooks, below 400 for visits, done for an operator, in the queue for what
   * providers tell (undefined: lost). Undefined: never, the sender has given up.
   */
  readonly acknowledgedAt: Moment | undefined;
  /** The events it became, as the bus took them: each try's own. A page's events (consent, ...) as well. */
  readonly events: readonly Event[];
  /** When everything it became had been handled once without failing, as far as it was: from then on it can be read. */
  readonly appliedAt: Moment | undefined;
};

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

export type Evidence = {
  readonly seed: number;
  readonly startsAt: Moment;
  readonly endedAt: Moment;
  readonly settings: readonly StoreSettings[];
  /** Those of the workload and those that `respond` added, in order of `at`. */
  readonly acts: readonly ActOutcome[];
  readonly calls: readonly ProviderCall[];
  readonly faults: readonly Fault[];
  readonly parallels: readonly Parallel[];
  /** How often a port was called. */
  readonly portCalls: number;
  readonly stores: readonly StoreState[];
  /** What still lies in a dead-letter queue after the redrives, and in a queue: both should be nothing. */
  readonly deadLetters: readonly { readonly queue: string; readonly body: string; readonly receives: number }[];
  readonly queued: readonly { readonly queue: string; readonly body: string }[];
  /** Every item that is left, raw, to look for what should be gone. Computed when called. */
  readonly items: () => readonly { readonly pk: string; readonly sk: string; readonly json: string }[];
  /** Every blob that is left, by key. */
  readonly blobs: () => readonly { readonly key: string; readonly text: string }[];
  /** The names the table knows people and addresses by. */
  readonly personId: (store: string, kind: "customer" | "email" | "phone", value: string) => string;
  readonly addressHash: (store: string, channel: "email" | "text", address: string) => string;
};

/** `check` names a rule of the oracle for ever; `detail` says what broke it. */
export type Violation = { readonly check: string; readonly detail: string };
export type Oracle = (evidence: Evidence) => readonly Violation[];

/** A small history of the enumeration: every port call of it is broken in every way, one run each. */
export type Scenario = { readonly name: string; readonly plan: Plan };

/*
 * Where the parts lie: `workload/workload.ts` exports `workload: Workload`, `workload/scenarios.ts` exports
 * `scenarios: readonly Scenario[]`, `oracle/oracle.ts` exports `oracle: Oracle`.
 */
