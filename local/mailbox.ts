import { randomUUID } from "node:crypto";
import PostalMime from "postal-mime";
import { classifySendError } from "../shared/platform/adapters/classify-send-error.ts";
import type { Clock, Email, EmailSender, SendOutcome, Text, TextSender } from "../shared/platform/ports.ts";
import type { Mail, MailStore } from "./disk/mailbox.ts";
import type { Faults } from "./faults.ts";
import { SdkError } from "./sdk-error.ts";

const largestEmail = 10 * 1024 * 1024;
const phoneNumber = /^\+[1-9]\d{6,14}$/;

export type MailboxOptions = { readonly mail: MailStore; readonly clock: Clock; readonly faults: Faults };

/** Stands in for SES: reads the raw MIME as a recipient's mail program would, and keeps it on disk. */
export const createEmailSender = ({ mail, clock, faults }: MailboxOptions): EmailSender => ({
  send: (email) =>
    attempt((id) =>
      faults.call("email", "SendRawEmail", async () => mail.add(await readEmail(email, id, clock.now()))),
    ),
});

/** Stands in for SNS. */
export const createTextSender = ({ mail, clock, faults }: MailboxOptions): TextSender => ({
  send: (text) => attempt((id) => faults.call("text", "Publish", () => mail.add(readText(text, id, clock.now())))),
});

const attempt = async (accept: (id: string) => Promise<void>): Promise<SendOutcome> => {
  const providerId = randomUUID();
  try {
    await accept(providerId);
    return { kind: "accepted", providerId };
  } catch (error) {
    return classifySendError(error);
  }
};

const readEmail = async (email: Email, id: string, sentAt: string): Promise<Mail> => {
  if (email.raw.byteLength > largestEmail) {
    throw new SdkError("InvalidParameterValue", "Message length is more than 10485760 bytes long.", 400);
  }
  const parsed = await PostalMime.parse(email.raw);
  const sender = parsed.from;
  if (sender?.address === undefined || sender.address === "") {
    throw new SdkError("MessageRejected", "Missing required header 'From'.", 400);
  }
  return {
    id,
    store: email.store,
    message: email.message,
    channel: "email",
    to: email.to,
    from: sender.name === "" ? sender.address : `${sender.name} <${sender.address}>`,
    subject: parsed.subject ?? null,
    html: parsed.html ?? null,
    text: parsed.text ?? null,
    headers: Object.fromEntries(parsed.headers.map(({ originalKey, value }) => [originalKey, value])),
    sentAt,
  };
};

const readText = (text: Text, id: string, sentAt: string): Mail => {
  if (!phoneNumber.test(text.to)) {
    throw new SdkError("InvalidParameterException", "Invalid parameter: PhoneNumber is not in E.164 form.", 400);
  }
  return {
    id,
    store: text.store,
    message: text.message,
    channel: "text",
    to: text.to,
    from: text.from ?? null,
    subject: null,
    html: null,
    text: text.body,
    headers: {},
    sentAt,
  };
};
