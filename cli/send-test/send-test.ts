import type { Composed } from "../../shared/engine/flow.ts";
import { composeEmail } from "../../shared/messaging/mime.ts";
import { hashId } from "../../shared/store/keys.ts";
import { normaliseEmail, normalisePhone } from "../../shared/profile/contact.ts";
import type { SendOutcome } from "../../shared/platform/ports.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { FailedError, UsageError } from "../errors.ts";
import type { Stage } from "../stage.ts";

const sendMail = async (
  stage: Stage,
  settings: Settings,
  composed: Extract<Composed, { channel: "email" }>,
  to: string,
): Promise<SendOutcome> => {
  const { id: store, brand } = settings;
  const now = stage.now();
  const message = hashId("test", store, to, composed.subject, now);
  const { from, replyTo } = brand;
  const raw = await composeEmail({
    from,
    replyTo,
    to: { email: to },
    subject: `[Test] ${composed.subject}`,
    html: composed.html,
    text: composed.text,
    headers: {},
    messageId: `<${message}@${from.email.slice(from.email.lastIndexOf("@") + 1)}>`,
    date: now,
  });
  return stage.email.send({ message, store, from: `${from.name} <${from.email}>`, to, raw });
};

/**
 * Sends a message as it was written to one address, once, marked as a test. It is no message of the pipeline: nothing is kept
 * of it, no gate is asked. Throws a {@link UsageError} for an address that it can't go to, a {@link FailedError} where the
 * provider did not take it.
 */
export const sendTest = async (
  stage: Stage,
  settings: Settings,
  composed: Exclude<Composed, { channel: "support" }>,
  address: string,
): Promise<string> => {
  const to = composed.channel === "email" ? normaliseEmail(address) : normalisePhone(address, settings.country);
  if (to === undefined)
    throw new UsageError(
      composed.channel === "email"
        ? `This message is an email, and ${address} is no email address.`
        : `This message is a text, and ${address} is no phone number with its country code (+12125550147).`,
    );
  const message = hashId("test", settings.id, to, composed.channel, stage.now());
  const outcome =
    composed.channel === "email"
      ? await sendMail(stage, settings, composed, to)
      : await stage.text.send({ message, store: settings.id, to, body: composed.body, from: settings.text.number });
  switch (outcome.kind) {
    case "accepted":
      return outcome.providerId;
    case "refused":
      throw new FailedError(`The provider refused it: ${outcome.reason}. \`npx comeback doctor\` looks for the cause.`);
    case "ambiguous":
      throw new FailedError(
        `Nobody knows whether it went out: ${outcome.reason}. Look into the mailbox before you try again.`,
      );
  }
};
