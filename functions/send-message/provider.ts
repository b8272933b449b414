import { fromEpoch, secondsSince, toEpoch } from "../../shared/events/instant.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import type { SendOutcome } from "../../shared/platform/ports.ts";
import type { Message } from "../../shared/store/messages.ts";
import type { Ready } from "./compose.ts";
import type { Reading } from "./judge.ts";
import { fail, flag, keepSentText, settle } from "./settle.ts";

/** A provider that throttles is asked again after this; spread, so that a crowd does not come back at once. */
const throttleDelaySeconds = (message: string): number => 30 + (message.charCodeAt(0) % 30);

/** So far may machines' clocks be apart without a retry being taken for a spare one, which the sweep would have to mend. */
const toleranceSeconds = 10;

/** Asks the provider, once, and tells what it said. */
export const hand = (
  ports: Pick<Ports, "email" | "text" | "support">,
  { id, store }: Message,
  ready: Ready,
): Promise<SendOutcome> => {
  switch (ready.channel) {
    case "email":
      return ports.email.send({ message: id, store, from: ready.from, to: ready.to, raw: ready.raw });
    case "text":
      return ports.text.send({ message: id, store, to: ready.to, body: ready.body, from: ready.from });
    case "support":
      return ports.support.send({ message: id, store, subject: ready.subject, text: ready.text });
  }
};

/** Settles an attempt by what the provider said of it. What was throttled is claimed again, and comes back by the outbox. */
export const conclude = async (
  ports: Pick<Ports, "clock" | "table" | "outbox" | "metrics" | "log">,
  sending: Message,
  outcome: SendOutcome,
  reading: Reading,
): Promise<void> => {
  const { clock, table, metrics, outbox } = ports;
  const now = clock.now();
  switch (outcome.kind) {
    case "accepted": {
      const { providerId } = outcome;
      await settle(table, sending, { status: "sent", settledAt: now, providerId, reason: undefined });
      await keepSentText(table, sending, now);
      metrics.count("send", { channel: sending.channel, status: "sent" });
      metrics.measure("send-lag", {}, secondsSince(sending.claimedAt, now));
      return;
    }
    case "ambiguous":
      return flag(ports, sending, outcome.reason, now);
    case "refused": {
      if (!outcome.retry) return fail(ports, sending, outcome.reason, { ...reading, now });
      const { store, id, correlationId } = sending;
      const delay = throttleDelaySeconds(id);
      const retryAt = fromEpoch(toEpoch(now) + (delay - toleranceSeconds) * 1000);
      const back = { status: "claimed", attempt: undefined, settledAt: undefined, retryAt } as const;
      if (!(await settle(table, sending, { ...back, reason: outcome.reason }))) return;
      await outbox.send({ store, message: id, correlationId }, delay);
      metrics.count("send-throttled", { channel: sending.channel });
    }
  }
};
