import * as z from "zod";

const Recipients = z.array(z.object({ emailAddress: z.string() })).default([]);

/** What SES tells of a message, as far as it is used. `notificationType` is the older name of `eventType`. */
export const SesEvent = z.object({
  eventType: z.string().optional(),
  notificationType: z.string().optional(),
  mail: z.object({ messageId: z.string(), tags: z.record(z.string(), z.array(z.string())).default({}) }),
  bounce: z.object({ bounceType: z.string(), bouncedRecipients: Recipients }).optional(),
  complaint: z.object({ complaintFeedbackType: z.string().nullish(), complainedRecipients: Recipients }).optional(),
});

/** As EventBridge hands it to a queue. */
export const SesMessage = z.object({ source: z.literal("aws.ses"), detail: SesEvent });

export type Feedback = {
  /** The message and its store, by the tags we sent with it; undefined for a message of somebody else's. */
  readonly about: { readonly store: string; readonly message: string } | undefined;
  readonly providerId: string;
  /** `accepted`: SES took it, whatever became of it then. `rejected`: SES took it and will not send it. */
  readonly outcome: "accepted" | "rejected";
  /** Addresses that must not be written to any more, and why. */
  readonly suppress: readonly { readonly address: string; readonly reason: "hard-bounce" | "complaint" }[];
};

/**
 * What an SES event means. Only a permanent bounce suppresses (a full mailbox may empty), and every complaint but
 * `not-spam`, which is a reader's word that there was nothing to complain of (RFC 5965, IANA's feedback types).
 */
export const feedbackOf = (event: z.infer<typeof SesEvent>): Feedback => {
  const { mail, bounce, complaint } = event;
  const type = event.eventType ?? event.notificationType;
  const store = mail.tags["comeback-store"]?.[0];
  const message = mail.tags["comeback-message"]?.[0];
  const bounced = type === "Bounce" && bounce?.bounceType === "Permanent" ? bounce.bouncedRecipients : [];
  const complains = type === "Complaint" && complaint?.complaintFeedbackType !== "not-spam";
  const complained = complains ? (complaint?.complainedRecipients ?? []) : [];
  return {
    about: store === undefined || message === undefined ? undefined : { store, message },
    providerId: mail.messageId,
    outcome: type === "Reject" ? "rejected" : "accepted",
    suppress: [
      ...bounced.map(({ emailAddress }) => ({ address: emailAddress, reason: "hard-bounce" as const })),
      ...complained.map(({ emailAddress }) => ({ address: emailAddress, reason: "complaint" as const })),
    ],
  };
};
