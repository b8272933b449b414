import type { Ports } from "../../shared/platform/all-ports.ts";
import { NotYetError } from "../../shared/platform/consume.ts";
import type { SendOutcome } from "../../shared/platform/ports.ts";
import { changeMessage, claimMessage, type Message, noteMessage } from "../../shared/store/messages.ts";

type Needs = Pick<Ports, "clock" | "table" | "metrics" | "log">;

/** A message that belongs to no run: an answer to a customer's text, or a word to support. */
export type Draft = Pick<Message, "id" | "store" | "person" | "flow" | "step" | "channel" | "correlationId">;

/** Who is sending: no two deliveries of one queue message have the same. */
export type Attempt = string;

/**
 * Claims a message for this attempt; undefined when there is nothing left to do. An attempt that did not come back may
 * have sent it: that is flagged, and never repeated by itself.
 */
const begin = async (ports: Needs, draft: Draft, attempt: Attempt): Promise<Message | undefined> => {
  const { clock, table } = ports;
  const now = clock.now();
  const sending = { status: "sending", attempt, sendingAt: now } as const;
  const message: Message = { ...draft, ...sending, run: `${draft.flow}:${draft.id}`, claimedAt: now, revision: 1 };
  if (draft.person !== "") await noteMessage(table, message, now);
  const standing = await claimMessage(table, message);
  if (standing === message) return message;
  switch (standing.status) {
    case "claimed":
      // It was throttled.
      return changeMessage(table, standing, sending);
    case "sending":
      await conclude(ports, standing, { kind: "ambiguous", reason: "another attempt did not come back" });
      return undefined;
    case "sent":
    case "failed":
    case "withdrawn":
    case "unknown":
      return undefined;
  }
};

const conclude = async ({ clock, table, metrics, log }: Needs, sending: Message, outcome: SendOutcome) => {
  const settledAt = clock.now();
  const { channel, id: message } = sending;
  switch (outcome.kind) {
    case "accepted":
      await changeMessage(table, sending, { status: "sent", settledAt, providerId: outcome.providerId });
      metrics.count("send", { channel, status: "sent" });
      return;
    case "ambiguous":
      await changeMessage(table, sending, { status: "unknown", settledAt, reason: outcome.reason });
      metrics.count("send", { channel, status: "unknown" });
      metrics.count("send-unknown");
      log.error("nobody knows whether this message went out", { message, reason: outcome.reason });
      return;
    case "refused":
      if (outcome.retry) {
        await changeMessage(table, sending, { status: "claimed", attempt: undefined, reason: outcome.reason });
        metrics.count("send-throttled", { channel });
        throw new NotYetError("The provider takes no more just now.");
      }
      await changeMessage(table, sending, { status: "failed", settledAt, reason: outcome.reason });
      metrics.count("send", { channel, status: "failed" });
      metrics.count("send-failed");
      log.error("message failed", { message, reason: outcome.reason });
  }
};

/**
 * Sends a message that no flow decided on, once or flagged, as send-message does it: claimed under an id that follows from
 * its cause, then one call of the provider, then settled. A throttle throws {@link NotYetError}, so that the cause comes
 * again. One that is throttled for half an hour is withdrawn by way of the sweep: an answer so late would puzzle.
 */
export const sendOnce = async (
  ports: Needs,
  draft: Draft,
  attempt: Attempt,
  send: (message: Message) => Promise<SendOutcome>,
): Promise<void> => {
  const sending = await begin(ports, draft, attempt);
  if (sending !== undefined) await conclude(ports, sending, await send(sending));
};
