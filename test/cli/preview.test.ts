import { hours, plus } from "../../shared/events/instant.ts";
import { checkoutUpdated, guest, says, start } from "../support/events.ts";
import { createWorld } from "../support/world.ts";
import { commandLine } from "./support/command-line.ts";
import { stageOf } from "./support/stage-of-world.ts";

const email = "ada@customer.example";

const setup = async () => {
  const world = await createWorld();
  const lines = [{ title: "Blue Teapot", quantity: 1, price: "30.00", productId: "p-1" }];
  await world.publish(
    checkoutUpdated(
      { token: "c-1", lines, lineCount: 1, total: "30.00" },
      { who: guest(email), consents: [says("granted", email, start)] },
    ),
  );
  const line = commandLine({ stage: stageOf(world) });
  return { world, ...line };
};

describe("preview", () => {
  test("writes the HTML and the text of a message with sample data", async () => {
    const { run, files } = await setup();
    const { code, out } = await run("preview", "demo", "abandoned-checkout", "reminder-1", "--out", "/pages/");
    expect(code).toBe(0);
    expect(out).toContain("written: /pages/abandoned-checkout-reminder-1.html");
    expect(out).toMatch(/Subject: +\S/);
    expect(files["/pages/abandoned-checkout-reminder-1.html"]).toContain("Linen Apron");
    expect(files["/pages/abandoned-checkout-reminder-1.txt"]).toContain("Linen Apron");
  });

  test("takes no language that is none", async () => {
    const { run, files } = await setup();
    const { code, out } = await run("preview", "demo", "abandoned-checkout", "text-1", "--locale", "german");
    expect([code, out]).toEqual([2, expect.stringContaining("Give a language such as en or de-AT.")]);
    expect(files).toEqual({});
  });

  test("speaks the language that is asked for, and counts the parts of a text", async () => {
    const { run, files } = await setup();
    const { out } = await run("preview", "demo", "abandoned-checkout", "text-1", "--locale", "de");
    expect(out).toContain("1 part");
    const english = files["./abandoned-checkout-text-1.txt"];
    await run("preview", "demo", "abandoned-checkout", "text-1", "--locale", "en");
    expect(files["./abandoned-checkout-text-1.txt"]).not.toBe(english);
  });

  test("is filled with what is known of somebody, and changes nothing", async () => {
    const { world, run, files } = await setup();
    const before = JSON.stringify(await world.table.scan("", 1000));
    const { code } = await run("preview", "demo", "abandoned-checkout", "reminder-1", "--person", email);
    expect(code).toBe(0);
    expect(files["./abandoned-checkout-reminder-1.html"]).toContain("Blue Teapot");
    expect(JSON.stringify(await world.table.scan("", 1000))).toBe(before);
    expect(world.emails).toEqual([]);
  });
});

describe("send-test", () => {
  test("sends one message to one address, marked as a test, at any hour", async () => {
    const { world, run, done } = await setup();
    world.clock.now = plus(start, hours(14));
    const { code, out } = await run("send-test", "demo", "abandoned-checkout", "reminder-1", "--to", "Me@shop.example");
    expect([code, out]).toEqual([0, "Sent to Me@shop.example; the provider calls it mail-1."]);
    expect(done.emails).toMatchObject([{ to: "me@shop.example", store: "demo" }]);
    expect(Buffer.from(done.emails[0]?.raw ?? []).toString("utf8")).toMatch(/^Subject: \[Test\] /m);
  });

  test("sends a text, or with --dry-run nothing", async () => {
    const { run, done } = await setup();
    const words = ["send-test", "demo", "abandoned-checkout", "text-1", "--to", "+12125550147"];
    expect((await run(...words, "--dry-run")).out).toContain("Nothing was sent");
    expect(done.texts).toEqual([]);
    expect((await run(...words)).code).toBe(0);
    expect(done.texts).toMatchObject([{ to: "+12125550147" }]);
  });

  test.each([
    ["refused", { kind: "refused" as const, retry: false, reason: "MessageRejected" }, "refused it: MessageRejected"],
    ["unanswered", { kind: "ambiguous" as const, reason: "TimeoutError" }, "Nobody knows whether it went out"],
  ])("a message that is %s is no success", async (_what, outcome, saying) => {
    const world = await createWorld();
    const stage = { ...stageOf(world), email: { send: () => Promise.resolve(outcome) } };
    const { run } = commandLine({ stage });
    const sent = await run("send-test", "demo", "abandoned-checkout", "reminder-1", "--to", "me@shop.example");
    expect(sent).toEqual({ code: 1, out: expect.stringContaining(saying) });
  });
});

test.each([
  [
    ["preview", "demo", "abandoned-cart", "reminder-1"],
    "There is no flow abandoned-cart. Did you mean abandoned-checkout?",
  ],
  [["preview", "demo", "abandoned-checkout", "reminder1"], "Did you mean reminder-1?"],
  [["preview", "demi", "abandoned-checkout", "reminder-1"], "Did you mean demo?"],
  [["preview", "demo", "points-expiry", "reminder-7", "--person", email], "has no run of points-expiry"],
  [["preview", "demo", "review-recovery", "alert"], "name somebody with --person"],
  [["send-test", "demo", "abandoned-checkout", "reminder-1", "--to", "+12125550147"], "is no email address"],
  [["send-test", "demo", "abandoned-checkout", "text-1", "--to", "me@shop.example"], "is no phone number"],
])("called as %j it says what is wrong", async (words, saying) => {
  const { run } = await setup();
  expect(await run(...words)).toEqual({ code: 2, out: expect.stringContaining(saying) });
});
