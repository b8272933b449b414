import { hours, plus } from "../../shared/events/instant.ts";
import { readMessage } from "../../shared/store/messages.ts";
import { checkoutUpdated, guest, says, start } from "../support/events.ts";
import { createWorld, keys } from "../support/world.ts";
import { commandLine } from "./support/command-line.ts";
import { stageOf } from "./support/stage-of-world.ts";

const email = "ada@customer.example";

/** A customer whose first reminder went out, or did not: its provider's answer was lost. */
const setup = async () => {
  const world = await createWorld();
  await world.publish(
    checkoutUpdated({ token: "c-1" }, { who: guest(email), consents: [says("granted", email, start)] }),
  );
  world.answers.next.push({ kind: "ambiguous", reason: "TimeoutError" });
  await world.runUntil(plus(start, hours(5)));
  const message = world.emails[0]?.message ?? "";
  const { run } = commandLine({ stage: stageOf(world) });
  const settle = (...words: string[]) => run("messages", "settle", ...words, "--stage", "dev");
  const slots = async () => (await world.person(keys.person("email", email))).person.sends.length;
  return { world, message, settle, slots };
};

test.each([
  ["sent", 1],
  ["failed", 0],
])("a message of unknown outcome is settled as %s, keeps %i slots, and is not sent again", async (outcome, kept) => {
  const { world, message, settle, slots } = await setup();
  expect(await slots()).toBe(1);
  expect((await settle("demo", message, outcome, "--dry-run")).code).toBe(0);
  expect(await readMessage(world.table, "demo", message)).toMatchObject({ status: "unknown" });
  expect((await settle("demo", message, outcome)).code).toBe(0);
  expect(await readMessage(world.table, "demo", message)).toMatchObject({ status: outcome });
  expect(await slots()).toBe(kept);
  await world.runUntil(plus(start, hours(12)));
  expect(world.emails).toHaveLength(1);
  expect(await settle("demo", message, "failed")).toEqual({ code: 2, out: expect.stringContaining("is not unknown") });
});

test.each([
  [["demo", "nothing", "sent"], "There is no message nothing of the store demo"],
  [["demo", "nothing", "lost"], "The outcome is sent or failed"],
])("called as %j it says what is wrong", async (words, saying) => {
  const { settle } = await setup();
  expect(await settle(...words)).toEqual({ code: 2, out: expect.stringContaining(saying) });
});
