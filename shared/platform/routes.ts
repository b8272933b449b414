import type { EventName } from "../events/catalogue.ts";
import type { QueueName } from "./queues.ts";

/** One rule of the bus: events with exactly these detail types, from exactly our source, go to this queue. */
export type Route = {
  readonly name: string;
  readonly queue: QueueName;
  readonly events: readonly EventName[];
  /** The flow that the rule is of: its id goes along, since an event may go to the queue by the rules of several. */
  readonly flow?: string;
};

/** The rules that do not depend on any flow. */
export const fixedRoutes = [
  {
    name: "facts",
    queue: "facts",
    events: [
      "cart.updated",
      "checkout.updated",
      "checkout.deleted",
      "order.updated",
      "refund.created",
      "customer.updated",
      "customer.deleted",
      "customer.merged",
      "customer.tagged",
      "account.linked",
      "consent.stated",
      "review.updated",
      "points.moved",
      "points.stated",
      "subscription.updated",
    ],
  },
  { name: "catalogue", queue: "catalogue", events: ["product.updated", "product.deleted"] },
  {
    name: "chores",
    queue: "chores",
    events: ["store.uninstalled", "person.redacted", "person.requested", "store.redacted"],
  },
] as const satisfies readonly Route[];

/**
 * Events that may name nobody, and open runs: one that had to wait until it was known to whom it belongs is published
 * once more then.
 */
export const publishedAgain: readonly EventName[] = [
  "order.updated",
  "review.updated",
  "points.moved",
  "points.stated",
];

/** What a flow says about the rule it needs. */
export type Triggered = { readonly id: string; readonly triggers: readonly { readonly event: EventName }[] };

/**
 * Every rule of the bus: the fixed ones and one per flow, named after it. The stack and the local run are both built
 * from this list, so an event takes the same way on either.
 */
export const routesFor = (flows: readonly Triggered[]): readonly Route[] => [
  ...fixedRoutes,
  ...flows.map((flow): Route => ({
    name: `flow-${flow.id}`,
    flow: flow.id,
    queue: "enrolments",
    events: flow.triggers.map(({ event }) => event),
  })),
];
