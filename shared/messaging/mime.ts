import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import * as z from "zod";
import { type Instant, toEpoch } from "../events/instant.ts";
import { normaliseEmail } from "../profile/contact.ts";
import { toSingleLine } from "./single-line.ts";

export type Mailbox = { readonly name?: string | undefined; readonly email: string };

export type EmailParts = {
  readonly from: Mailbox;
  readonly replyTo: string;
  readonly to: Mailbox;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Our own headers, by name. They go out as they are, folded where they are long. */
  readonly headers: Readonly<Record<string, string>>;
  /** With its angle brackets: `<id@domain>`. */
  readonly messageId: string;
  readonly date: Instant;
};

/** Set by the composer, or by nobody: a second one would make the mail mean two things. */
const reserved =
  /^(from|sender|reply-to|to|cc|bcc|subject|date|message-id|mime-version|content-.*|dkim-signature|return-path)$/i;

const OwnHeader = z.tuple([
  z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, "must be a header name")
    .refine((name) => !reserved.test(name), "is set by the composer"),
  // RFC 5322: printable ASCII; no line over 998 characters, where only white space is a place to fold.
  z
    .string()
    .regex(/^(?=.)[ -~]{1,2000}$/, "must be printable ASCII on one line")
    .regex(/^(?!.*\S{951})/, "cannot be folded"),
]);

/** The same rule by which addresses become keys: whoever can be known by an address can be written to at it. */
const Address = z.string().refine((text) => normaliseEmail(text) !== undefined, "must be an e-mail address");
const MessageId = z.string().regex(/^<[^\s<>@]+@[^\s<>@]+>$/, "must be a message id such as <id@domain>");

const toAddress = ({ name, email }: Mailbox) => ({ name: toSingleLine(name ?? ""), address: Address.parse(email) });

/**
 * The bytes of a mail in MIME (RFC 5322, 2045): plain text and HTML as alternatives, UTF-8. The same input gives the same
 * bytes, boundary included. Line breaks in a name or subject become spaces; a wrong address, message id or header throws.
 */
export const composeEmail = async (mail: EmailParts): Promise<Uint8Array> => {
  const messageId = MessageId.parse(mail.messageId);
  const headers = Object.entries(mail.headers).map((entry) => {
    const [key, value] = OwnHeader.parse(entry);
    return { key, value: { prepared: true, foldLines: true, value } };
  });
  const composer = new MailComposer({
    from: toAddress(mail.from),
    replyTo: Address.parse(mail.replyTo),
    to: toAddress(mail.to),
    subject: toSingleLine(mail.subject),
    html: mail.html,
    text: mail.text,
    headers,
    messageId,
    date: new Date(toEpoch(mail.date)),
    baseBoundary: createHash("sha256").update(messageId).digest("hex").slice(0, 24),
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
};
