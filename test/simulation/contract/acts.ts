import type { Event } from "../../../shared/events/catalogue.ts";
import type { Instant } from "../../../shared/events/instant.ts";
import type { StoreSettings } from "../../../shared/settings/settings.ts";
import type { Moment } from "./moment.ts";

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
