import { describe, expect, it } from "@jest/globals";
import { createGateway } from "../../local/http/gateway.ts";
import { FunctionTimeoutError } from "../../local/invoke.ts";
import { shelvesIn, standingClock, startMs } from "./support/fixtures.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A gateway whose functions keep what they are given and answer `answer`. */
const gatewayAnswering = (answer: (event: unknown) => unknown) => {
  const events: unknown[] = [];
  const invoke = async (event: unknown) => {
    events.push(event);
    return Promise.resolve(answer(event));
  };
  const clock = standingClock(shelvesIn());
  return { events, app: createGateway({ receiveWebhook: invoke, publicPages: invoke, clock, log: silent }) };
};
const ok = () => ({ statusCode: 200, body: "ok" });

describe("the HTTP API in front of the functions", () => {
  it("hands over a webhook as an event of payload format 2.0", async () => {
    const { app, events } = gatewayAnswering(ok);
    await app.request("http://127.0.0.1:8787/webhooks/shopify/demo?a=1&a=2&b=%20", {
      method: "POST",
      headers: { "Content-Type": "application/json; charset=utf-8", "X-Shopify-Topic": "carts/create" },
      body: '{"name":"Zoë"}',
    });
    expect(events).toEqual([
      expect.objectContaining({
        version: "2.0",
        routeKey: "POST /webhooks/{source}/{store}",
        rawPath: "/webhooks/shopify/demo",
        rawQueryString: "a=1&a=2&b=%20",
        queryStringParameters: { a: "1,2", b: " " },
        pathParameters: { source: "shopify", store: "demo" },
        headers: expect.objectContaining({ "x-shopify-topic": "carts/create" }),
        body: '{"name":"Zoë"}',
        isBase64Encoded: false,
        requestContext: expect.objectContaining({
          http: expect.objectContaining({ method: "POST", path: "/webhooks/shopify/demo" }),
          timeEpoch: startMs,
        }),
      }),
    ]);
  });

  it.each([
    { type: "application/json", body: Buffer.from("{}"), encoded: false },
    { type: "text/plain", body: Buffer.from("hi"), encoded: false },
    { type: "application/x-www-form-urlencoded", body: Buffer.from("a=1"), encoded: true },
    { type: "application/octet-stream", body: Buffer.from([0, 255]), encoded: true },
    { type: "application/json", body: Buffer.from([123, 255, 125]), encoded: true },
  ])("hands over a body of $type in base64: $encoded, every byte kept", async ({ type, body, encoded }) => {
    const { app, events } = gatewayAnswering(ok);
    await app.request("/webhooks/shopify/demo", { method: "POST", headers: { "content-type": type }, body });
    const expected = body.toString(encoded ? "base64" : "utf8");
    expect(events).toEqual([expect.objectContaining({ body: expected, isBase64Encoded: encoded })]);
  });

  it.each([
    { method: "GET", path: "/u/tok.en", routeKey: "GET /u/{token}" },
    { method: "POST", path: "/u/tok.en", routeKey: "POST /u/{token}" },
    { method: "GET", path: "/c/tok.en", routeKey: "GET /c/{token}" },
    { method: "POST", path: "/c/tok.en", routeKey: "POST /c/{token}" },
    { method: "GET", path: "/s/tok.en", routeKey: "GET /s/{token}" },
    { method: "POST", path: "/s/tok.en", routeKey: "POST /s/{token}" },
    { method: "GET", path: "/r/tok.en", routeKey: "GET /r/{token}" },
    { method: "HEAD", path: "/r/tok.en", routeKey: "HEAD /r/{token}" },
    { method: "GET", path: "/l/tok.en", routeKey: "GET /l/{token}" },
    { method: "HEAD", path: "/l/tok.en", routeKey: "HEAD /l/{token}" },
  ])("hands over $method $path", async ({ method, path, routeKey }) => {
    const { app, events } = gatewayAnswering(ok);
    await app.request(path, { method });
    expect(events).toEqual([expect.objectContaining({ routeKey, pathParameters: { token: "tok.en" } })]);
  });

  it("hands over a webhook whose sender signs nothing with the token of its path", async () => {
    const { app, events } = gatewayAnswering(ok);
    await app.request("/webhooks/yotpo/demo/demo-secret", { method: "POST", body: "{}" });
    expect(events).toEqual([
      expect.objectContaining({
        routeKey: "POST /webhooks/{source}/{store}/{token}",
        pathParameters: { source: "yotpo", store: "demo", token: "demo-secret" },
      }),
    ]);
  });

  it("answers what the function answers", async () => {
    const { app } = gatewayAnswering(() => ({
      statusCode: 302,
      headers: { Location: "https://shop.example/", "Content-Type": "text/html" },
      body: Buffer.from("<p>moved</p>").toString("base64"),
      isBase64Encoded: true,
    }));
    const response = await app.request("/r/token");
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe("https://shop.example/");
    expect(response.headers.get("content-type")).toBe("text/html");
    expect(await response.text()).toBe("<p>moved</p>");
  });

  it("answers 200 with the answer as JSON when the function names no status", async () => {
    const { app } = gatewayAnswering(() => ({ fine: true }));
    const response = await app.request("/r/token");
    expect([response.status, await response.json()]).toEqual([200, { fine: true }]);
  });

  it.each([
    { why: "throws", error: new Error("boom"), status: 500 },
    { why: "takes too long", error: new FunctionTimeoutError("30 s"), status: 503 },
  ])("answers $status when the function $why, and tells nothing", async ({ error, status }) => {
    const { app } = gatewayAnswering(() => {
      throw error;
    });
    const response = await app.request("/r/token");
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain(error.message);
  });

  it("refuses a body of more than 10 MB itself", async () => {
    const { app, events } = gatewayAnswering(ok);
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, "a");
    const response = await app.request("/webhooks/shopify/demo", { method: "POST", body });
    expect(response.status).toBe(413);
    expect(events).toEqual([]);
  });
});
