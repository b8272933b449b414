/** As much of a message as SES says back of it. */
export type Mailed = { readonly id: string; readonly to: string; readonly headers: Readonly<Record<string, string>> };

const at = "2026-11-09T19:00:07.114Z";
const diagnostics = { action: "failed", diagnosticCode: "smtp; 550 5.1.1 no such user" };

/** What each kind of event says besides its mail, by SES's name for it. */
export const saying = {
  Send: () => ({ send: {} }),
  Delivery: ({ to }: Mailed) => ({
    delivery: {
      timestamp: at,
      processingTimeMillis: 812,
      recipients: [to],
      smtpResponse: "250 2.0.0 OK",
      reportingMTA: "a9-12.smtp-out.amazonses.com",
    },
  }),
  DeliveryDelay: ({ to }: Mailed) => ({
    deliveryDelay: {
      timestamp: at,
      delayType: "MailboxFull",
      expirationTime: "2026-11-10T07:00:07.114Z",
      delayedRecipients: [{ emailAddress: to, status: "4.2.2", diagnosticCode: "smtp; 452 4.2.2 mailbox full" }],
    },
  }),
  Bounce: ({ to }: Mailed) => ({
    bounce: {
      bounceType: "Permanent",
      bounceSubType: "General",
      bouncedRecipients: [{ emailAddress: to, status: "5.1.1", ...diagnostics }],
      timestamp: at,
      feedbackId: "0100019a-bounce-000000",
      reportingMTA: "dns; mx.customer.example",
    },
  }),
  Complaint: ({ to }: Mailed) => ({
    complaint: {
      complainedRecipients: [{ emailAddress: to }],
      timestamp: at,
      feedbackId: "0100019a-complaint-000000",
      userAgent: "Amazon SES Mailbox Simulator",
      complaintFeedbackType: "abuse",
      complaintSubType: null,
      arrivalDate: at,
    },
  }),
  Reject: () => ({ reject: { reason: "Bad content" } }),
  "Rendering Failure": () => ({ failure: { errorMessage: "Attribute 'name' is not present.", templateName: "none" } }),
  Open: () => ({ open: { timestamp: at, ipAddress: "192.0.2.44", userAgent: "Mozilla/5.0" } }),
  Click: () => ({
    click: {
      timestamp: at,
      ipAddress: "192.0.2.44",
      userAgent: "Mozilla/5.0",
      link: "https://shop.example",
      linkTags: null,
    },
  }),
  Subscription: () => ({
    subscription: { contactList: "all", timestamp: at, source: "UnsubscribeHeader", newTopicPreferences: {} },
  }),
} as const;
export type EventType = keyof typeof saying;

const mailOf = ({ id, to }: Mailed) => ({
  timestamp: "2026-11-09T19:00:05.001Z",
  source: "Demo Store <hello@demo-store.example>",
  sourceArn: "arn:aws:ses:us-east-1:111122223333:identity/demo-store.example",
  sendingAccountId: "111122223333",
  messageId: id,
  destination: [to],
  headersTruncated: false,
  commonHeaders: { from: ["Demo Store <hello@demo-store.example>"], to: [to], subject: "You left something behind" },
});

/** An event of a configuration set. */
export const eventOf = (mailed: Mailed, eventType: EventType, changes: object = {}) => ({
  eventType,
  ...saying[eventType](mailed),
  mail: {
    ...mailOf(mailed),
    tags: { "ses:configuration-set": ["comeback-dev"], "ses:from-domain": ["demo-store.example"] },
  },
  ...changes,
});

/** A notification of an identity, which has no tags. */
export const notificationOf = (mailed: Mailed, notificationType: EventType) => ({
  notificationType,
  ...saying[notificationType](mailed),
  mail: { ...mailOf(mailed), sourceIp: "192.0.2.10", callerIdentity: "sender" },
});

/** As EventBridge wraps an event. */
export const bridged = (detail: object) => ({
  version: "0",
  id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  "detail-type": "Email Event",
  source: "aws.ses",
  account: "111122223333",
  time: at,
  region: "us-east-1",
  resources: ["arn:aws:ses:us-east-1:111122223333:configuration-set/comeback-dev"],
  detail,
});

/** As SNS wraps whatever is put on a topic. */
export const onTopic = (message: string, id = "5f1d2a1c-70f1-5e3c-9b6e-0c8d3b9f0a11") => ({
  Type: "Notification",
  MessageId: id,
  TopicArn: "arn:aws:sns:us-east-1:111122223333:comeback-dev-inbound",
  Subject: "Amazon SES Email Event Notification",
  Message: message,
  Timestamp: "2026-11-09T14:00:01.000Z",
  SignatureVersion: "1",
  Signature: "EXAMPLE==",
  SigningCertURL: "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-example.pem",
  UnsubscribeURL: "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn",
});

const headersOf = ({ headers }: Mailed) => Object.entries(headers).map(([name, value]) => ({ name, value }));

/** Every way an event of one kind may come. A topic also carries the headers of the mail, where it is asked to. */
export const shapes: Readonly<Record<string, (mailed: Mailed, type: EventType) => object>> = {
  "an event": eventOf,
  "an event by EventBridge": (mailed, type) => bridged(eventOf(mailed, type)),
  "a notification": notificationOf,
  "a notification on a topic": (mailed, type) => {
    const notification = notificationOf(mailed, type);
    const mail = { ...notification.mail, headers: headersOf(mailed) };
    return onTopic(`${JSON.stringify({ ...notification, mail })}\n`);
  },
};

/** A text a customer sends, as End User Messaging puts it on a topic. */
export const inboundText = (from: string, body: string, inboundMessageId: string) => ({
  originationNumber: from,
  destinationNumber: "+12065550199",
  messageKeyword: "KEYWORD_111122223333",
  messageBody: body,
  inboundMessageId,
  previousPublishedMessageId: "0c1f7b1e-40d2-4b5a-8a53-1c7e44f0a0aa",
});
