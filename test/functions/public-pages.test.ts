import { createHandler } from "../../functions/public-pages/handler.ts";
import { hours, minus, minutes, plus } from "../../shared/events/instant.ts";
import { shortPath, unsubscribePath } from "../../shared/messaging/links.ts";
import { readAddresses } from "../../shared/store/addresses.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { claimMessage } from "../../shared/store/messages.ts";
import { checkoutUpdated, guest, says, start } from "../support/events.ts";
import { rootSecret } from "../support/settings.ts";
import { createWorld, keys } from "../support/world.ts";
import { forged } from "../support/forged.ts";

const email = "ada@customer.example";
const addressHash = keys.address("email", email);
const ada = keys.person("email", email);
const message = "m".repeat(22);
const path = unsubscribePath(keys, { store: "demo", person: ada, addressHash, channel: "email", message });

const request = (method: string, rawPath: string, headers: Record<string, string> = {}) => ({
  rawPath,
  headers,
  pathParameters: { token: rawPath.split("/").slice(2).join("/") },
  requestContext: { http: { method } },
});

const setup = async () => {
  const world = await createWorld();
  const consents = [says("granted", email, start, { source: "checkout:c-1" })];
  await world.publish(checkoutUpdated({ token: "c-1" }, { who: guest(email), consents }));
  return { world, handle: createHandler(world.ports) };
};

const stops = async ({ table }: Awaited<ReturnType<typeof createWorld>>) =>
  (await readAddresses(table, "demo", [addressHash])).get(addressHash)?.stops;

describe("the unsubscribe page", () => {
  it.each(["GET", "HEAD"])("on %s asks and changes nothing, however often scanners follow it", async (method) => {
    const { world, handle } = await setup();
    const before = (await world.person(ada)).person;
    for (let count = 0; count < 3; count += 1) {
      const page = await handle(request(method, path));
      expect(page).toMatchObject({
        statusCode: 200,
        headers: { "cache-control": "no-store", "x-robots-tag": "noindex" },
      });
      expect(page.body).toContain('<form method="post"');
      expect(page.body).toContain("Juniper &amp; Oak");
    }
    expect(await stops(world)).toBeUndefined();
    expect((await world.person(ada)).person).toEqual(before);
  });

  it("on POST unsubscribes at once, without a redirect or a cookie, and again in vain", async () => {
    const { world, handle } = await setup();
    for (let count = 0; count < 3; count += 1) {
      const done = await handle(request("POST", path));
      expect(done.statusCode).toBe(200);
      expect(Object.keys(done.headers)).not.toContain("set-cookie");
      expect(done.headers["location"]).toBeUndefined();
      expect(done.body).toContain("You are unsubscribed");
    }
    expect(await stops(world)).toEqual({ marketing: start });
    const revoked = (await world.person(ada)).person.consents.filter(({ state }) => state === "revoked");
    expect(revoked).toMatchObject([{ addressHash, purpose: "marketing", source: `unsubscribe:${message}` }]);
    await world.runUntil(plus(start, hours(200)));
    expect(world.emails).toEqual([]);
  });

  it("takes back a yes that was said before it, also where the clock of who takes it is behind that yes", async () => {
    const { world, handle } = await setup();
    world.clock.now = minus(start, minutes(97));
    await handle(request("POST", path));
    expect(await stops(world)).toEqual({ marketing: start });
    await world.runUntil(plus(start, hours(200)));
    expect(world.emails).toEqual([]);
  });

  it("speaks the reader's language", async () => {
    const { handle } = await setup();
    expect((await handle(request("GET", path, { "accept-language": "de-AT,de;q=0.9" }))).body).toContain("abmelden");
  });

  const token = path.slice("/u/".length);
  const [payload = "", signature = ""] = token.split(".");
  const forged = Buffer.from(JSON.stringify(["1", "demo", ada, "another", "email", message])).toString("base64url");
  const elsewhere = unsubscribePath(createKeys(rootSecret, "other"), {
    store: "demo",
    person: ada,
    addressHash,
    channel: "email",
    message,
  });
  const otherRoot = unsubscribePath(createKeys("another-root-secret", "demo"), {
    store: "demo",
    person: ada,
    addressHash,
    channel: "email",
    message,
  });

  it.each([
    ["truncated", `/u/${token.slice(0, -1)}`],
    ["without its signature", `/u/${payload}`],
    ["with an empty signature", `/u/${payload}.`],
    ["with more after it", `/u/${token}.x`],
    ["of another payload", `/u/${forged}.${signature}`],
    ["signed by another store", elsewhere],
    ["signed under another root", otherRoot],
    ["that is no JSON", "/u/AAAA.BBBB"],
    ["called __proto__", "/u/__proto__"],
    ["called constructor.prototype", "/u/constructor.prototype"],
    ["that is empty", "/u/"],
  ])("refuses a token %s", async (_what, rawPath) => {
    const { world, handle } = await setup();
    for (const method of ["GET", "POST"]) expect((await handle(request(method, rawPath))).statusCode).toBe(404);
    expect(await stops(world)).toBeUndefined();
  });

  it("works though the profile is gone, since the token knows enough", async () => {
    const world = await createWorld();
    expect((await createHandler(world.ports)(request("POST", path))).statusCode).toBe(200);
    expect(await stops(world)).toEqual({ marketing: start });
  });
});

describe("a short link", () => {
  const target = "https://demo-store.myshopify.com/recover/c-1";
  const link = shortPath(keys, "demo", message);

  const withMessage = async (to: string | undefined) => {
    const { world, handle } = await setup();
    await claimMessage(world.table, {
      id: message,
      store: "demo",
      person: ada,
      run: "r",
      flow: "abandoned-checkout",
      step: "text-1",
      channel: "text",
      status: "sent",
      claimedAt: start,
      link: to,
      correlationId: "c",
      revision: 1,
    });
    return { world, handle };
  };

  it("leads on to where its message says", async () => {
    const { handle } = await withMessage(target);
    expect(await handle(request("GET", link))).toMatchObject({ statusCode: 302, headers: { location: target } });
  });

  it.each([
    ["a forged signature", forged(link)],
    ["a truncated signature", link.slice(0, -1)],
    ["another store", link.replace("/r/demo.", "/r/other.")],
    ["__proto__", "/r/__proto__.__proto__.__proto__"],
    ["nothing", "/r/"],
  ])("with %s leads nowhere", async (_what, rawPath) => {
    const { handle } = await withMessage(target);
    expect((await handle(request("GET", rawPath))).statusCode).toBe(404);
  });

  it("of a message that has none leads nowhere", async () => {
    const { handle } = await withMessage(undefined);
    expect((await handle(request("GET", link))).statusCode).toBe(404);
  });
});
