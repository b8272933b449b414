import { describe, expect, it } from "@jest/globals";
import { Hono } from "hono";
import type { StoreSettings } from "../../shared/settings/settings.ts";
import { createApp } from "../../local/http/app.ts";
import { createClockRoutes } from "../../local/http/clock-routes.ts";
import { createFaultRoutes } from "../../local/http/fault-routes.ts";
import { createReadRoutes } from "../../local/http/read-routes.ts";
import { createStoreRegistry, createStoreRoutes } from "../../local/http/store-routes.ts";
import type { LocalQueries, MessageRecord } from "../../local/queries.ts";
import { start, wake } from "./support/fixtures.ts";
import { platformWith } from "./support/platform.ts";

const settings = {
  id: "demo",
  domain: "demo-store.myshopify.com",
  currency: "USD",
  zone: "America/New_York",
  brand: {
    name: "Demo",
    websiteUrl: "https://demo.example",
    from: { name: "Demo", email: "hello@demo.example" },
    replyTo: "care@demo.example",
    postalAddress: "1 Main Street, New York",
  },
  secrets: { shopify: ["demo-secret"] },
};

const record: MessageRecord = { profileId: "p1", flow: "abandoned-checkout", step: "reminder-1", status: "sent" };

/** The local routes over a real platform, with doubles of the functions and of the table's answers. */
const appOver = (platform = platformWith({})) => {
  const moments: unknown[] = [];
  const stored = new Map<string, StoreSettings>();
  const queries: LocalQueries = {
    recordOf: (_store, message) => Promise.resolve(message === "known" ? record : undefined),
    decisions: () => Promise.resolve([]),
    profile: (_store, _key, at) => {
      moments.push(at);
      return Promise.resolve(undefined);
    },
    rejected: () => Promise.resolve([]),
    settings: (store) => {
      const found = stored.get(store);
      return Promise.resolve(found && { ...found, version: 1, loyaltyHistory: [], doubleOptInSince: {} });
    },
    writeSettings: (written) => {
      stored.set(written.id, written);
      return Promise.resolve({ ...written, version: 1, loyaltyHistory: [], doubleOptInSince: {} });
    },
  };
  const { shelves, clock, timeline, faults, counts } = platform;
  const app = createApp({
    gateway: new Hono(),
    local: {
      clock: createClockRoutes({ clock, timeline }),
      faults: createFaultRoutes(faults),
      stores: createStoreRoutes(createStoreRegistry({ queries, secrets: shelves.secrets })),
    },
    reads: createReadRoutes({ queries, ...shelves, counts, defaultStore: "demo" }),
    pages: new Hono(),
    log: platform.ports.log,
  });
  const ask = async (method: string, path: string, body?: unknown) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await app.request(path, { method, ...(body === undefined ? {} : { body: text }) });
    return { status: response.status, body: await response.json() };
  };
  return { ...platform, ask, moments };
};

