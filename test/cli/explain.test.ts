import { hours, plus } from "../../shared/events/instant.ts";
import { checkoutUpdated, customerUpdated, guest, says, start } from "../support/events.ts";
import { createWorld } from "../support/world.ts";
import { commandLine } from "./support/command-line.ts";
import { stageOf } from "./support/stage-of-world.ts";

const email = "ada@customer.example";

const setup = async () => {
  const world = await createWorld();
  await world.publish(
    checkoutUpdated({ token: "c-1" }, { who: guest(email), consents: [says("granted", email, start)] }),
  );
  await world.runUntil(plus(start, hours(5)));
  const { run } = commandLine({ stage: stageOf(world) });
  return { world, explain: (...words: string[]) => run("explain", "demo", ...words) };
};

test("a message is explained by its id: every gate at both times it was asked", async () => {
  const { world, explain } = await setup();
  const { code, out } = await explain(world.emails[0]?.message ?? "");
  expect(code).toBe(0);
  expect(out).toMatch(/^Message \S+ \(Abandoned checkout, the first mail\): sent/);
  expect(out).toContain("the first mail: sent  (when it was due)");
  expect(out.match(/^ {4}yes/gm)?.length).toBeGreaterThanOrEqual(13);
  expect(out).not.toContain(email);
});

test("a person is explained by their address: what went out, and what did not", async () => {
  const { world, explain } = await setup();
  const { out } = await explain("Ada@Customer.example");
  expect(out).toContain(`the first mail: sent  (when it was due)  message ${world.emails[0]?.message}`);
  expect(out).toMatch(/the text: not sent, .*\n(?: {4}.*\n)* {4}NO /);
});

test("somebody about whom nothing was decided is told so, with where to look", async () => {
  const { world, explain } = await setup();
  await world.publish(customerUpdated({ id: "42", email: "bo@customer.example" }));
  const { code, out } = await explain("bo@customer.example");
  expect([code, out]).toEqual([0, expect.stringContaining("npx comeback profile show")]);
});

test("what is neither a message nor somebody who is known is wrongly called", async () => {
  const { explain } = await setup();
  expect(await explain("nobody@customer.example")).toEqual({
    code: 2,
    out: expect.stringMatching(/knows nobody as nobody@customer\.example.*or the id of a message/),
  });
});
