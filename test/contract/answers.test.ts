import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutBody, emailConsentBody, freshEmail, orderBody } from "./support/bodies.ts";
import { LocalRun, sign } from "./support/local-run.ts";

const start = "2026-11-02T15:00:00.000Z";
const path = "/webhooks/shopify/demo";
const fixtures = join(__dirname, "../fixtures/shopify");

let run: LocalRun;
beforeAll(async () => {
  run = await LocalRun.start(start);
}, 60_000);
afterAll(() => run.stop());

const body = JSON.stringify(checkoutBody(start));
const headers = (raw: string | Uint8Array, changes: Record<string, string> = {}): Record<string, string> => ({
  "content-type": "application/json",
  "x-shopify-topic": "checkouts/create",
  "x-shopify-shop-domain": "demo-store.myshopify.com",
  "x-shopify-hmac-sha256": sign(raw, "demo-secret"),
  ...changes,
});
const statusOf = async (method: string, to: string, raw?: string, with_: Record<string, string> = headers(raw ?? "")) =>
  (await run.request(method, to, raw, with_)).status;

describe("a signature", () => {
  const good = sign(body, "demo-secret");
  it.each([
    ["missing", ""],
    ["in hex", Buffer.from(good, "base64").toString("hex")],
    ["of an empty secret", sign(body, "")],
    ["of another secret", sign(body, "demo-secret ")],
    ["of another body", sign(`${body} `, "demo-secret")],
    ["with something behind it", `${good}A`],
    ["in the other alphabet", good.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")],
    ["cut short", good.slice(0, 20)],
  ])("%s is refused", async (_what, signature) => {
    expect(await statusOf("POST", path, body, headers(body, { "x-shopify-hmac-sha256": signature }))).toBe(401);
  });

  it("is over the bytes, however they are labelled", async () => {
    const types = [
      "application/json; charset=utf-8",
      "text/plain",
      "application/octet-stream",
      "multipart/form-data; boundary=x",
      "image/png",
    ];
    for (const type of types)
      expect(await statusOf("POST", path, body, headers(body, { "content-type": type }))).toBe(200);
    const escaped = body.replaceAll("/", "\\/").replace("Linen", "L\\u0069nen");
    expect(await statusOf("POST", path, escaped, headers(escaped))).toBe(200);
    const umlauts = body.replace("Linen Apron", "Küchenschürze für 日本");
    for (const type of types)
      expect(await statusOf("POST", path, umlauts, headers(umlauts, { "content-type": type }))).toBe(200);
  });

  it("is read under both names of its header, in any case", async () => {
    const { "x-shopify-hmac-sha256": signature = "", "x-shopify-topic": topic = "", ...rest } = headers(body);
    expect(
      await statusOf("POST", path, body, { ...rest, "Shopify-Hmac-Sha256": signature, "shopify-topic": topic }),
    ).toBe(200);
    expect(
      await statusOf("POST", path, body, { ...rest, "X-SHOPIFY-HMAC-SHA256": signature, "X-SHOPIFY-TOPIC": topic }),
    ).toBe(200);
  });

  it("that is good but replayed changes nothing", async () => {
    const email = freshEmail("replay");
    const raw = JSON.stringify(checkoutBody(start, { email }));
    for (let time = 0; time < 3; time += 1) expect(await statusOf("POST", path, raw)).toBe(200);
    await run.move("PT0S");
    const profile = await run.get<{ runs: unknown[]; checkouts: unknown[]; consent: { statements: unknown[] } }>(
      `/local/profiles/${email}`,
    );
    expect([profile.runs.length, profile.checkouts.length, profile.consent.statements.length]).toEqual([1, 1, 1]);
  });
});

describe("an address", () => {
  it.each([
    ["an unknown store", "/webhooks/shopify/nobody"],
    ["an unknown source", "/webhooks/fax/demo"],
    ["a source that JavaScript knows", "/webhooks/constructor/demo"],
    ["a store that JavaScript knows", "/webhooks/shopify/__proto__"],
    ["a store longer than any", `/webhooks/shopify/${"a".repeat(3_000)}`],
    ["a store with a slash in it", "/webhooks/shopify/demo%2fstore"],
    ["every store", "/webhooks/shopify/*"],
    ["no store", "/webhooks/shopify/"],
  ])("of %s is not found", async (_what, to) => {
    expect(await statusOf("POST", to, body)).toBe(404);
  });

  it.each(["GET", "PUT", "DELETE", "PATCH"])("takes no %s", async (method) => {
    expect(await statusOf(method, path, method === "GET" ? undefined : body)).toBe(404);
  });
});

describe("a body", () => {
  const padded = (bytes: number): string => {
    const raw = JSON.stringify(checkoutBody(start, { note: "" }));
    return raw.replace('"note":""', `"note":"${"x".repeat(bytes - Buffer.byteLength(raw))}"`);
  };
  const megabytes = 1024 * 1024;
  it.each([
    [4 * megabytes, 200],
    [4 * megabytes + 1, 413],
    [11 * megabytes, 413],
  ])("of %i bytes is answered %i", async (size, status) => {
    const raw = padded(size);
    expect(await statusOf("POST", path, raw)).toBe(status);
  });

  const rejected: [string, string | Uint8Array, string][] = [
    ["empty", "", "not JSON"],
    ["half JSON", '{"token":', "not JSON"],
    ["a list", "[]", "not a JSON object"],
    ["null", "null", "not a JSON object"],
    ["without a token", '{"email":"someone.kept@example.com"}', "token"],
    ["with an object for a token", '{"token":{"a":1}}', "token"],
    ["not in UTF-8", new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), "UTF-8"],
    ["nested without end", "[".repeat(200_000), "body"],
  ];
  it.each(rejected)("that is %s is kept with its reason, and answered 200", async (_what, raw, reason) => {
    const answer = await run.request("POST", path, raw, headers(raw));
    expect(answer.status).toBe(200);
    const kept =
      await run.get<{ topic: string; reason: string; body: { base64?: string } }[]>("/local/rejected?store=demo");
    const own = kept.filter((one) => one.body.base64 === Buffer.from(raw).toString("base64"));
    if (raw.length < 1_000)
      expect(own).toEqual([
        expect.objectContaining({ topic: "checkouts/create", reason: expect.stringContaining(reason) }),
      ]);
    expect(kept.some((one) => one.reason.includes(reason))).toBe(true);
  });

  it("of a topic that nothing depends on is counted and forgotten", async () => {
    for (const topic of ["shop/update", "themes/publish", "draft_orders/create"]) {
      expect(await run.post(topic, "{}")).toEqual({ status: 200, body: expect.stringContaining("ignored") });
    }
  });

  it("of every version and topic in the fixtures is taken, and processed to the end", async () => {
    const files = readdirSync(fixtures).filter((file) => !file.startsWith("app-uninstalled"));
    const store = { store: "fixtures", secret: "fixture-secret" };
    const demo = await run.get<Record<string, unknown>>("/local/stores/demo");
    await run.send("PUT", "/local/stores/fixtures", {
      ...demo,
      id: "fixtures",
      domain: "fixtures-store.myshopify.com",
      secrets: { shopify: ["fixture-secret"] },
    });
    const topicOf = (file: string): string =>
      file
        .split(".")[0]!
        .replace(
          /^customers-(email-)?marketing-consent-update$/,
          (name) => `${name.slice(0, -7).replaceAll("-", "_")}/update`,
        )
        .replace("-", "/")
        .replaceAll("-", "_");
    for (const file of files) {
      const answer = await run.post(topicOf(file), readFileSync(join(fixtures, file)), store);
      expect({ file, ...answer }).toEqual({ file, status: 200, body: expect.any(String) });
    }
    await run.move("PT0S");
    expect(await run.deadLetters()).toEqual([]);
  });

  it("keeps ids beyond what a double can hold, digit by digit", async () => {
    const email = freshEmail("exact");
    const id = "9007199254740993123";
    const raw = JSON.stringify(orderBody(start, { email, id: "ID", customer: { id: "CUSTOMER", email } }))
      .replace('"ID"', id)
      .replace('"CUSTOMER"', "820982911946154507");
    expect((await run.post("orders/create", raw)).status).toBe(200);
    await run.move("PT0S");
    const profile = await run.get<{ orders: { id: string }[] }>("/local/profiles/820982911946154507");
    expect(profile.orders.map((order) => order.id)).toEqual([id]);
  });
});

