import { createHash } from "node:crypto";
import * as z from "zod";
import { type Instant, parseInstant } from "../events/instant.ts";
import { correlationIn } from "../platform/correlation.ts";

const Recipients = z.array(z.object({ emailAddress: z.string(), status: z.string().nullish() })).default([]);
const Told = z.object({ timestamp: z.string().nullish() });
const Header = z.object({ name: z.string(), value: z.string() });

/**
 * What SES tells of a message, as far as it is used: an event of a configuration set, or a notification of an identity,
 * which has `notificationType` instead of `eventType` and no tags
 * (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html).
 */
export const SesEvent = z.object({
  eventType: z.string().optional(),
  notificationType: z.string().optional(),
  mail: z.object({
    messageId: z.string().min(1),
    /** The address in the envelope, with or without a name. */
    source: z.string().nullish(),
    tags: z.record(z.string(), z.array(z.string())).nullish(),
    headers: z.array(Header).nullish(),
  }),
  bounce: Told.extend({
    bounceType: z.string(),
    bounceSubType: z.string().nullish(),
    bouncedRecipients: Recipients,
    feedbackId: z.string().nullish(),
  }).optional(),
  complaint: Told.extend({
    complaintFeedbackType: z.string().nullish(),
    complainedRecipients: Recipients,
    feedbackId: z.string().nullish(),
  }).optional(),
  delivery: Told.extend({ recipients: z.array(z.string()).default([]) }).optional(),
  deliveryDelay: Told.optional(),
  open: Told.optional(),
  click: Told.optional(),
});
export type SesEvent = z.infer<typeof SesEvent>;

/** What can become of a message that was handed to SES. */
export const Report = z.enum([
  "send",
  "delivery",
  "delay",
  "bounce",
  "complaint",
  "reject",
  "rendering-failure",
  "open",
  "click",
]);
export type Report = z.infer<typeof Report>;

const reports: Readonly<Record<string, Report>> = {
  Send: "send",
  Delivery: "delivery",
  DeliveryDelay: "delay",
  Bounce: "bounce",
  Complaint: "complaint",
  Reject: "reject",
  "Rendering Failure": "rendering-failure",
  Open: "open",
  Click: "click",
};

/** What an event says of one address. */
export type AddressOutcome =
  | { readonly kind: "suppress"; readonly address: string; readonly reason: "hard-bounce" | "complaint" }
  | { readonly kind: "soft-bounce"; readonly address: string; readonly id: string }
  | { readonly kind: "delivery"; readonly address: string };

export type Feedback = {
  /** Undefined for an event that says nothing we keep. */
  readonly report: Report | undefined;
  /** The message by the tag or the header we sent with it; the store where a tag names it. */
  readonly message: string | undefined;
  readonly store: string | undefined;
  /** What our log lines about the message carry, by the header we sent with it. */
  readonly correlationId: string | undefined;
  /** Whom the mail came from. */
  readonly from: string | undefined;
  readonly providerId: string;
  /** By SES's clock; undefined when the event does not say. */
  readonly at: Instant | undefined;
  /** `accepted`: SES took it, whatever became of it then. `rejected`: SES took it and will not send it. */
  readonly outcome: "accepted" | "rejected";
  readonly addresses: readonly AddressOutcome[];
};

/** The address in `Ada <ada@example.com>`, or alone. */
const bare = (address: string): string => /<([^<>]+)>\s*$/.exec(address)?.[1] ?? address;

/**
 * Whether a bounce is about what was sent, not about the address: SES's own words for it, or the status codes for a
 * message too big, of a wrong kind or against a policy (RFC 3463, 3.4, 3.5, 3.7 and 3.8).
 */
const isAboutContent = (subType: string | null | undefined, status: string | null | undefined): boolean =>
  ["MessageTooLarge", "ContentRejected", "AttachmentRejected"].includes(subType ?? "") ||
  /^[45]\.(2\.3|3\.4|6\.\d+|7\.\d+)$/.test(status ?? "");

type Bounce = NonNullable<SesEvent["bounce"]>;

const bounced = (messageId: string, bounce: Bounce): readonly AddressOutcome[] =>
  bounce.bouncedRecipients.flatMap(({ emailAddress, status }): AddressOutcome[] => {
    if (isAboutContent(bounce.bounceSubType, status)) return [];
    const address = bare(emailAddress);
    if (bounce.bounceType === "Permanent") return [{ kind: "suppress", address, reason: "hard-bounce" }];
    const named = [messageId, bounce.feedbackId ?? "", bounce.timestamp ?? ""].join(" ");
    const id = createHash("sha256").update(named).digest("base64url").slice(0, 12);
    return [{ kind: "soft-bounce", address, id }];
  });

/**
 * Complaints about what was no complaint are none: `not-spam` is a reader's word that it was sorted out wrongly (RFC 6430;
 * IANA's feedback types).
 */
const isComplaint = (complaint: NonNullable<SesEvent["complaint"]>): boolean =>
  complaint.complaintFeedbackType !== "not-spam";

const addressesOf = (report: Report | undefined, event: SesEvent): readonly AddressOutcome[] => {
  const { mail, bounce, complaint, delivery } = event;
  if (report === "bounce" && bounce !== undefined) return bounced(mail.messageId, bounce);
  if (report === "complaint" && complaint !== undefined)
    return complaint.complainedRecipients.map(({ emailAddress }) => ({
      kind: "suppress",
      address: bare(emailAddress),
      reason: "complaint",
    }));
  if (report === "delivery" && delivery !== undefined)
    return delivery.recipients.map((address) => ({ kind: "delivery", address: bare(address) }));
  return [];
};

const toldAt = ({ bounce, complaint, delivery, deliveryDelay, open, click }: SesEvent): Instant | undefined =>
  parseInstant((bounce ?? complaint ?? delivery ?? deliveryDelay ?? open ?? click)?.timestamp);

const headerOf = ({ headers }: SesEvent["mail"], name: string): string | undefined =>
  headers?.find((header) => header.name.toLowerCase() === name)?.value.trim();

/**
 * What an SES event means. A permanent bounce and a complaint suppress at once, other bounces are counted (a full mailbox
 * may empty), what was bounced for its content counts for nothing.
 */
export const feedbackOf = (event: SesEvent): Feedback => {
  const { mail, complaint } = event;
  const named = reports[event.eventType ?? event.notificationType ?? ""];
  const report = named === "complaint" && complaint !== undefined && !isComplaint(complaint) ? undefined : named;
  return {
    report,
    message: mail.tags?.["comeback-message"]?.[0] ?? headerOf(mail, "x-comeback-message"),
    store: mail.tags?.["comeback-store"]?.[0],
    correlationId: correlationIn({ correlationId: headerOf(mail, "x-comeback-correlation") }),
    from: mail.source == null ? undefined : bare(mail.source),
    providerId: mail.messageId,
    at: toldAt(event),
    outcome: report === "reject" || report === "rendering-failure" ? "rejected" : "accepted",
    addresses: addressesOf(report, event),
  };
};
