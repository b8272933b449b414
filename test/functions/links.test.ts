import { createHandler } from "../../functions/public-pages/handler.ts";
import { humanClicks } from "../../shared/attribution/clicks.ts";
import { Duration, hours, plus } from "../../shared/events/instant.ts";
import { shortPath } from "../../shared/messaging/links.ts";
import { trackedPath } from "../../shared/messaging/tracked-link.ts";
import { claimMessage, type Message } from "../../shared/store/messages.ts";
import { buryProfile } from "../../shared/store/tombstones.ts";
import { start } from "../support/events.ts";
import { createWorld, keys, type World } from "../support/world.ts";

const browser =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1";
const ada = keys.person("email", "ada@customer.example");
const id = "m".repeat(22);
const destination = "https://demo-store.myshopify.com/recover?key=0a1b&locale=en#top";
const path = trackedPath(keys, { store: "demo", message: id, destination });
const later = plus(start, hours(3));

const sent: Message = {
  id,
  store: "demo",
  person: ada,
  run: "r",
  flow: "abandoned-checkout",
  step: "reminder-1",
  channel: "email",
  status: "sent",
  claimedAt: start,
  sendingAt: start,
  settledAt: start,
  link: undefined,
  correlationId: "c",
  revision: 1,
};

const setup = async ({ message = sent, track = true }: { message?: Message | "erased"; track?: boolean } = {}) => {
  const world = await createWorld({ settings: { links: { track } } });
  if (message !== "erased") await claimMessage(world.table, message);
  world.clock.now = later;
  return world;
};

const get = (
  world: World,
  rawPath = path,
  headers: Record<string, string> = { "user-agent": browser },
  method = "GET",
) =>
  createHandler(world.ports)({
    rawPath,
    headers,
    pathParameters: { token: rawPath.split("/").slice(2).join("/") },
    requestContext: { http: { method } },
  });

const clicks = async (world: World) => (await world.person(ada)).person.clicks;