describe("the clock", () => {
  it("tells the time, drains without moving, and answers only when nothing is due", async () => {
    const { now } = await run.get<{ now: string }>("/local/clock");
    for (let turn = 0; turn < 5; turn += 1) {
      await run.post("checkouts/create", checkoutBody(now));
      const { now: same, processed } = await run.move("PT0S");
      expect(same).toBe(now);
      expect(processed).toBeGreaterThan(0);
      expect((await run.move("PT0S")).processed).toBe(0);
    }
  });

  it.each([
    ["back", { to: "2020-01-01T00:00:00Z" }],
    ["by a negative length", { advance: "-PT1H" }],
    ["to a time without an offset", { to: "2027-01-01T10:00:00" }],
    ["past the year 9999", { advance: "P9999999D" }],
    ["both ways at once", { advance: "PT1H", to: "2027-01-01T10:00:00Z" }],
    ["by a number", { advance: 3600 }],
    ["nowhere", {}],
  ])("does not move %s", async (_how, move) => {
    const before = await run.get("/local/clock");
    const answer = await run.request("POST", "/local/clock", JSON.stringify(move), {
      "content-type": "application/json",
    });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error.length).toBeGreaterThan(10);
    expect(await run.get("/local/clock")).toEqual(before);
  });

  it("takes moves that come together one after the other", async () => {
    const { now } = await run.get<{ now: string }>("/local/clock");
    await Promise.all(["PT1M", "PT2M", "PT3M"].map((length) => run.move(length)));
    const later = await run.get<{ now: string }>("/local/clock");
    expect(new Date(later.now).getTime() - new Date(now).getTime()).toBe(6 * 60_000);
  });
});

