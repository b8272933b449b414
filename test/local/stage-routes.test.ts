import { Hono } from "hono";
import { openLocalStage } from "../../cli/local-stage.ts";
import { createApp } from "../../local/http/app.ts";
import { createStageRoutes } from "../../local/http/stage-routes.ts";
import { createRepairPorts } from "../../local/repair-ports.ts";
import { createStagePorts } from "../../local/stage-ports.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { hours, type Instant, plus } from "../../shared/events/instant.ts";
import { describeTable } from "../store/table-suite.ts";
import { checkoutUpdated } from "../support/events.ts";
import { start, wake } from "./support/fixtures.ts";
import { platformWith } from "./support/platform.ts";

const url = "http://127.0.0.1:8787";

/** The routes of a local run over a table in memory, and a client that asks them without a port. */
const setup = (now?: () => Instant) => {
  const platform = platformWith({});
  const { shelves, clock, ports } = platform;
  const app = createApp({
    gateway: new Hono(),
    local: {
      stage: createStageRoutes({
        clock,
        ports: {
          ...createStagePorts({ shelves, table: createMemoryTable({ now: now ?? clock.now }), ports }),
          ...createRepairPorts({ ...shelves, clock, notify: () => undefined }),
        },
      }),
    },
    reads: new Hono(),
    pages: new Hono(),
    log: ports.log,
  });
  const ask = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init);
    request.headers.set("host", new URL(request.url).host);
    return app.request(request);
  };
  const post = (path: string, headers: Record<string, string>, body = "[]") =>
    app.request(`${url}/local/stage/${path}`, { method: "POST", headers, body });
  return { ...platform, open: (asked: typeof fetch = ask) => openLocalStage(url, asked), ask, post };
};

describeTable("the local run, as the command line reaches it", async (now) => (await setup(now).open()).table);

test("secrets are read and written whole, and those of a store that is left out are gone", async () => {
  const { open, shelves } = setup();
  const { secrets } = await open();
  const { root } = await secrets.read();
  await secrets.write({ root, stores: { a: { shopify: ["secret-of-a"] }, b: { yotpo: ["secret-of-b"] } } });
  await secrets.write({ root, stores: { a: { shopify: ["secret-of-a", "another"] } } });
  expect(await secrets.read()).toEqual({ root, stores: { a: { shopify: ["secret-of-a", "another"] } } });
  expect(shelves.secrets.get("b")).toBeUndefined();
  await expect(secrets.write({ root: "another-root", stores: {} })).rejects.toThrow(/root secret .* can't be changed/);
});

test("blobs, mails and texts arrive as they were", async () => {
  const { open, shelves } = setup();
  const { blobs, email, text } = await open();
  await blobs.put("k", Buffer.from([0, 255, 10]));
  expect(await blobs.get("k")).toEqual(Buffer.from([0, 255, 10]));
  await blobs.remove("k");
  expect(await blobs.get("k")).toBeUndefined();
  const raw = Buffer.from("From: Acme <a@acme.example>\r\nSubject: Grüße\r\n\r\nHi");
  const sent = { message: "m", store: "demo", from: "a@acme.example", to: "b@customer.example" };
  expect(await email.send({ ...sent, raw })).toMatchObject({ kind: "accepted" });
  expect(await text.send({ message: "t", store: "demo", to: "+12125550147", body: "Hi" })).toMatchObject({
    kind: "accepted",
  });
  expect(await text.send({ message: "t", store: "demo", to: "nobody", body: "Hi" })).toMatchObject({ kind: "refused" });
  expect(shelves.mail.all().map(({ to }) => to)).toEqual(["b@customer.example", "+12125550147"]);
});

test("events reach the bus and wakes their queue, and the clock is the local run's", async () => {
  const { open, clock, shelves } = setup();
  const stage = await open();
  expect(stage.now()).toBe(clock.now());
  const event = checkoutUpdated({ token: "c-1" });
  await stage.bus.put([event]);
  const events = [];
  for await (const one of stage.archive.replay(start, plus(clock.now(), hours(1)))) events.push(one);
  expect(events).toEqual([event]);
  await stage.wakes.send(wake("r"));
  const hidden = { now: clock.nowMs(), most: 10, visibilityMs: 1_000, maxReceives: 3 };
  expect(shelves.messages.receive("wakes", hidden).taken.map(({ body }) => JSON.parse(body))).toEqual([wake("r")]);
});

const asIs = { host: "127.0.0.1:8787", "content-type": "application/json" };

test.each([
  ["a form of a web page", { ...asIs, "content-type": "text/plain" }, "clock/now", "[]", 400],
  ["a form without a type", { host: "127.0.0.1" }, "clock/now", "[]", 400],
  ["a name that was made to mean this machine", { ...asIs, host: "evil.example" }, "clock/now", "[]", 400],
  ["a name that begins like this machine's", { ...asIs, host: "127.0.0.1.evil.example" }, "clock/now", "[]", 400],
  ["a port there is not", asIs, "disk/read", "[]", 404],
  ["an inherited name", asIs, "table/constructor", "[]", 404],
  ["what is no list", asIs, "clock/now", "{}", 400],
  ["arguments of another form", asIs, "table/get", '["a"]', 400],
  ["more arguments than there are", asIs, "clock/now", "[1]", 400],
])("%s is refused", async (_what, headers, path, body, status) => {
  const { post } = setup();
  const response = await post(path, headers, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ error: expect.any(String) });
});

test("calls of the same moment are one request, and one that is refused leaves the others alone", async () => {
  const { ask, open } = setup();
  let requests = 0;
  const { table } = await open((...words) => {
    requests += 1;
    return ask(...words);
  });
  requests = 0;
  const many = Array.from({ length: 150 }, (_, index) => table.put({ pk: "demo/a", sk: String(index) }));
  const [refused] = await Promise.allSettled([table.get({ pk: "", sk: "x" }), ...many]);
  expect(refused).toMatchObject({ status: "rejected", reason: { message: expect.stringContaining("pk") } });
  expect(requests).toBe(2);
  expect(await table.query("demo/a")).toHaveLength(150);
});

test.each([
  ["a web page's", { "content-type": "text/plain" }, "[]"],
  ["no list", {}, "{}"],
  ["too many at once", {}, JSON.stringify(Array.from({ length: 101 }, () => ["clock", "now", []]))],
])("a request of several calls that is %s is refused", async (_what, headers, body) => {
  const { ask } = setup();
  const sent = { "content-type": "application/json", ...headers };
  const response = await ask(`${url}/local/stage`, { method: "POST", headers: sent, body });
  expect(response.status).toBe(400);
});

test.each([
  ["nobody answers", () => Promise.reject(new TypeError("fetch failed")), /No local run answers at .*npm start/],
  [
    "it is starting",
    () => Promise.resolve(Response.json({ status: "starting" }, { status: 503 })),
    /is still starting/,
  ],
  ["somebody else answers", () => Promise.resolve(new Response("<html>", { status: 404 })), /is no local run of this/],
])("when %s the error says what to do", async (_what, ask, saying) => {
  await expect(openLocalStage(url, ask)).rejects.toThrow(saying);
});
