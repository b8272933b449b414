import { feedbackOf, SesEvent } from "../../shared/feedback/ses-event.ts";

const mail = { messageId: "ses-1", tags: { "comeback-store": ["demo"], "comeback-message": ["m1"] } };
const feedback = (event: object) => feedbackOf(SesEvent.parse({ mail, ...event }));
const bounced = [{ emailAddress: "ana@example.com" }, { emailAddress: "bob@example.com" }];

test("a delivery tells that the message was accepted, and by which id", () => {
  expect(feedback({ eventType: "Delivery" })).toEqual({
    about: { store: "demo", message: "m1" },
    providerId: "ses-1",
    outcome: "accepted",
    suppress: [],
  });
});

test("a rejection tells that it will not be sent", () => {
  expect(feedback({ eventType: "Reject" }).outcome).toBe("rejected");
});

test.each([
  ["Permanent", 2],
  ["Transient", 0],
  ["Undetermined", 0],
])("a %s bounce suppresses %i of its two addresses", (bounceType, count) => {
  const { suppress } = feedback({ eventType: "Bounce", bounce: { bounceType, bouncedRecipients: bounced } });
  expect(suppress).toHaveLength(count);
});

test.each([
  ["abuse", 2],
  [undefined, 2],
  [null, 2],
  ["not-spam", 0],
])("a complaint of type %p suppresses %i of its two addresses", (complaintFeedbackType, count) => {
  const complaint = { complaintFeedbackType, complainedRecipients: bounced };
  expect(feedback({ eventType: "Complaint", complaint }).suppress).toHaveLength(count);
});

test("the older notifications are read as well", () => {
  const bounce = { bounceType: "Permanent", bouncedRecipients: bounced };
  expect(feedback({ notificationType: "Bounce", bounce }).suppress).toHaveLength(2);
});

test("an event of a mail that is not ours is about nothing", () => {
  expect(feedback({ eventType: "Delivery", mail: { messageId: "other" } }).about).toBeUndefined();
});
