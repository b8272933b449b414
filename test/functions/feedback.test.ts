import { createHandler as createRunChore } from "../../functions/run-chore/handler.ts";
import { hours, plus } from "../../shared/events/instant.ts";
import { readAddresses } from "../../shared/store/addresses.ts";
import { claimMessage, readMessage } from "../../shared/store/messages.ts";
import { pauseMarketing, putSettings, readStore, resumeMarketing } from "../../shared/store/stores.ts";
import { listSuppressions } from "../../shared/store/suppressions.ts";
import { checkoutUpdated, guest, reviewUpdated, says, start } from "../support/events.ts";
import { storeSettings } from "../support/settings.ts";
import { createWorld, keys, recordOf, type World } from "../support/world.ts";

const email = "ada@customer.example";
const phone = "+12125550147";
const hash = keys.address("email", email);
const abandoned = checkoutUpdated(
  { token: "c-1" },
  {
    who: guest(email, phone),
    consents: [says("granted", email, start), { ...says("granted", phone, start), channel: "text" }],
  },
);

const tell = (world: World, chore: unknown) => createRunChore(world.ports)(recordOf(chore));
const sesEvent = (message: string, more: object) => ({
  source: "aws.ses",
  detail: {
    mail: { messageId: "ses-1", tags: { "comeback-store": ["demo"], "comeback-message": [message] } },
    ...more,
  },
});
const sendFirst = async (outcome: "accepted" | "ambiguous") => {
  const world = await createWorld({ settings: { text: { consentNamesCarts: false } } });
  await world.publish(abandoned);
  if (outcome === "ambiguous") world.answers.next.push({ kind: "ambiguous", reason: "TimeoutError" });
  await world.runUntil(plus(start, hours(5)));
  const [sent] = world.emails;
  return { world, message: sent?.message ?? "" };
};

