import { feedbackOf, SesEvent } from "../../shared/feedback/ses-event.ts";

const mail = { messageId: "ses-1", tags: { "comeback-store": ["demo"], "comeback-message": ["m1"] } };
const feedback = (event: object) => feedbackOf(SesEvent.parse({ mail, ...event }));
const bounced = [{ emailAddress: "ana@example.com" }, { emailAddress: "Bob <bob@example.com>" }];
const bounce = (more: object) => feedback({ eventType: "Bounce", bounce: { bouncedRecipients: bounced, ...more } });

test("an event names its message, the store, the provider's id and the moment", () => {
  const delivery = { timestamp: "2026-11-05T15:00:07Z", recipients: ["ana@example.com"] };
  expect(feedback({ eventType: "Delivery", delivery })).toEqual({
    report: "delivery",
    message: "m1",
    store: "demo",
    from: undefined,
    providerId: "ses-1",
    at: "2026-11-05T15:00:07.000Z",
    outcome: "accepted",
    addresses: [{ kind: "delivery", address: "ana@example.com" }],
  });
});

test.each([
  ["Send", "send", "accepted"],
  ["Delivery", "delivery", "accepted"],
  ["DeliveryDelay", "delay", "accepted"],
  ["Bounce", "bounce", "accepted"],
  ["Complaint", "complaint", "accepted"],
  ["Open", "open", "accepted"],
  ["Click", "click", "accepted"],
  ["Reject", "reject", "rejected"],
  ["Rendering Failure", "rendering-failure", "rejected"],
  ["Subscription", undefined, "accepted"],
  ["Something New", undefined, "accepted"],
])("%s is kept as %s and says that the message was %s", (eventType, report, outcome) => {
  expect(feedback({ eventType })).toMatchObject({ report, outcome, addresses: [] });
  expect(feedback({ notificationType: eventType })).toMatchObject({ report, outcome });
});

test("a permanent bounce suppresses each of its addresses, also one written with a name", () => {
  expect(bounce({ bounceType: "Permanent" }).addresses).toEqual([
    { kind: "suppress", address: "ana@example.com", reason: "hard-bounce" },
    { kind: "suppress", address: "bob@example.com", reason: "hard-bounce" },
  ]);
});

test.each([
  ["Transient", "General"],
  ["Transient", "MailboxFull"],
  ["Undetermined", "Undetermined"],
])("a bounce %s/%s counts against each of its addresses and suppresses none", (bounceType, bounceSubType) => {
  const { addresses } = bounce({ bounceType, bounceSubType, feedbackId: "f-1" });
  expect(addresses.map(({ kind }) => kind)).toEqual(["soft-bounce", "soft-bounce"]);
});

test.each([
  { bounceType: "Transient", bounceSubType: "MessageTooLarge" },
  { bounceType: "Transient", bounceSubType: "ContentRejected" },
  { bounceType: "Transient", bounceSubType: "AttachmentRejected" },
  ...["5.3.4", "5.2.3", "5.6.1", "5.7.1", "5.7.26", "4.7.0"].map((status) => ({
    bounceType: status.startsWith("5") ? "Permanent" : "Transient",
    bouncedRecipients: [{ emailAddress: "ana@example.com", status }],
  })),
])("a bounce for size or content, %j, never counts against an address", (more) => {
  expect(bounce(more).addresses).toEqual([]);
});

test.each(["5.1.1", "5.2.1", "5.4.4", "5.0.0", ""])(
  "a permanent bounce of status %j is about the address",
  (status) => {
    const bouncedRecipients = [{ emailAddress: "ana@example.com", status }];
    expect(bounce({ bounceType: "Permanent", bouncedRecipients }).addresses).toHaveLength(1);
  },
);

test("two bounces of one mail at two times are two, one told twice is one", () => {
  const soft = (timestamp: string) => bounce({ bounceType: "Transient", timestamp }).addresses[0];
  expect(soft("2026-11-05T15:00:00Z")).toEqual(soft("2026-11-05T15:00:00Z"));
  expect(soft("2026-11-05T15:00:00Z")).not.toEqual(soft("2026-11-05T16:00:00Z"));
});

test.each(["abuse", "fraud", "virus", "other", undefined, null])(
  "a complaint of type %p suppresses each of its addresses",
  (complaintFeedbackType) => {
    const complaint = { complaintFeedbackType, complainedRecipients: bounced };
    const { report, addresses } = feedback({ eventType: "Complaint", complaint });
    expect(report).toBe("complaint");
    expect(addresses).toHaveLength(2);
  },
);

test("that something is no spam is no complaint", () => {
  const complaint = { complaintFeedbackType: "not-spam", complainedRecipients: bounced };
  expect(feedback({ eventType: "Complaint", complaint })).toMatchObject({ report: undefined, addresses: [] });
});

test("a notification of an identity names its message by the header that we sent", () => {
  const headers = [
    { name: "Subject", value: "Hello" },
    { name: "x-comeback-message", value: " m1 " },
  ];
  const told = feedback({
    notificationType: "Bounce",
    mail: { messageId: "ses-1", headers, source: "Ana <a@shop.example>" },
  });
  expect(told).toMatchObject({ message: "m1", store: undefined, from: "a@shop.example" });
});

test("an event of a mail that is not ours names no message", () => {
  expect(feedback({ eventType: "Delivery", mail: { messageId: "other" } })).toMatchObject({
    message: undefined,
    store: undefined,
  });
});
