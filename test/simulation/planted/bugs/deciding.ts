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
  {
    id: "one-yes-a-day",
    what: "Of the same word by the same source one a day is kept, so that a yes after a no after a yes is lost.",
    file: "shared/profile/said-facts.ts",
    find: `rest.purpose, rest.at, rest.source, rest.state]`,
    replace: `rest.purpose, rest.at.slice(0, 10), rest.source, rest.state]`,
    check: "consent-stands-as-said-last",
  },
  {
    id: "report-write-failed",
    what: "What a bounce means for an address is passed over where it cannot be written, and the message is settled.",
    file: "functions/run-chore/address-outcomes.ts",
    find: '    await take(ports, store, keys.address("email", email), outcome, feedback);',
    replace: '    await take(ports, store, keys.address("email", email), outcome, feedback).catch(() => undefined);',
    check: "suppressed-as-reported",
  },
];