describe("a tracked link", () => {
  it("leads on, kept by no cache, and the click is a fact of the person", async () => {
    const world = await setup();
    expect(await get(world)).toEqual({
      statusCode: 302,
      headers: {
        location: destination,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
      },
      body: "",
    });
    expect(await clicks(world)).toEqual([
      {
        message: id,
        flow: "abandoned-checkout",
        step: "reminder-1",
        channel: "email",
        link: expect.stringMatching(/^[\w-]{8}$/),
        sentAt: start,
        at: later,
        by: "human",
      },
    ]);
  });

  it("followed again and again is one click an hour, the first", async () => {
    const world = await setup();
    for (const wait of ["PT0S", "PT5M", "PT59M", "PT1H", "PT61M"]) {
      world.clock.now = plus(later, Duration.parse(wait));
      expect((await get(world)).statusCode).toBe(302);
    }
    expect((await clicks(world)).map(({ at }) => at)).toEqual([later, plus(later, hours(1))]);
  });

  it.each<[string, string, Record<string, string>]>([
    ["HEAD", "HEAD", { "user-agent": browser }],
    ["nobody who says their name", "GET", {}],
    ["a blank name", "GET", { "user-agent": " " }],
    ["a prefetch", "GET", { "user-agent": browser, "sec-purpose": "prefetch;prerender" }],
    ["an older prefetch", "GET", { "user-agent": browser, purpose: "prefetch" }],
    ["Safari's preview", "GET", { "user-agent": browser, "x-purpose": "preview" }],
    ["Firefox's prefetch", "GET", { "user-agent": browser, "x-moz": "prefetch" }],
    ["a filter of mail", "GET", { "user-agent": "BarracudaCentral/1.0 URL scan" }],
    ["another filter", "GET", { "user-agent": "Mozilla/5.0 (compatible; Mimecast Targeted Threat Protection)" }],
    ["a crawler", "GET", { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" }],
    ["a preview of a chat", "GET", { "user-agent": "WhatsApp/2.24.1 A" }],
    ["another preview", "GET", { "user-agent": "facebookexternalhit/1.1" }],
    ["a browser without a head", "GET", { "user-agent": `${browser} HeadlessChrome/129.0` }],
    ["a library", "GET", { "user-agent": "python-requests/2.32" }],
  ])("followed by %s leads on, and is a machine's click: one, however often", async (_what, method, headers) => {
    const world = await setup();
    for (let count = 0; count < 3; count += 1) {
      world.clock.now = plus(later, hours(count));
      expect(await get(world, path, headers, method)).toMatchObject({
        statusCode: 302,
        headers: { location: destination },
      });
    }
    expect(await clicks(world)).toMatchObject([{ by: "machine", at: later }]);
    expect(humanClicks(await clicks(world))).toEqual([]);
  });

  it.each([
    ["an iPhone", browser],
    [
      "Outlook's window",
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0",
    ],
    [
      "a phone whose maker's name ends so",
      "Mozilla/5.0 (Linux; Android 14; CUBOT NOTE 50) AppleWebKit/537.36 Chrome/128.0 Mobile",
    ],
    ["an old browser", "Opera/9.80 (Android; Opera Mini/36.2) Presto/2.12"],
    ["an app", "Instagram 300.0 (iPhone14,5; iOS 18_0)"],
  ])("followed on %s is a person's click", async (_what, agent) => {
    const world = await setup();
    await get(world, path, { "user-agent": agent });
    expect(await clicks(world)).toMatchObject([{ by: "human" }]);
  });

  it("changes no consent and no decision, whoever follows it", async () => {
    const world = await setup();
    const { clicks: _none, ...before } = (await world.person(ada)).person;
    await get(world);
    const { clicks: _one, ...after } = (await world.person(ada)).person;
    expect(after).toEqual(before);
    expect(await world.decisions(ada)).toEqual([]);
  });

  it.each<[string, Parameters<typeof setup>[0]]>([
    ["of a message that was erased", { message: "erased" }],
    ["of a store that does not want clicks recorded", { track: false }],
    ["of a message that never went out", { message: { ...sent, sendingAt: undefined } }],
  ])("%s leads on and is recorded nowhere", async (_what, options) => {
    const world = await setup(options);
    expect(await get(world)).toMatchObject({ statusCode: 302, headers: { location: destination } });
    expect((await world.person(ada)).root.facts).toEqual([]);
  });

  it("that crosses an erasure leads on, and nobody is known by it afterwards", async () => {
    const world = await setup();
    const table = {
      ...world.table,
      put: async (...put: Parameters<typeof world.table.put>) => {
        await buryProfile(world.table, "demo", ada, plus(start, hours(2)));
        return world.table.put(...put);
      },
    };
    expect((await get({ ...world, ports: { ...world.ports, table } })).statusCode).toBe(302);
    expect(await clicks(world)).toEqual([]);
  });

  it("more than 30 days after its message leads on and is not recorded", async () => {
    const world = await setup();
    world.clock.now = plus(start, hours(30 * 24 + 1));
    expect((await get(world)).statusCode).toBe(302);
    expect(await clicks(world)).toEqual([]);
  });

  it("leads on though nothing can be read or written, which is counted", async () => {
    const world = await setup();
    const down = () => Promise.reject(new Error("the table is away"));
    const table = { ...world.table, get: down, put: down };
    const answer = await createHandler({ ...world.ports, table })({
      rawPath: path,
      headers: { "user-agent": browser },
      pathParameters: { token: path.slice(3) },
      requestContext: { http: { method: "GET" } },
    });
    expect(answer).toMatchObject({ statusCode: 302, headers: { location: destination } });
    expect(world.counted("click-lost")).toBe(1);
  });

  it.each([
    ["an address itself", "/l/https://evil.example"],
    ["an address in a query", "/l/?url=https://evil.example"],
    ["two slashes", "/l///evil.example"],
    ["a forged token", `${path.slice(0, -2)}AA`],
    ["another store", path.replace("1.demo.", "1.other.")],
    ["a token of a short link", shortPath(keys, "demo", id).replace("/r/", "/l/")],
    ["nothing", "/l/"],
  ])("that holds %s leads nowhere", async (_what, rawPath) => {
    const world = await setup();
    for (const method of ["GET", "HEAD"]) {
      const answer = await get(world, rawPath, { "user-agent": browser }, method);
      expect(answer.statusCode).toBe(404);
      expect(answer.headers["location"]).toBeUndefined();
    }
    expect(await clicks(world)).toEqual([]);
  });
});

describe("the short link of a text", () => {
  const text: Message = { ...sent, channel: "text", step: "text-1", link: destination };

  it("is a click as any other", async () => {
    const world = await setup({ message: text });
    expect((await get(world, shortPath(keys, "demo", id))).statusCode).toBe(302);
    expect(await clicks(world)).toMatchObject([{ channel: "text", step: "text-1", by: "human", at: later }]);
  });

  it("is not recorded where the store wants none", async () => {
    const world = await setup({ message: text, track: false });
    expect((await get(world, shortPath(keys, "demo", id))).statusCode).toBe(302);
    expect(await clicks(world)).toEqual([]);
  });
});

test("a filter that calls itself a browser is told by following several links within seconds of the sending", async () => {
  const world = await setup();
  const other = trackedPath(keys, { store: "demo", message: id, destination: "https://demo-store.myshopify.com/" });
  world.clock.now = plus(start, Duration.parse("PT4S"));
  await get(world);
  expect(humanClicks(await clicks(world))).toHaveLength(1);
  await get(world, other);
  expect(humanClicks(await clicks(world))).toEqual([]);
  world.clock.now = later;
  await get(world);
  expect(humanClicks(await clicks(world))).toMatchObject([{ at: later }]);
});
