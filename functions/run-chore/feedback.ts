import type { Feedback, Report } from "../../shared/feedback/ses-event.ts";
import { earliest, type Instant } from "../../shared/events/instant.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { correlateWith } from "../../shared/platform/correlation.ts";
import { ConflictError } from "../../shared/store/item.ts";
import { changeMessage, type Message, readMessage } from "../../shared/store/messages.ts";
import { takeOutcomes } from "./address-outcomes.ts";
import { countReport } from "./count-report.ts";
import { findMessage, storesOfSender } from "./find-message.ts";
import type { Attempt } from "./send-once.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "support" | "metrics" | "log">;

/** What the record of a message becomes by a report; undefined when it says so already. */
const changeBy = (
  message: Message,
  { report, outcome, providerId }: Feedback,
  at: Instant,
  now: Instant,
): Parameters<typeof changeMessage>[2] | undefined => {
  const known = report && message.reports?.[report];
  const reports =
    report !== undefined && (known === undefined || at < known)
      ? { ...message.reports, [report]: at }
      : message.reports;
  const wasRejected = message.status === "failed" && message.providerId !== undefined;
  const status = outcome === "rejected" || wasRejected ? "failed" : "sent";
  if (reports === message.reports && message.status === status) return undefined;
  const reason = outcome === "rejected" ? "rejected by the provider" : wasRejected ? message.reason : undefined;
  return { reports, status, providerId, reason, settledAt: message.settledAt ?? now };
};

const attempts = 4;

/** Settles the message as its provider knows it, from whatever state our own record is in, and keeps what it told. */
const settle = async ({ table, clock, metrics, log }: Needs, first: Message, feedback: Feedback): Promise<void> => {
  let message: Message | undefined = first;
  for (let attempt = 0; attempt < attempts && message !== undefined; attempt += 1) {
    const now = clock.now();
    const change = changeBy(message, feedback, feedback.at ?? now, now);
    if (change === undefined) return;
    if ((await changeMessage(table, message, change)) !== undefined) {
      if (change.status === message.status) return;
      if (change.status === "failed") metrics.count("send-failed");
      return log.info("message settled by its provider", {
        message: message.id,
        was: message.status,
        status: change.status,
      });
    }
    message = await readMessage(table, message.store, message.id);
  }
  if (message !== undefined) throw new ConflictError("The message was changed by others again and again.");
};

const counted: readonly Report[] = ["send", "delivery", "delay", "bounce", "complaint"];

/**
 * Takes what SES tells of a message: what it means for the addresses first, then for the store's complaint rate, then it
 * settles the message. Events come twice, in any order, and before our own record is written; each of the three depends on
 * the set of events alone. Of a mail that is not ours, but was sent in the name of a store, its bounce or complaint holds
 * for that store's messages too.
 */
export const recordFeedback = async (ports: Needs, feedback: Feedback, attempt: Attempt): Promise<void> => {
  const { table, clock, log, metrics } = ports;
  const { report, providerId, store, from } = feedback;
  if (report === undefined) return log.info("event of a mail that says nothing we keep", { providerId });
  const message = await findMessage(table, feedback);
  const correlationId = message?.correlationId ?? feedback.correlationId;
  if (correlationId !== undefined) correlateWith(correlationId);
  const known = message?.store ?? store;
  const stores = known !== undefined ? [known] : await storesOfSender(table, from);
  for (const id of stores) await takeOutcomes(ports, id, feedback, message !== undefined);
  metrics.count("mail-report", { report });
  if (message === undefined) return log.info("event of a message that is not ours", { providerId, report });
  if (counted.includes(report)) {
    const sentAt = earliest(clock.now(), message.sendingAt ?? message.claimedAt);
    await countReport(ports, message, report, sentAt, attempt);
  }
  await settle(ports, message, feedback);
};