describe("what is asked wrongly is answered 400 and says what is wrong", () => {
  it.each([
    ["POST", "/local/clock", "{", "JSON"],
    ["POST", "/local/faults", '{"target":"emil","fault":"throttle"}', "target"],
    ["POST", "/local/faults", '{"target":"email","fault":"explode"}', "fault"],
    ["POST", "/local/faults", '{"target":"email","fault":"error","times":0}', "times"],
    ["PUT", "/local/stores/wrong", "{", "JSON"],
    ["PUT", "/local/stores/wrong", "{}", "domain"],
    ["GET", "/local/messages?too=x@example.com", undefined, "too"],
  ])("%s %s %s", async (method, to, raw, word) => {
    const answer = await run.request(method, to, raw, { "content-type": "application/json" });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error).toContain(word);
  });

  it.each([
    [{ zone: "America/Newyork" }, "zone"],
    [{ currency: "dollars" }, "currency"],
    [{ brand: { name: "x" } }, "brand."],
    [{ holdout: 2 }, "holdout"],
    [{ quietHours: { text: { from: "06:00", to: "23:00" } } }, "quietHours.text"],
    [{ secrets: { shopify: ["short"] } }, "secrets.shopify.0"],
    [{ secrets: { shopify: [] } }, "secrets.shopify"],
    [{ colour: "red" }, "colour"],
    [{ id: "another" }, "id"],
    [{ caps: { email: { apart: "P30D", most: 4, within: "P7D" } } }, "caps.email.apart"],
  ])("a store with %j names the path", async (changes, word) => {
    const demo = await run.get<Record<string, unknown>>("/local/stores/demo");
    const answer = await run.request("PUT", "/local/stores/demo", JSON.stringify({ ...demo, ...changes }), {
      "content-type": "application/json",
    });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error).toContain(word);
    expect(await run.get("/local/stores/demo")).toEqual(demo);
  });
});

describe("a profile", () => {
  it("is found by address, phone number and either id, and by nothing else", async () => {
    const email = freshEmail("found");
    await run.post("customers/create", {
      id: 880_101,
      email,
      phone: "+19175550188",
      first_name: "Fay",
      created_at: start,
      updated_at: start,
    });
    await run.post("customers_email_marketing_consent/update", emailConsentBody(880_101, email, "subscribed", start));
    await run.move("PT0S");
    const byEmail = await run.get<{ id: string; keys: object; consent: { email: { state: string } } }>(
      `/local/profiles/${email}`,
    );
    expect(byEmail.keys).toMatchObject({ customer: "880101", emails: [email], phones: ["+19175550188"] });
    expect(byEmail.consent.email.state).toBe("granted");
    for (const key of [email.toUpperCase(), "%2B19175550188", "880101", byEmail.id])
      expect(await run.get(`/local/profiles/${key}`)).toEqual(byEmail);
    for (const key of ["nobody@example.com", "__proto__", "880102"])
      expect((await run.request("GET", `/local/profiles/${key}`)).status).toBe(404);
  });
});

describe("public pages", () => {
  it.each(["/u/nothing", "/u/%F0%9F%98%80", "/u/a.b.c", "/r/nothing", "/r/demo.7cXH5w1CPlCJOWklzLbQo2.bha70MZgSYi"])(
    "do not know %s",
    async (to) => {
      expect((await run.request("GET", to)).status).toBe(404);
    },
  );
});