describe("what SES tells", () => {
  it.each(["Send", "Delivery", "Bounce", "Complaint"])(
    "settles a message of unknown outcome: a %s proves it was taken",
    async (eventType) => {
      const { world, message } = await sendFirst("ambiguous");
      expect((await readMessage(world.table, "demo", message))?.status).toBe("unknown");
      await tell(world, sesEvent(message, { eventType }));
      expect(await readMessage(world.table, "demo", message)).toMatchObject({ status: "sent", providerId: "ses-1" });
      await world.runUntil(plus(start, hours(20)));
      expect(world.emails).toHaveLength(1);
    },
  );

  it("of a rejection makes the message failed", async () => {
    const { world, message } = await sendFirst("accepted");
    await tell(world, sesEvent(message, { eventType: "Reject" }));
    expect(await readMessage(world.table, "demo", message)).toMatchObject({ status: "failed" });
    expect(world.counted("send-failed")).toBe(1);
  });

  it.each([
    [
      "hard-bounce",
      { eventType: "Bounce", bounce: { bounceType: "Permanent", bouncedRecipients: [{ emailAddress: email }] } },
    ],
    ["complaint", { eventType: "Complaint", complaint: { complainedRecipients: [{ emailAddress: email }] } }],
  ])("of a %s suppresses the address: nothing follows, and the decision says so", async (reason, event) => {
    const { world, message } = await sendFirst("accepted");
    await tell(world, sesEvent(message, event));
    await tell(world, sesEvent(message, event));
    expect((await readAddresses(world.table, "demo", [hash])).get(hash)?.suppressed?.reason).toBe(reason);
    await world.runUntil(plus(start, hours(200)));
    expect(world.emails).toHaveLength(1);
    const decisions = await world.decisions(keys.person("email", email));
    expect(decisions.at(-1)).toMatchObject({ outcome: "skip", reason: "suppressed" });
  });

  it("of a bounce that may pass suppresses nothing", async () => {
    const { world, message } = await sendFirst("accepted");
    const bounce = { bounceType: "Transient", bouncedRecipients: [{ emailAddress: email }] };
    await tell(world, sesEvent(message, { eventType: "Bounce", bounce }));
    await world.runUntil(plus(start, hours(200)));
    expect(world.emails).toHaveLength(3);
  });

  it("of a message that is not ours changes nothing and is no failure", async () => {
    const { world } = await sendFirst("accepted");
    const [result] = await tell(world, sesEvent("nobody", { eventType: "Delivery" }));
    expect(result?.status).toBe("fulfilled");
  });

  it("keeps what became of a message, each kind with its first moment, in any order", async () => {
    const { world, message } = await sendFirst("accepted");
    const opened = (timestamp: string) => sesEvent(message, { eventType: "Open", open: { timestamp } });
    await tell(world, opened("2026-11-05T22:00:00Z"));
    await tell(world, opened("2026-11-05T21:00:00Z"));
    await tell(world, opened("2026-11-05T23:00:00Z"));
    const delivery = { timestamp: "2026-11-05T20:00:01Z", recipients: [email] };
    await tell(world, sesEvent(message, { eventType: "Delivery", delivery }));
    expect((await readMessage(world.table, "demo", message))?.reports).toEqual({
      open: "2026-11-05T21:00:00.000Z",
      delivery: "2026-11-05T20:00:01.000Z",
    });
  });

  it("of a complaint that is none suppresses nothing", async () => {
    const { world, message } = await sendFirst("accepted");
    const complaint = { complaintFeedbackType: "not-spam", complainedRecipients: [{ emailAddress: email }] };
    await tell(world, sesEvent(message, { eventType: "Complaint", complaint }));
    expect(await listSuppressions(world.table, "demo")).toEqual([]);
  });

  it.each([
    [
      "in its envelope",
      (event: object) => ({ Type: "Notification", MessageId: "n-1", Message: `${JSON.stringify(event)}\n` }),
    ],
    ["raw", (event: object) => event],
  ])("of an identity by a topic, %s, is found by the header and suppresses", async (_how, wrap) => {
    const { world, message } = await sendFirst("accepted");
    const headers = [{ name: "X-Comeback-Message", value: message }];
    const bounce = { bounceType: "Permanent", bouncedRecipients: [{ emailAddress: email }] };
    const mail = { messageId: "ses-1", headers };
    const [result] = await tell(world, wrap({ notificationType: "Bounce", mail, bounce }));
    expect(result?.status).toBe("fulfilled");
    expect(await listSuppressions(world.table, "demo")).toMatchObject([
      { channel: "email", hash, reason: "hard-bounce" },
    ]);
    expect((await readMessage(world.table, "demo", message))?.reports).toHaveProperty("bounce");
  });

  it.each([
    ["hello@juniper-oak.example", 1],
    ["Juniper <HELLO@juniper-oak.example>", 1],
    ["somebody@else.example", 0],
    [undefined, 0],
  ])("of a mail that is none of our messages, sent by %s, suppresses at %i stores", async (source, count) => {
    const { world } = await sendFirst("accepted");
    const complaint = { complainedRecipients: [{ emailAddress: "ben@customer.example" }] };
    const event = { notificationType: "Complaint", mail: { messageId: "other", source }, complaint };
    const [result] = await tell(world, { Type: "Notification", MessageId: "n-1", Message: JSON.stringify(event) });
    expect(result?.status).toBe("fulfilled");
    expect(await listSuppressions(world.table, "demo")).toHaveLength(count);
  });

  it.each([
    {
      Type: "Notification",
      MessageId: "n-1",
      Message: "Successfully validated SNS topic for Amazon SES event publishing.",
    },
    { Type: "SubscriptionConfirmation", MessageId: "n-1", Message: "You have chosen to subscribe" },
    { Type: "Notification", MessageId: "n-1", Message: "Hello world!" },
  ])("in a plain sentence, %j, asks for nothing", async (body) => {
    const { world } = await sendFirst("accepted");
    const [result] = await tell(world, body);
    expect(result?.status).toBe("fulfilled");
  });

  it("in the sentence SES begins a topic with asks for nothing where delivery is raw", async () => {
    const { world } = await sendFirst("accepted");
    const body = "Successfully validated SNS topic for Amazon SES event publishing.";
    const record = { messageId: "m-1", body, attributes: { ApproximateReceiveCount: "1" } };
    const [result] = await createRunChore(world.ports)({ Records: [record] });
    expect(result?.status).toBe("fulfilled");
  });

  it.each([{ Type: "Notification", MessageId: "n-1", Message: '{"some":"thing"}' }, { some: "thing" }])(
    "%j, which nobody sends, fails and comes to the dead letters",
    async (body) => {
      const { world } = await sendFirst("accepted");
      const [result] = await tell(world, body);
      expect(result?.status).toBe("rejected");
    },
  );

  it("of five soft bounces in a row suppresses, and of a delivery between them takes it back", async () => {
    const { world, message } = await sendFirst("accepted");
    const soft = (minute: number) => {
      const timestamp = `2026-11-06T10:0${minute}:00Z`;
      const bounce = { bounceType: "Transient", timestamp, bouncedRecipients: [{ emailAddress: email }] };
      return sesEvent(message, { eventType: "Bounce", bounce });
    };
    const reasons = async () => (await listSuppressions(world.table, "demo")).map(({ reason }) => reason);
    for (const minute of [1, 2, 3, 5, 3, 5, 1]) await tell(world, soft(minute));
    expect(await reasons()).toEqual([]);
    await tell(world, soft(6));
    expect(await reasons()).toEqual(["soft-bounces"]);
    const delivery = { timestamp: "2026-11-06T10:04:00Z", recipients: [email] };
    await tell(world, sesEvent(message, { eventType: "Delivery", delivery }));
    expect(await reasons()).toEqual([]);
    await world.runUntil(plus(start, hours(200)));
    expect(world.emails.length).toBeGreaterThan(1);
  });
});

