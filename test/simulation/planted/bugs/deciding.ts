import type { Planted } from "../planted.ts";

/** Mistakes by which something goes out that should not. */
export const deciding: readonly Planted[] = [
  {
    id: "settings-kept-by-the-process",
    what: "A process goes by what it read of a store for three hours.",
    file: "functions/send-message/handler.ts",
    find: "  return consumeEach(\n    OutboxMessage,\n    async ({ store: storeId, message: id }, record) => {\n      const message = await readMessage(table, storeId, id);\n      const store = await readStore(table, storeId);",
    replace:
      "  const stores = new Map<string, { readonly at: Instant; readonly store: StoreRead | undefined }>();\n  return consumeEach(\n    OutboxMessage,\n    async ({ store: storeId, message: id }, record) => {\n      const message = await readMessage(table, storeId, id);\n      const kept = stores.get(storeId);\n      const isFresh = kept !== undefined && Math.abs(elapsed(kept.at, clock.now())) < 3 * 3_600_000;\n      const store = isFresh ? kept.store : await readStore(table, storeId);\n      if (!isFresh) stores.set(storeId, { at: clock.now(), store });",
    check: "nothing-while-off",
  },
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
    id: "stop-not-kept-at-the-address",
    what: "A stop is kept at its address only where nobody is known to have said it.",
    file: "functions/public-pages/say.ts",
    find: '    if (state === "revoked") await stopAddress(table, store, addressHash, purpose, now);',
    replace: '    if (state === "revoked" && isGone(read)) await stopAddress(table, store, addressHash, purpose, now);',
    check: "a-stop-stands",
  },
  {
    id: "start-takes-later-stops-back",
    what: "A START that comes late takes back a STOP that was said after it.",
    file: "shared/store/addresses.ts",
    find: "    if (current?.said !== undefined && !supersedes(saying, current.said)) return undefined;",
    replace:
      "    if (current?.said !== undefined && current.said.keyword === keyword && !supersedes(saying, current.said)) return undefined;",
    check: "a-stop-stands",
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
    id: "early-report-lost",
    what: "What a provider tells of a mail before its record is settled says nothing about its address.",
    file: "functions/run-chore/feedback.ts",
    find: "  for (const id of stores) await takeOutcomes(ports, id, feedback, message !== undefined);",
    replace:
      '  for (const id of stores) if (message?.status !== "unknown") await takeOutcomes(ports, id, feedback, message !== undefined);',
    check: "suppressed-as-reported",
  },
  {
    id: "one-yes-a-day",
    what: "Of the same word by the same source one a day is kept, so that a yes after a no after a yes is lost.",
    file: "shared/profile/facts.ts",
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
  {
    id: "slot-release-failed",
    what: "The slot of a message that is withdrawn is given back if it can be, and stays taken if not.",
    file: "functions/send-message/handler.ts",
    find: "    await releaseSlot(table, message.store, read, message.id);\n    const { store, person, run, correlationId } = message;",
    replace:
      "    await releaseSlot(table, message.store, read, message.id).catch(() => undefined);\n    const { store, person, run, correlationId } = message;",
    check: "slots-are-given-back",
  },
];
