import { createHandler } from "../../functions/public-pages/handler.ts";
import { days, hours, minutes, plus } from "../../shared/events/instant.ts";
import { abandonedCheckout } from "../../shared/flows/abandoned-checkout/flow.ts";
import { reviewRecovery } from "../../shared/flows/review-recovery/flow.ts";
import { pagePath } from "../../shared/messaging/links.ts";
import { createKeys, runId } from "../../shared/store/keys.ts";
import { findComplaint } from "../../shared/store/complaints.ts";
import { customerUpdated, guest, reviewUpdated, start } from "../support/events.ts";
import { fuseOf } from "../support/failing-table.ts";
import { rootSecret } from "../support/settings.ts";
import { createWorld, keys, type World } from "../support/world.ts";

const email = "ada@customer.example";
const ada = keys.person("email", email);
const subject = "judgeme:1";
const claim = { store: "demo", person: ada, run: runId("demo", "review-recovery", subject), subject };
const resolve = pagePath(keys, "resolve", claim);
const survey = pagePath(keys, "survey", claim);

type Asked = {
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
};

const request = (method: string, rawPath: string, { headers = {}, query, ...rest }: Asked = {}) => ({
  rawPath,
  headers,
  pathParameters: { token: rawPath.split("/").slice(2).join("/") },
  ...(query && { queryStringParameters: query }),
  requestContext: { http: { method } },
  ...rest,
});

const setup = async () => {
  const world = await createWorld({ flows: [reviewRecovery, abandonedCheckout] });
  const data = { id: subject, productTitle: "Stoneware <Mug>", title: "Broken", body: "It broke.", author: "Ada B." };
  await world.publish(reviewUpdated(data, { who: guest(email) }));
  return { world, handle: createHandler(world.ports) };
};

const facts = async (world: World) => {
  const { person } = await world.person(ada);
  return { resolutions: person.resolutions, surveys: person.surveys };
};

describe("the page on which support settles a complaint", () => {
  it.each(["GET", "HEAD"])(
    "on %s shows it in short and changes nothing, however often scanners follow it",
    async (method) => {
      const { world, handle } = await setup();
      const wakes = world.wakes.length;
      for (let count = 0; count < 3; count += 1) {
        const page = await handle(request(method, resolve));
        expect(page).toMatchObject({ statusCode: 200, headers: { "cache-control": "no-store" } });
        expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
        expect(page.body).toContain(`<form method="post" action="${resolve}"><button type="submit">It is settled`);
        expect(page.body).toContain("1 of 5 stars for Stoneware &lt;Mug&gt;, reported on Thursday, November 5");
        expect(page.body).not.toMatch(/ada|Broken|It broke/i);
      }
      expect(await facts(world)).toEqual({ resolutions: [], surveys: [] });
      expect(world.wakes).toHaveLength(wakes);
    },
  );

  it("on POST settles it, takes it off the list and wakes its run; the first word stands", async () => {
    const { world, handle } = await setup();
    await world.runUntil(plus(start, hours(1)));
    const settledAt = world.clock.now;
    expect(await findComplaint(world.table, "demo", subject)).toBeDefined();
    expect((await handle(request("POST", resolve))).body).toContain("The complaint is settled");
    expect(world.wakes.at(-1)?.message).toMatchObject({ person: ada, run: claim.run });
    expect(await findComplaint(world.table, "demo", subject)).toBeUndefined();
    await world.runUntil(plus(start, hours(5)));
    for (const method of ["POST", "GET"]) {
      const again = await handle(request(method, resolve));
      expect(again.statusCode).toBe(200);
      expect(again.body).toContain("settled by support on Thursday, November 5");
      expect(again.body).not.toContain("<form");
    }
    expect(await facts(world)).toEqual({
      resolutions: [{ complaint: subject, at: settledAt, by: "link" }],
      surveys: [],
    });
    expect(world.counted("complaint-settled")).toBe(1);
  });

  it.each([1, 2, 3].flatMap((nth) => [[nth, "before"] as const, [nth, "after"] as const]))(
    "ends in the same when it dies at its effect %i, %s it, and the button is pressed again",
    async (nth, when) => {
      const { world, handle } = await setup();
      await world.runUntil(plus(start, hours(1)));
      const wakes = world.wakes.length;
      world.fuse.current = fuseOf(nth, when);
      await expect(handle(request("POST", resolve))).rejects.toThrow("at effect");
      world.fuse.current = undefined;
      expect((await handle(request("POST", resolve))).statusCode).toBe(200);
      expect(world.wakes.length).toBeGreaterThan(wakes);
      expect((await facts(world)).resolutions).toMatchObject([{ at: plus(start, hours(1)) }]);
      expect(await findComplaint(world.table, "demo", subject)).toBeUndefined();
    },
  );

  it.each([
    ["by time", [], "Its time ended on Thursday, November 12"],
    [
      "by the customer",
      [reviewUpdated({ id: subject, rating: 5 }, { at: plus(start, days(1)), who: guest(email) })],
      "The customer raised the rating on Friday, November 6",
    ],
  ])("tells that it was closed %s, and stores nothing", async (_by, events, saying) => {
    const { world, handle } = await setup();
    await world.publish(...events);
    await world.runUntil(plus(start, days(8)));
    for (const method of ["GET", "POST"]) expect((await handle(request(method, resolve))).body).toContain(saying);
    expect((await facts(world)).resolutions).toEqual([]);
  });

  it("tells that there is nothing to settle once it was taken back, or nobody is known any more", async () => {
    const { world, handle } = await setup();
    const soon = plus(start, minutes(10));
    await world.publish(reviewUpdated({ id: subject, rating: 5 }, { at: soon, who: guest(email) }));
    const erased = pagePath(keys, "resolve", { ...claim, person: keys.person("email", "gone@customer.example") });
    for (const path of [resolve, erased])
      for (const method of ["GET", "POST"])
        expect((await handle(request(method, path))).body).toContain("There is nothing to settle");
    expect((await facts(world)).resolutions).toEqual([]);
  });

  it("settles it for the customer the guest has become", async () => {
    const { world, handle } = await setup();
    await world.publish(customerUpdated({ id: "c-7", email }));
    await handle(request("POST", resolve));
    const { person } = await world.person(keys.person("customer", "c-7"));
    expect(person.resolutions).toMatchObject([{ complaint: subject }]);
  });

  it("speaks German to whoever reads German", async () => {
    const { handle } = await setup();
    const page = await handle(request("GET", resolve, { headers: { "accept-language": "de-AT,de;q=0.9" } }));
    expect(page.body).toContain("Diese Beschwerde abschließen?");
  });
});

