import { createHandler as createRunChore } from "../../functions/run-chore/handler.ts";
import { hours, type Instant, minus, minutes, plus } from "../../shared/events/instant.ts";
import type { SendOutcome } from "../../shared/platform/ports.ts";
import { readAddress, suppressAddress } from "../../shared/store/addresses.ts";
import { pauseStore, putSettings } from "../../shared/store/stores.ts";
import { rejectedOf } from "../../shared/store/rejected.ts";
import { consentStated, customer, customerUpdated, checkoutUpdated, guest, says, start } from "../support/events.ts";
import { storeSettings } from "../support/settings.ts";
import { createWorld, keys, recordOf, type World } from "../support/world.ts";

const email = "ada@customer.example";
const phone = "+12125550147";
const hash = keys.address("text", phone);
const ours = "+12125550100";

const abandoned = checkoutUpdated(
  { token: "c-1" },
  {
    who: guest(email, phone),
    consents: [
      says("granted", email, start),
      { ...says("granted", phone, start), channel: "text", wording: "Text me." },
    ],
  },
);
const stopped = "Juniper & Oak: You are unsubscribed and get no more texts from us. Reply START to get them again.";
const resumed = "Juniper & Oak: You get our texts again. Reply STOP to end them, HELP for help. Rates may apply.";
const help =
  "Juniper & Oak: For help write to people@juniper-oak.example. Reply STOP to get no more texts. Rates may apply.";

let serial = 0;
const textOf = (messageBody: string, inboundMessageId = `in-${(serial += 1)}`, destinationNumber = ours) => ({
  originationNumber: phone,
  destinationNumber,
  messageBody,
  messageKeyword: "KEYWORD_999",
  inboundMessageId,
});
/** As its topic hands it over, which tells when it was sent. */
const envelope = (body: string, id: string, Timestamp: Instant) => ({
  Type: "Notification",
  MessageId: `n-${id}`,
  Message: JSON.stringify(textOf(body, id)),
  Timestamp,
});
const tell = (world: World, chore: unknown, receives = 1) => createRunChore(world.ports)(recordOf(chore, receives));
const say = async (world: World, body: string, id?: string): Promise<void> => {
  const [result] = await tell(world, textOf(body, id));
  if (result?.status === "rejected") throw result.reason;
};
const answers = (world: World): string[] => world.texts.filter(({ to }) => to === phone).map(({ body }) => body);
const reminders = (world: World): number => answers(world).filter((body) => body.includes("left something")).length;

/** A customer with a number of their own who consented to texts, and whose cart lies about. */
const customerWorld = async () => {
  const world = await createWorld();
  const who = customer("77", email, phone);
  await world.publish(
    customerUpdated({ id: "77", email, phone }),
    consentStated("77", [{ ...says("granted", phone, start), wording: "Text me about carts." }]),
    checkoutUpdated({ token: "c-1" }, { who, consents: [says("granted", email, start)] }),
  );
  return world;
};
const consentsOf = async (world: World) => (await world.person(keys.person("customer", "77"))).person.consents;

describe("a stop", () => {
  it("ends texts at once and is confirmed once, in the store's name; mails go on", async () => {
    const world = await customerWorld();
    await say(world, " Stop. ");
    await say(world, "STOP");
    await say(world, "quit");
    expect(world.texts).toMatchObject([{ store: "demo", to: phone, body: stopped }]);
    await world.runUntil(plus(start, hours(200)));
    expect(answers(world)).toEqual([stopped]);
    expect(world.emails).toHaveLength(3);
  });

  it("is kept as a statement of the person it belongs to", async () => {
    const world = await customerWorld();
    await say(world, "STOP", "in-stop");
    expect((await consentsOf(world)).find(({ source }) => source === "text:in-stop")).toMatchObject({
      channel: "text",
      purpose: "marketing",
      state: "revoked",
      at: start,
      method: "text-reply",
    });
  });

  it("of a number that nobody knows makes nobody up, and is kept for when somebody consents later", async () => {
    const world = await createWorld();
    await say(world, "STOP");
    expect((await world.person(keys.person("phone", phone))).person.consents).toEqual([]);
    expect((await readAddress(world.table, "demo", hash))?.stops.marketing).toBe(start);
    expect(answers(world)).toEqual([stopped]);
  });

  it("after a new consent is a new one, and is confirmed again", async () => {
    const world = await customerWorld();
    await say(world, "STOP");
    const later = plus(start, hours(1));
    await world.publish(consentStated("77", [says("granted", phone, later)], { at: later }));
    await say(world, "STOP");
    expect(answers(world).filter((body) => body === stopped)).toHaveLength(2);
    await world.runUntil(plus(start, hours(200)));
    expect(reminders(world)).toBe(0);
  });

  it("takes back a yes that was said before it, also where the clock of who takes it is behind that yes", async () => {
    const world = await customerWorld();
    const sentAt = plus(start, minutes(5));
    world.clock.now = minus(start, minutes(97));
    await tell(world, envelope("STOP", "in-late", sentAt));
    expect(answers(world)).toEqual([stopped]);
    expect((await consentsOf(world)).find(({ source }) => source === "text:in-late")).toMatchObject({ at: sentAt });
    await world.runUntil(plus(start, hours(200)));
    expect(reminders(world)).toBe(0);
  });
});