describe("the complaint rate of a store", () => {
  const complain = async (world: World, message: string) => {
    const complaint = { complainedRecipients: [{ emailAddress: `${message}@customer.example` }] };
    return tell(world, sesEvent(message, { eventType: "Complaint", complaint }));
  };
  /** A store that has sent so many mails today, all of them delivered. */
  const sent = async (count: number) => {
    const { world } = await sendFirst("accepted");
    const now = world.clock.now;
    for (let index = 0; index < count; index += 1) {
      const id = `message-${String(index).padStart(4, "0")}`;
      const base = { id: [...id].reverse().join(""), store: "demo", person: "p", run: "r", flow: "f", step: "s" };
      await claimMessage(world.table, {
        ...base,
        channel: "email",
        status: "sent",
        claimedAt: now,
        sendingAt: now,
        correlationId: "c",
        revision: 1,
      });
      await tell(world, sesEvent(base.id, { eventType: "Delivery", delivery: { recipients: [] } }));
    }
    const messageAt = (index: number) => [...`message-${String(index).padStart(4, "0")}`].reverse().join("");
    return { world, messageAt };
  };
  const stateOf = async (world: World) => (await readStore(world.table, "demo"))?.state;

  it("is not disturbed by one complaint in ten mails, however often it is told", async () => {
    const { world, messageAt } = await sent(10);
    for (let time = 0; time < 5; time += 1) await complain(world, messageAt(0));
    expect((await stateOf(world))?.marketingPaused).toBeUndefined();
    expect(world.counted("complaint-rate-high")).toBe(0);
    expect(world.alerts).toEqual([]);
  });

  it("stops marketing when it is too high, says so once to support and to the operators", async () => {
    const { world, messageAt } = await sent(10);
    for (const index of [0, 1, 2, 2, 1, 3]) await complain(world, messageAt(index));
    expect((await stateOf(world))?.marketingPaused?.reason).toBe("3 complaints about 10 mails in 7 days, 0.60 %");
    expect(world.counted("marketing-paused")).toBe(1);
    expect(world.alerts).toMatchObject([{ store: "demo", subject: "Juniper & Oak: marketing has stopped by itself" }]);
    const before = world.emails.length;
    await world.runUntil(plus(start, hours(200)));
    expect(world.emails).toHaveLength(before);
    const decisions = await world.decisions(keys.person("email", email));
    expect(decisions.some(({ reason }) => reason === "marketing-paused")).toBe(true);
  });

  it("counts each mail once, whatever is told of it", async () => {
    const { world, messageAt } = await sent(1000);
    await tell(world, sesEvent(messageAt(7), { eventType: "Send" }));
    for (const index of [0, 1, 2]) await complain(world, messageAt(index));
    expect((await stateOf(world))?.marketingPaused).toBeUndefined();
    await complain(world, messageAt(3));
    expect((await stateOf(world))?.marketingPaused?.reason).toBe("4 complaints about 1000 mails in 7 days, 0.40 %");
  }, 60_000);

  it("begins afresh when an operator resumes: old mails count no more, new ones do", async () => {
    const { world, messageAt } = await sent(10);
    for (const index of [0, 1, 2]) await complain(world, messageAt(index));
    world.clock.now = plus(world.clock.now, hours(1));
    await resumeMarketing(world.table, "demo", world.clock.now);
    for (const index of [3, 4, 5]) await complain(world, messageAt(index));
    expect(await stateOf(world)).toMatchObject({ marketingSince: world.clock.now });
    expect((await stateOf(world))?.marketingPaused).toBeUndefined();
    await world.runUntil(plus(start, hours(200)));
    expect(world.emails.length).toBeGreaterThan(1);
  });

  it("stops marketing alone: an apology goes out, and new settings do not resume it", async () => {
    const world = await createWorld();
    await pauseMarketing(world.table, "demo", { at: start, reason: "test" });
    await putSettings(world.table, storeSettings(), start);
    await world.publish(abandoned, reviewUpdated({ id: "judgeme:1" }, { who: guest("ben@customer.example") }));
    await world.runUntil(plus(start, hours(30)));
    expect(world.emails.map(({ to }) => to)).toEqual(["ben@customer.example"]);
    expect(world.texts).toEqual([]);
  });
});
