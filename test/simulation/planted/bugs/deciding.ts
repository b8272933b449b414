import type { Planted } from "../planted.ts";

/** Mistakes by which something goes out that should not. */
export const deciding: readonly Planted[] = [
  {
    id: "order-by-token-only",
    what: "An order of somebody ends the reminders of a checkout only where both name the same address.",
    file: "shared/flows/abandoned-checkout/flow.ts",
    find: "  facts.person.orders.some(({ createdAt }) => createdAt >= subject.createdAt) ||",
    replace:
      "  facts.person.orders.some(({ createdAt, who }) => createdAt >= subject.createdAt && who.contact?.email === subject.who.contact?.email) ||",
    check: "nothing-after-the-exit",
  },
  {
    id: "bounce-means-failed",
    what: "A mail that bounced is recorded as one that its provider never took.",
    file: "functions/run-chore/feedback.ts",
    find: '  const status = outcome === "rejected" || wasRejected ? "failed" : "sent";',
    replace:
      '  const status = outcome === "rejected" || wasRejected || (report === "bounce" && message.status === "sending") ? "failed" : "sent";',
    check: "record-is-true",
  },
];
