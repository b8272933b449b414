import { createHandler as createRunChore } from "../../functions/run-chore/handler.ts";
import { hours, plus } from "../../shared/events/instant.ts";
import { readAddresses } from "../../shared/store/addresses.ts";
import { readMessage } from "../../shared/store/messages.ts";
import { rejectedOf } from "../../shared/store/rejected.ts";
import { checkoutUpdated, guest, says, start } from "../support/events.ts";
import { createWorld, keys, recordOf, type World } from "../support/world.ts";

const email = "ada@customer.example";
const phone = "+12125550147";
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
const inbound = (messageBody: string) => ({ originationNumber: phone, destinationNumber: "+12125550100", messageBody });

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
    const hash = keys.address("email", email);
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
});

describe("a text from a customer", () => {
  const textWorld = async () => {
    const world = await createWorld({ settings: { text: { consentNamesCarts: true } } });
    await world.publish(abandoned);
    return world;
  };

  it("that says stop stops texts at once and leaves mails alone", async () => {
    const world = await textWorld();
    await tell(world, inbound("Stop."));
    await world.runUntil(plus(start, hours(200)));
    expect(world.texts).toEqual([]);
    expect(world.emails).toHaveLength(3);
  });

  it("that says start takes the stop back", async () => {
    const world = await textWorld();
    await tell(world, inbound("STOP"));
    await tell(world, inbound("start"));
    await world.runUntil(plus(start, hours(200)));
    expect(world.texts).toHaveLength(1);
  });

  it("that says anything else stops nothing and is kept for a person to read", async () => {
    const world = await textWorld();
    await tell(world, inbound("stop by on Friday?"));
    await world.runUntil(plus(start, hours(200)));
    expect(world.texts).toHaveLength(1);
    expect(await rejectedOf(world.table, "demo", keys.person("phone", phone))).toMatchObject([
      { topic: "inbound-text" },
    ]);
  });
});