describe("the local routes", () => {
  it("say that all is up", async () => {
    expect(await appOver().ask("GET", "/local/health")).toEqual({ status: 200, body: { status: "ready" } });
  });

  it("move the clock by a length or to a moment", async () => {
    const { ask } = appOver();
    const moved = await ask("POST", "/local/clock", { advance: "PT4H" });
    expect(moved).toEqual({ status: 200, body: { now: "2026-03-02T14:00:00.000Z", processed: 4 } });
    const to = await ask("POST", "/local/clock", { to: "2026-03-02T10:30:00-05:00" });
    expect(to.body).toEqual({ now: "2026-03-02T15:30:00.000Z", processed: 1 });
    expect(await ask("GET", "/local/clock")).toEqual({ status: 200, body: { now: "2026-03-02T15:30:00.000Z" } });
  });

  it.each([
    { body: { to: "2026-03-02T09:59:59Z" }, says: "forward only" },
    { body: { to: "2026-03-02T11:00:00" }, says: "offset" },
    { body: { to: "+012026-01-01T00:00:00Z" }, says: "offset" },
    { body: { to: "9999-12-31T23:00:00Z" }, says: "9999" },
    { body: { advance: "PT3000000H", to: "2026-03-03T00:00:00Z" }, says: "one of the two" },
    { body: { advance: "four hours" }, says: "advance" },
    { body: { advance: "-PT4H" }, says: "advance" },
    { body: {}, says: "one of the two" },
    { body: '{"advance":"PT4H"', says: "no JSON" },
  ])("refuse to move the clock by $body and say why", async ({ body, says }) => {
    const { ask, clock } = appOver();
    const answer = await ask("POST", "/local/clock", body);
    expect(answer).toEqual({ status: 400, body: { error: expect.stringContaining(says) } });
    expect(clock.now()).toBe(start);
  });

  it.each([
    "messages",
    "decisions",
    "profiles/a",
    "alerts",
    "rejected",
    "dead-letters",
    "counts",
    "clock",
    "health",
    "faults",
  ])("refuse a parameter that %s does not know, by name", async (path) => {
    const answer = await appOver().ask("GET", `/local/${path}?sotre=demo`);
    expect(answer).toEqual({ status: 400, body: { error: expect.stringContaining("sotre") } });
  });

  it("tell messages oldest first with what our records say, filtered by store, address and flow", async () => {
    const { ask, ports, shelves } = appOver();
    for (const [message, to] of [
      ["known", "+12125550123"],
      ["unknown", "+12125550123"],
      ["known", "+12125550124"],
    ]) {
      await ports.text.send({ message: message ?? "", store: "demo", to: to ?? "", body: "hi" });
    }
    const first = shelves.mail.all()[0];
    const { body } = await ask("GET", "/local/messages?store=demo&to=%2B1%20212%20555%200123");
    expect(body).toEqual([
      { ...first, profileId: "p1", flow: "abandoned-checkout", step: "reminder-1", status: "sent" },
      expect.objectContaining({ message: "unknown", profileId: null, flow: null, step: null, status: null }),
    ]);
    expect((await ask("GET", "/local/messages?flow=abandoned-checkout")).body).toHaveLength(2);
    expect((await ask("GET", "/local/messages?store=other")).body).toEqual([]);
  });

  it.each([
    { query: "", at: undefined },
    { query: "&at=2030-02-28T23:59:59Z", at: "2030-02-28T23:59:59.000Z" },
    { query: "&at=2020-01-01T00:00:00%2B05:30", at: "2019-12-31T18:30:00.000Z" },
    { query: "&at=2020-01-01T00:00:00+05:30", at: "2019-12-31T18:30:00.000Z" },
  ])("ask for a profile at any moment, past or future: $query", async ({ query, at: moment }) => {
    const { ask, moments } = appOver();
    expect((await ask("GET", `/local/profiles/ada?store=demo${query}`)).status).toBe(404);
    expect(moments).toEqual([moment]);
  });

  it.each(["tomorrow", "2026-03-02", "2026-03-02T10:00:00", "2026-02-30T10:00:00Z"])(
    "refuse a profile at %s and say what would be right",
    async (moment) => {
      const { ask, moments } = appOver();
      const answer = await ask("GET", `/local/profiles/ada?at=${moment}`);
      expect(answer).toEqual({
        status: 400,
        body: { error: expect.stringMatching(/^at: .*offset.*2026-01-31T10:00:00Z/) },
      });
      expect(moments).toEqual([]);
    },
  );

  it("tell what support was told among the alerts, and not in the mailbox", async () => {
    const { ask, ports } = appOver();
    const alert = { message: "m1", store: "demo", subject: "1 star from Ada", text: "Please answer her." };
    expect(await ports.support.send(alert)).toEqual({ kind: "accepted", providerId: expect.any(String) });
    expect((await ask("GET", "/local/alerts")).body).toEqual([{ at: start, alarm: "support", ...alert }]);
    expect((await ask("GET", "/local/messages")).body).toEqual([]);
  });

  it.each([
    { fault: "throttle", outcome: { kind: "refused", retry: true }, told: 0 },
    { fault: "error", outcome: { kind: "ambiguous" }, told: 0 },
    { fault: "timeout-before", outcome: { kind: "ambiguous" }, told: 0 },
    { fault: "timeout-after", outcome: { kind: "ambiguous" }, told: 1 },
  ])("let telling support fail as asked: $fault is $outcome.kind", async ({ fault, outcome, told }) => {
    const { ask, ports } = appOver();
    await ask("POST", "/local/faults", { target: "support", fault });
    expect(await ports.support.send({ message: "m1", store: "demo", subject: "s", text: "t" })).toMatchObject(outcome);
    expect((await ask("GET", "/local/alerts")).body).toHaveLength(told);
    expect((await ask("GET", "/local/counts")).body).toMatchObject({ support: { Publish: { calls: 1 } } });
  });

  it("take a store's settings whole, keep its secrets apart, and give back what may be put again", async () => {
    const { ask, shelves } = appOver();
    expect((await ask("GET", "/local/stores/demo")).status).toBe(404);
    const put = await ask("PUT", "/local/stores/demo", settings);
    expect(put).toMatchObject({ status: 200, body: settings });
    expect(shelves.secrets.all()).toEqual({ demo: { shopify: ["demo-secret"] } });
    const got = await ask("GET", "/local/stores/demo");
    expect(got).toEqual(put);
    expect(await ask("PUT", "/local/stores/demo", got.body)).toEqual(put);
  });

  it.each([
    { what: "another id", change: { id: "other" }, says: "id" },
    { what: "an unknown setting", change: { currencey: "USD" }, says: "currencey" },
    { what: "an unknown zone", change: { zone: "Mars/Olympus" }, says: "zone" },
    {
      what: "an unknown flow",
      change: { flows: { "abandonned-checkout": {} } },
      says: "did you mean abandoned-checkout?",
    },
  ])("refuse settings with $what", async ({ change, says }) => {
    const { ask } = appOver();
    const answer = await ask("PUT", "/local/stores/demo", { ...settings, ...change });
    expect(answer).toEqual({ status: 400, body: { error: expect.stringContaining(says) } });
    expect((await ask("GET", "/local/stores/demo")).status).toBe(404);
  });

  it("take faults, tell which are to come, and refuse what is none", async () => {
    const { ask } = appOver();
    const fault = { target: "email", fault: "throttle", times: 3 };
    expect(await ask("POST", "/local/faults", fault)).toEqual({ status: 200, body: { pending: [fault] } });
    expect((await ask("POST", "/local/faults", { target: "post" })).status).toBe(400);
    expect((await ask("GET", "/local/faults")).body).toEqual({ pending: [fault] });
    expect((await ask("DELETE", "/local/faults")).body).toEqual({ pending: [] });
  });

  it("tell dead letters and the alerts they raise, with their reasons", async () => {
    const { ask, ports } = appOver(
      platformWith({ "advance-run": () => () => Promise.reject(new Error("the table is away")) }),
    );
    await ports.wakes.send(wake("a"));
    await ask("POST", "/local/clock", { advance: "P1D" });
    expect((await ask("GET", "/local/dead-letters")).body).toMatchObject([
      { queue: "wakes", reason: "Error: the table is away", at: expect.any(String) },
    ]);
    expect((await ask("GET", "/local/alerts")).body).toMatchObject([{ alarm: "wakes-dead" }]);
    expect((await ask("GET", "/local/counts")).body).toMatchObject({ queue: { SendMessage: { calls: 1 } } });
  });

  it("make an alert of a metric that has an alarm, and of no other", async () => {
    const { ask, ports } = appOver();
    ports.metrics.count("webhook-rejected", { source: "shopify", topic: "orders/create" });
    ports.metrics.count("webhook", { source: "shopify", topic: "orders/create", answer: "accepted" });
    expect((await ask("GET", "/local/alerts")).body).toEqual([
      {
        at: start,
        alarm: "webhook-rejected",
        hurt: expect.any(String),
        runbook: expect.any(String),
        dimensions: { source: "shopify", topic: "orders/create" },
      },
    ]);
  });

  it("answer 404 for what they do not know", async () => {
    expect((await appOver().ask("GET", "/nothing")).status).toBe(404);
  });
});
