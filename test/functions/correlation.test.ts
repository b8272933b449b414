import { hours, minutes, plus } from "../../shared/events/instant.ts";
import { checkoutUpdated, guest, says, start } from "../support/events.ts";
import { createWorld } from "../support/world.ts";

const email = "ada@customer.example";
const id = "JKJaXmPLvHcESHA=";

/** An abandoned checkout told by one webhook, until its first mail is out. */
const mailed = async () => {
  const world = await createWorld({ now: start });
  const who = guest(email);
  const consents = [says("granted", email, start, { source: "checkout:t-1" })];
  await world.publish(checkoutUpdated({ token: "t-1" }, { who, consents, correlationId: id }));
  await world.runUntil(plus(start, hours(6)));
  const [mail] = world.emails;
  if (mail === undefined) throw new Error("no mail went out");
  return { world, mail };
};

const report = (message: string, more: object): unknown => ({
  source: "aws.ses",
  detail: {
    eventType: "Reject",
    mail: { messageId: "p-1", tags: { "comeback-message": [message], "comeback-store": ["demo"] }, ...more },
  },
});

test("the id of a webhook goes with its event through every queue into the headers of the mail", async () => {
  const { world, mail } = await mailed();
  expect(new Set(world.scheduled.map(({ wake }) => wake.correlationId))).toEqual(new Set([id]));
  expect(new Set(world.outbox.map(({ message }) => message.correlationId))).toEqual(new Set([id]));
  expect(Buffer.from(mail.raw).toString()).toMatch(new RegExp(`^X-Comeback-Correlation: ${id}\\r?$`, "m"));
});

test("what SES tells of the mail is logged under the same id, found by the message's tag", async () => {
  const { world, mail } = await mailed();
  await world.deliver("chores", report(mail.message, {}));
  expect(world.lines.at(-1)).toMatchObject({
    message: "message settled by its provider",
    fields: { correlationId: id, message: mail.message, status: "failed" },
  });
});

test("what SES tells of a mail whose record is gone is logged under the id in its header", async () => {
  const world = await createWorld();
  await world.deliver("chores", report("gone", { headers: [{ name: "X-Comeback-Correlation", value: id }] }));
  expect(world.lines.at(-1)).toMatchObject({
    message: "event of a message that is not ours",
    fields: { correlationId: id },
  });
});

test("a record that carries no id is logged under that of its queue", async () => {
  const world = await createWorld();
  await world.deliver("facts", { source: "nobody" }, 3, "sqs-7");
  expect(world.lines).toMatchObject([
    { message: "record failed, comes again", fields: { correlationId: "sqs-7", messageId: "sqs-7", receives: 3 } },
  ]);
});

test("how late a wake came is measured in seconds, once", async () => {
  const world = await createWorld({ now: plus(start, minutes(3)) });
  const wake = { store: "demo", person: "nobody", run: "r-1", at: start, correlationId: id };
  await world.deliver("wakes", wake);
  await world.deliver("wakes", wake, 2);
  expect(world.measures).toEqual([{ name: "wake-lag", dimensions: {}, value: 180 }]);
});

test("how long a fact and a message took is measured in seconds", async () => {
  const { world } = await mailed();
  expect(world.measures).toContainEqual({ name: "fact-lag", dimensions: {}, value: 0 });
  expect(world.measures.filter(({ name }) => name === "send-lag").map(({ value }) => value)).toEqual([0]);
});
