import type { EventData, EventName } from "../../events/catalogue.ts";
import type { Instant } from "../../events/instant.ts";
import type { ConsentStatement, Who } from "../../events/parts.ts";
import type { JsonRecord } from "../reading/record.ts";
import type { SourceStore } from "../source.ts";

/** What came with a body. */
export type Delivery = {
  readonly store: SourceStore;
  readonly receivedAt: Instant;
  /** When Shopify sent it, at the latest the receipt. */
  readonly triggeredAt: Instant;
};

/** One name of the catalogue with the data that belongs to it. */
export type Fact = { [N in EventName]: { readonly type: N; readonly data: EventData<N> } }[EventName];

/** One thing that a body tells. */
export type Told = {
  readonly fact: Fact;
  /** When the thing last changed by Shopify's clock: orders the bodies about it. */
  readonly changedAt: Instant;
  readonly who: Who;
  readonly consents: ConsentStatement[];
};
export type Reading =
  | { readonly kind: "told"; readonly tellings: readonly Told[] }
  /** A body of a known topic that says nothing, such as a merge that failed. */
  | { readonly kind: "nothing" }
  /** What cannot do without is missing; the reason begins with its path. */
  | { readonly kind: "unreadable"; readonly reason: string };

export type Reader = (body: JsonRecord, delivery: Delivery) => Reading;

export const told = (fact: Fact, changedAt: Instant, who: Who = {}, consents: ConsentStatement[] = []): Reading => ({
  kind: "told",
  tellings: [{ fact, changedAt, who, consents }],
});

export const nothing: Reading = { kind: "nothing" };

export const missing = (path: string): Reading => ({ kind: "unreadable", reason: `${path}: missing or malformed` });
