import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoLead, playDemo } from "../../local/demo/demo.ts";
import { printStory } from "../../local/demo/print.ts";
import { demoStore } from "../../local/demo/store.ts";
import type { LineKind, Story } from "../../local/demo/story.ts";
import { type LocalRun, startRun } from "../../local/run.ts";
import { at } from "./support/fixtures.ts";

/** A Sunday, 13:00 in New York; the demo day is the Thursday before. */
const now = at("2026-11-22T18:00:00.000Z");

const startIn = (data: string): Promise<LocalRun> =>
  startRun({
    port: 0,
    data,
    dist: join(__dirname, "../../dist"),
    now,
    wallClock: Date.parse(now),
    frozen: true,
    defaultStore: "demo",
    leadMs: demoLead(Date.parse(now)),
  });

const folder = (): string => mkdtempSync(join(tmpdir(), "comeback-demo-"));

describe("the demo day", () => {
  let run: LocalRun;
  let story: Story;
  const get = async (path: string): Promise<unknown> => (await run.fetch(new Request(run.url + path))).json();

  beforeAll(async () => {
    run = await startIn(folder());
    await run.stores.write(demoStore);
    story = await playDemo(run, Date.parse(now));
    run.played?.();
  }, 90_000);
  afterAll(() => run.close());

  /** What happened to a shopper, as `Thu 14:00 mail` and the like, without what they did themselves. */
  const fateOf = (name: string, ...kinds: LineKind[]): string[] => {
    const told = story.chapters.find(({ heading }) => heading.startsWith(name));
    if (told === undefined) throw new Error(`The story has no ${name}.`);
    const clock = new Intl.DateTimeFormat("en-GB", {
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      timeZone: told.zone,
    });
    return told.lines
      .filter(({ kind }) => kind !== "does" && (kinds.length === 0 || kinds.includes(kind)))
      .map((line) => `${clock.format(Date.parse(line.at)).replace(",", "")} ${line.kind} ${line.text}`);
  };

  test("ends exactly where the clock was to start", () => {
    expect(run.clock.now()).toBe(now);
  });

  test("leaves nothing for anybody to look at", async () => {
    expect(await get("/local/dead-letters")).toEqual([]);
    expect(await get("/local/rejected")).toEqual([]);
    const alerts = JSON.stringify(await get("/local/alerts"));
    expect(alerts.match(/"alarm":"[^"]*"/g)).toEqual(['"alarm":"support"']);
  });

  test("reminds Maya three times, 4, 24 and 48 hours after she left, with a discount only in the last", async () => {
    expect(fateOf("Maya")).toEqual([
      "Thu 14:00 mail the first mail: “Your cart is saved”",
      "Fri 10:00 mail the second mail: “Any questions about your cart?”",
      "Sat 10:00 mail the last mail: “10% off your first order”",
    ]);
    const messages = JSON.stringify(await get("/local/messages?to=maya.lindqvist@example.com"));
    expect(messages.match(/WELCOME10/g)?.length).toBeGreaterThan(0);
    expect(messages).toContain("/local/pictures/linen-apron.svg");
  });

  test("gives Grace, who has bought before, no discount", async () => {
    expect(fateOf("Grace").at(-1)).toBe("Sat 15:00 mail the last mail: “Our last note about your cart”");
    expect(JSON.stringify(await get("/local/messages?to=grace.moreno@example.com"))).not.toContain("WELCOME10");
  });

  test("texts Elena, who agreed to texts alone, and sends her no mail", () => {
    const [text, ...rest] = fateOf("Elena");
    expect(text).toMatch(/^Thu 12:30 text “Demo Store: .* Reply STOP to opt out”$/);
    expect(rest).toEqual(["Thu 15:30 unsent the first mail, the second mail, and the last mail: no consent"]);
  });

  test("writes to Lena in German", () => {
    expect(fateOf("Lena")).toEqual([
      "Thu 15:10 mail the first mail: “Ihr Warenkorb ist gespeichert”",
      "Fri 11:10 mail the second mail: “Haben Sie noch Fragen zu Ihrem Warenkorb?”",
      expect.stringMatching(/^Sat 11:10 mail the last mail: “10.% Rabatt auf Ihre erste Bestellung”$/),
    ]);
  });

  test("reminds Theo of his costly cart after one hour, and never after he has ordered", () => {
    expect(fateOf("Theo")).toEqual([
      "Thu 11:00 mail the first mail: “Your cart is saved”",
      "Fri 10:00 ends they have ordered",
    ]);
  });

  test("knows Priya's order by the checkout's token, though it bears another address", async () => {
    expect(fateOf("Priya")).toEqual(["Thu 13:40 ends they have ordered"]);
    expect(await get("/local/messages?to=priya.at.work@example.com")).toEqual([]);
  });

  test("writes no more to Sam after the unsubscribe", () => {
    expect(fateOf("Sam")).toEqual([
      "Thu 16:30 mail the first mail: “Your cart is saved”",
      "Fri 12:30 unsent the second mail and the last mail: no consent",
    ]);
  });

  test("goes on with Nadia's newer cart alone", () => {
    expect(fateOf("Nadia")).toEqual([
      expect.stringMatching(/^Thu 18:0\d ends a newer cart has taken this one's place$/),
      "Thu 20:30 mail the first mail: “Your cart is saved”",
      "Fri 16:30 mail the second mail: “Any questions about your cart?”",
      "Sat 16:30 mail the last mail: “10% off your first order”",
    ]);
  });

  test("starts Ines's clock again when she changes her cart", () => {
    expect(fateOf("Ines", "mail").map((line) => line.slice(0, 9))).toEqual(["Thu 16:50", "Fri 12:50", "Sat 12:50"]);
  });

  test("holds Ruth's mails back at night, and tells why", () => {
    expect(fateOf("Ruth").slice(0, 2)).toEqual([
      "Fri 01:30 waits the first mail until Fri 07:00: it is night there",
      "Fri 07:00 mail the first mail: “Your cart is saved”",
    ]);
    expect(fateOf("Ruth", "mail")).toHaveLength(3);
  });

  test("tells support of Vera's star at once, is sorry the same day, and sends her no promotion", async () => {
    expect(fateOf("Vera")).toEqual([
      expect.stringMatching(/^Thu 08:0[56] unsent the thanks: too late by now$/),
      "Thu 11:40 told support is told: “URGENT: 1-star review at Demo Store”",
      expect.stringMatching(/^Thu 12:10 mail the apology: /),
      expect.stringMatching(/^Thu 15:15 waits the first mail until .*: a complaint is open$/),
      expect.stringMatching(/^Fri 11:15 unsent the first mail and the second mail: .*complaint is open$/),
      "Fri 11:40 unsent the second alert to support: support has settled it",
      expect.stringMatching(/^Sat 09:30 mail the question how it was dealt with: /),
      expect.stringMatching(/^Sat 11:15 unsent the last mail: .*complaint is open$/),
    ]);
    expect(await get("/local/profiles/vera.quist@example.com")).toMatchObject({
      complaints: [{ rating: 1, urgent: true, closedBy: "support" }],
      openComplaint: { until: expect.any(String) },
    });
  });

  test("reminds Hugo of the points he is about to lose, and his order keeps them for a year more", async () => {
    expect(fateOf("Hugo")).toEqual([expect.stringMatching(/^Thu 10:00 mail the mail 30 days before: “240 points /)]);
    expect(await get("/local/profiles/hugo.baptiste@example.com")).toMatchObject({
      points: { available: 329, nextExpiry: { points: 329, at: "2027-11-20T23:20:00.000Z" } },
    });
    const before = await get(`/local/profiles/hugo.baptiste@example.com?at=${at("2026-11-20T12:00:00.000Z")}`);
    expect(before).toMatchObject({ points: { available: 240, nextExpiry: { at: "2026-12-19T15:00:00.000Z" } } });
  });

  test("tells Noor of her tier, and thanks her when her parcel leaves", async () => {
    expect(fateOf("Noor")).toEqual([
      "Thu 09:25 mail the news of the tier: “Welcome to Brass”",
      expect.stringMatching(/^Fri 14:20 mail the thanks: /),
    ]);
    expect(await get("/local/profiles/noor.haddad@example.com")).toMatchObject({ tier: { id: "brass" } });
  });

  test.each([
    ["Jonah", "Thu 15:20", "no consent"],
    ["Marcus", "Thu 17:00", "nothing in the cart can still be bought"],
  ])("sends %s nothing, and tells why", (name, time, reason) => {
    const fate = fateOf(name);
    expect(fate).toEqual([`${time} unsent the first mail, the second mail, and the last mail: ${reason}`]);
  });

  test("keeps nothing of a webhook with a forged signature, and writes to no visitor without a name", async () => {
    const messages = JSON.stringify(await get("/local/messages"));
    expect(messages).not.toContain("jonah.pell");
    expect(messages.match(/"channel"/g)).toHaveLength(26);
  });

  test("prints lines of at most the width asked for, without colours unless they are wanted", () => {
    const plain = printStory(story, { width: 100, colour: false });
    expect(plain).toContain("A day at the demo store: Thursday, 19 November 2026");
    expect(plain.split("\n").filter((line) => line.length > 100)).toEqual([]);
    expect(plain).not.toContain("\u001b");
    expect(printStory(story, { width: 100, colour: true })).toContain("\u001b[1m");
  });

  test("leaves Owen's messages to come, and moving the clock sends them", async () => {
    expect(fateOf("Owen")).toEqual(["Sun 13:35 next the pipeline looks at this cart again"]);
    await run.timeline.move((at) => at + 4 * 3_600_000);
    const sent = JSON.stringify([
      await get("/local/messages?to=owen.hale@example.com"),
      await get(`/local/messages?to=${encodeURIComponent("+19175550163")}`),
    ]);
    expect(sent.match(/"channel":"(email|text)"/g)?.toSorted()).toEqual(['"channel":"email"', '"channel":"text"']);
  });
});

test("a folder whose demo was broken off begins anew, and one whose demo is over stays as it is", async () => {
  const data = folder();
  const broken = await startIn(data);
  await broken.stores.write(demoStore);
  await broken.timeline.move((at) => at + 3_600_000);
  await broken.close();

  const again = await startIn(data);
  expect(again.isNew).toBe(true);
  expect(again.played).toBeDefined();
  expect(Date.parse(again.clock.now())).toBe(Date.parse(now) - demoLead(Date.parse(now)));
  expect(await again.stores.read("demo")).toBeUndefined();
  await again.timeline.move(() => Date.parse(now));
  again.played?.();
  await again.close();

  const later = await startIn(data);
  expect(later.isNew).toBe(false);
  expect(later.played).toBeUndefined();
  expect(later.clock.now()).toBe(now);
  await later.close();
}, 60_000);