describe("the page that asks how it was dealt with", () => {
  it.each([
    ["4", "4"],
    ["0", undefined],
    ["6", undefined],
    ["4 or so", undefined],
    [undefined, undefined],
  ])("on GET with the score %j has %j chosen and stores nothing", async (score, chosen) => {
    const { world, handle } = await setup();
    const page = await handle(request("GET", survey, score === undefined ? {} : { query: { score } }));
    expect(page.statusCode).toBe(200);
    expect(page.body.match(/<input type="radio"/g)).toHaveLength(5);
    expect(/value="(\d)" required checked/.exec(page.body)?.[1]).toBe(chosen);
    expect((await facts(world)).surveys).toEqual([]);
  });

  it.each([
    ["as text", { body: "score=2" }],
    [
      "in base64, as the API may pass it on",
      { body: Buffer.from("score=2").toString("base64"), isBase64Encoded: true },
    ],
  ])("on POST stores the answer that comes %s, and thanks", async (_how, body) => {
    const { world, handle } = await setup();
    const page = await handle(request("POST", survey, body));
    expect(page).toMatchObject({ statusCode: 200, body: expect.stringContaining("Thank you for your answer") });
    expect((await facts(world)).surveys).toEqual([{ complaint: subject, score: 2, at: start }]);
  });

  it("lets an answer be changed, and shows the one there is", async () => {
    const { world, handle } = await setup();
    await handle(request("POST", survey, { body: "score=2" }));
    await world.runUntil(plus(start, hours(1)));
    await handle(request("POST", survey, { body: "score=5" }));
    expect((await facts(world)).surveys).toMatchObject([{ score: 5 }]);
    expect((await handle(request("GET", survey))).body).toContain('value="5" required checked');
    expect((await handle(request("GET", survey, { query: { score: "1" } }))).body).toContain(
      'value="1" required checked',
    );
  });

  it.each([[undefined], [""], ["score="], ["score=6"], ["score=04"], ["stars=4"], ["score=__proto__"]])(
    "on POST of %j asks again and stores nothing",
    async (body) => {
      const { world, handle } = await setup();
      const page = await handle(request("POST", survey, body === undefined ? {} : { body }));
      expect(page).toMatchObject({ statusCode: 400, body: expect.stringContaining("Please choose one") });
      expect((await facts(world)).surveys).toEqual([]);
    },
  );

  it("is closed when nothing is known of the complaint any more", async () => {
    const { handle } = await setup();
    const gone = pagePath(keys, "survey", { ...claim, subject: "judgeme:2" });
    expect((await handle(request("POST", gone, { body: "score=1" }))).body).toContain("no longer open");
  });
});

describe.each([
  ["/c/", resolve],
  ["/s/", survey],
])("a token of %s", (prefix, path) => {
  const token = path.slice(prefix.length);
  const [payload = "", signature = ""] = token.split(".");
  const other = prefix === "/c/" ? survey : resolve;
  const forged = Buffer.from(JSON.stringify(["1", "demo", "another", claim.run, subject])).toString("base64url");
  const page = prefix === "/c/" ? "resolve" : "survey";

  it.each([
    ["that is cut off", `${prefix}${token.slice(0, -1)}`],
    ["without its signature", `${prefix}${payload}`],
    ["with more after it", `${prefix}${token}.x`],
    ["of another payload", `${prefix}${forged}.${signature}`],
    ["of the other page", `${prefix}${other.slice(3)}`],
    ["of another store", pagePath(createKeys(rootSecret, "other"), page, claim)],
    ["under another root", pagePath(createKeys("another-root-secret", "demo"), page, claim)],
    ["of a store that is gone", pagePath(createKeys(rootSecret, "gone"), page, { ...claim, store: "gone" })],
    ["that is no JSON", `${prefix}AAAA.BBBB`],
    ["called __proto__", `${prefix}__proto__`],
    ["that is empty", prefix],
  ])("%s is refused", async (_what, rawPath) => {
    const { world, handle } = await setup();
    for (const method of ["GET", "POST"])
      expect(await handle(request(method, rawPath, { body: "score=1" }))).toMatchObject({
        statusCode: 404,
        body: expect.stringContaining("This link does not work"),
      });
    expect(await facts(world)).toEqual({ resolutions: [], surveys: [] });
  });
});