describe("at every moment of a run", () => {
  /** Lets so many things happen, then says stop, then lets everything else happen. */
  const stopAfter = async (things: number) => {
    const world = await customerWorld();
    const end = plus(start, hours(200));
    const reached = await world.runUntil(end, things).then(
      () => "the end",
      () => "a moment in between",
    );
    const waiting = world.waiting.some(({ queue }) => queue === "outbox");
    const before = reminders(world);
    await say(world, "STOP");
    await world.runUntil(end);
    return { world, reached, before, after: reminders(world), waiting };
  };

  it("a stop is the last of the texts, also when one lies in the outbox already", async () => {
    let inOutbox = 0;
    for (let things = 0; ; things += 1) {
      const { world, reached, before, after, waiting } = await stopAfter(things);
      if (reached === "the end") break;
      expect({ things, texts: after }).toEqual({ things, texts: before });
      expect(world.emails).toHaveLength(3);
      if (before === 0 && waiting) inOutbox += 1;
    }
    expect(inOutbox).toBeGreaterThan(0);
  }, 60_000);
});

describe("a start", () => {
  it("takes the stop back, states the old consent anew in its own words, and is confirmed once", async () => {
    const world = await customerWorld();
    await say(world, "STOP");
    await say(world, "Start!", "in-start");
    await say(world, "Start!", "in-start");
    expect(answers(world)).toEqual([stopped, resumed]);
    expect((await consentsOf(world)).find(({ source }) => source === "text:in-start")).toMatchObject({
      channel: "text",
      purpose: "marketing",
      state: "granted",
      wording: "Text me about carts.",
      method: "text-reply",
    });
    await world.runUntil(plus(start, hours(200)));
    expect(reminders(world)).toBe(1);
  });

  it.each(["YES", "unstop", "start"])(
    "%s of a number that never consented gains nothing and is shown to support",
    async (word) => {
      const world = await createWorld();
      await world.publish(checkoutUpdated({ token: "c-1" }, { who: guest(undefined, phone) }));
      await say(world, word);
      expect(answers(world)).toEqual([]);
      expect(world.alerts).toHaveLength(1);
      await world.runUntil(plus(start, hours(200)));
      expect(answers(world)).toEqual([]);
    },
  );

  it("of somebody who gets texts anyway is shown to support: it may answer something else", async () => {
    const world = await customerWorld();
    await say(world, "yes");
    expect(answers(world)).toEqual([]);
    expect(world.alerts).toHaveLength(1);
  });

  it("of a guest who was kept under an e-mail address lifts the stop", async () => {
    const world = await createWorld();
    await world.publish(abandoned);
    await say(world, "STOP");
    await say(world, "START");
    await world.runUntil(plus(start, hours(200)));
    expect(reminders(world)).toBe(1);
  });

  it("of a guest who has had a text is known by it", async () => {
    const world = await createWorld();
    await world.publish(abandoned);
    await world.runUntil(plus(start, hours(3)));
    expect(reminders(world)).toBe(1);
    await say(world, "STOP");
    await say(world, "START", "in-guest");
    expect(answers(world).slice(1)).toEqual([stopped, resumed]);
    const { consents } = (await world.person(keys.person("email", email))).person;
    expect(consents.map(({ source }) => source)).toContain("text:in-guest");
  });

  it("that comes after a later stop changes nothing", async () => {
    const world = await customerWorld();
    world.clock.now = plus(start, minutes(10));
    await tell(world, envelope("STOP", "two", plus(start, minutes(5))));
    await tell(world, envelope("START", "one", plus(start, minutes(4))));
    await world.runUntil(plus(start, hours(200)));
    expect(reminders(world)).toBe(0);
  });
});

