import type { Feedback } from "../../shared/feedback/ses-event.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { NotYetError } from "../../shared/platform/consume.ts";
import { normaliseEmail } from "../../shared/profile/contact.ts";
import { suppressAddress } from "../../shared/store/addresses.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { changeMessage, readMessage } from "../../shared/store/messages.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "metrics" | "log">;

/** Settles the message as its provider knows it, from whatever state our own record is in. */
const settle = async ({ table, clock, metrics, log }: Needs, feedback: Feedback): Promise<void> => {
  const { about, providerId, outcome } = feedback;
  const message = about && (await readMessage(table, about.store, about.message));
  if (message === undefined) return log.info("event of a message that is not ours", { providerId });
  const status = outcome === "rejected" ? "failed" : "sent";
  if (message.status === status || (message.status === "failed" && outcome === "accepted" && message.providerId))
    return;
  const reason = outcome === "rejected" ? "rejected by the provider" : undefined;
  const settledAt = message.settledAt ?? clock.now();
  if (!(await changeMessage(table, message, { status, providerId, reason, settledAt })))
    throw new NotYetError("The message was changed meanwhile.");
  if (status === "failed") metrics.count("send-failed");
  log.info("message settled by its provider", { message: message.id, was: message.status, status });
};

/**
 * Takes what SES tells of a message: settles it, and suppresses addresses that bounced for good or complained. Events
 * come twice and in any order; the first reason of a suppression stands.
 */
export const recordFeedback = async (ports: Needs, feedback: Feedback): Promise<void> => {
  const { table, clock, secrets, metrics } = ports;
  await settle(ports, feedback);
  if (feedback.about === undefined) return;
  const { store } = feedback.about;
  const keys = createKeys((await secrets.read()).root, store);
  for (const { address, reason } of feedback.suppress) {
    const email = normaliseEmail(address);
    if (email === undefined) continue;
    await suppressAddress(table, store, keys.address("email", email), { reason, at: clock.now() });
    metrics.count("suppressed", { reason });
  }
};
