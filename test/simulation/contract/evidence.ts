import type { Event } from "../../../shared/events/catalogue.ts";
import type { Instant } from "../../../shared/events/instant.ts";
import type { StoreSettings } from "../../../shared/settings/settings.ts";
import type { Act } from "./acts.ts";
import type { Fault, FunctionName, Parallel } from "./faults.ts";
import type { Moment } from "./moment.ts";
import type { StoreState } from "./state.ts";

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