it("a text told again after others changes nothing", async () => {
  const world = await customerWorld();
  await say(world, "STOP", "one");
  await say(world, "START", "two");
  await say(world, "STOP", "one");
  await say(world, "hello?", "three");
  await say(world, "hello?", "three");
  expect(answers(world)).toEqual([stopped, resumed]);
  expect(world.alerts).toHaveLength(1);
  await world.runUntil(plus(start, hours(200)));
  expect(reminders(world)).toBe(1);
});

it.each(["HELP", "info?"])("%s is answered each time, with who we are, how to stop and whom to ask", async (word) => {
  const world = await customerWorld();
  await say(world, word);
  await say(world, word);
  expect(answers(world)).toEqual([help, help]);
});

it("anything else stops nothing, is kept for a person to read, and is shown to support with a link that ends the texts", async () => {
  const world = await customerWorld();
  await say(world, "can you stop by on Friday?");
  expect(answers(world)).toEqual([]);
  expect(world.alerts).toMatchObject([{ store: "demo", subject: "Juniper & Oak: a customer may want no more texts" }]);
  const [alert] = world.alerts;
  expect(alert?.text).toContain("can you stop by on Friday?");
  expect(alert?.text).toContain(phone);
  expect(alert?.text).toMatch(/^https:\/\/api\.juniper-oak\.example\/u\/\S+$/m);
  expect(await rejectedOf(world.table, "demo", keys.person("customer", "77"))).toMatchObject([
    { topic: "inbound-text" },
  ]);
  await world.runUntil(plus(start, hours(200)));
  expect(reminders(world)).toBe(1);
});

describe("an answer", () => {
  it.each<[string, SendOutcome, number]>([
    ["throttled goes out when the text comes again", { kind: "refused", retry: true, reason: "Throttling" }, 2],
    ["refused for good is not tried again", { kind: "refused", retry: false, reason: "InvalidParameter" }, 1],
    ["of unknown outcome is flagged and not repeated", { kind: "ambiguous", reason: "TimeoutError" }, 1],
  ])("%s", async (_what, outcome, calls) => {
    const world = await customerWorld();
    const stop = textOf("STOP");
    world.answers.next.push(outcome);
    await tell(world, stop);
    await tell(world, stop, 2);
    await tell(world, stop, 3);
    expect(answers(world)).toHaveLength(calls);
    expect(world.counted("send-unknown")).toBe(outcome.kind === "ambiguous" ? 1 : 0);
    await world.runUntil(plus(start, hours(200)));
    expect(reminders(world)).toBe(0);
  });

  it("does not take a slot under the cap", async () => {
    const world = await customerWorld();
    await say(world, "HELP");
    await world.runUntil(plus(start, hours(200)));
    expect(reminders(world)).toBe(1);
  });

  it.each([
    [
      "to a suppressed number",
      (world: World) => suppressAddress(world.table, "demo", hash, { reason: "imported", at: start }),
    ],
    ["of a paused store", (world: World) => pauseStore(world.table, "demo", { at: start, reason: "test" })],
  ])("%s is not given, but the stop counts", async (_which, arrange) => {
    const world = await customerWorld();
    await arrange(world);
    await say(world, "STOP");
    expect(answers(world)).toEqual([]);
    expect((await readAddress(world.table, "demo", hash))?.stops.marketing).toBe(start);
  });

  it("is in the customer's language where we have it", async () => {
    const world = await createWorld({ settings: { locale: "de" } });
    await say(world, "Stop");
    expect(answers(world)).toEqual([expect.stringMatching(/^Juniper & Oak: Sie sind abgemeldet/)]);
  });
});

describe("of several stores", () => {
  const other = (changes: object) => storeSettings({ id: "other", ...changes });

  it("all that share the account's number stop, and one answers", async () => {
    const world = await customerWorld();
    await putSettings(world.table, other({}), start);
    await say(world, "STOP");
    expect(answers(world)).toEqual([stopped]);
    expect(world.texts[0]?.store).toBe("demo");
  });

  it("the one whose number it is stops, answers from that number, and the others go on", async () => {
    const world = await customerWorld();
    await putSettings(world.table, other({ text: { number: "+18885550100" } }), start);
    const [result] = await tell(world, textOf("STOP", "in-other", "+1 888 555 0100"));
    expect(result?.status).toBe("fulfilled");
    expect(world.texts).toMatchObject([{ store: "other", from: "+18885550100" }]);
    await world.runUntil(plus(start, hours(200)));
    expect(reminders(world)).toBe(1);
  });
});
