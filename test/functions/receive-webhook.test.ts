import { createHmac } from "node:crypto";
import { createHandler } from "../../functions/receive-webhook/handler.ts";
import type { Event } from "../../shared/events/catalogue.ts";
import { minutes, plus } from "../../shared/events/instant.ts";
import { listRejected, rejectedOf } from "../../shared/store/rejected.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { fuseOf } from "../support/failing-table.ts";
import { rootSecret } from "../support/settings.ts";
import { createWorld } from "../support/world.ts";

const secret = "a-webhook-secret";
const older = "an-older-webhook-secret";
const keys = createKeys(rootSecret, "demo");

const checkout = {
  id: 1,
  token: "c-1",
  email: "ada@customer.example",
  created_at: "2026-11-05T10:00:00-05:00",
  updated_at: "2026-11-05T10:00:00-05:00",
  currency: "USD",
  total_price: "60.00",
  line_items: [{ product_id: 1, title: "Böard", quantity: 1, price: "60.00" }],
  abandoned_checkout_url: "https://demo-store.myshopify.com/recover/c-1",
};

const setup = async (failing = false) => {
  const world = await createWorld();
  const put: Event[] = [];
  const blobs: { key: string; size: number }[] = [];
  const handle = createHandler({
    ...world.ports,
    bus: {
      put: (events) => {
        if (failing) return Promise.reject(new Error("bus is away"));
        put.push(...events);
        return Promise.resolve();
      },
    },
    blobs: {
      put: (key, body) => {
        blobs.push({ key, size: body.byteLength });
        return Promise.resolve();
      },
    },
    secrets: {
      read: () => Promise.resolve({ root: rootSecret, stores: { demo: { shopify: [secret, older] }, bare: {} } }),
    },
  });
  return { world, put, blobs, handle };
};

type Sent = {
  readonly source?: string;
  readonly store?: string;
  readonly body?: string | Buffer;
  readonly secret?: string;
  readonly signature?: string | undefined;
  readonly topic?: string;
  readonly base64?: boolean;
  readonly headers?: Record<string, string>;
};

const request = ({
  source = "shopify",
  store = "demo",
  body = JSON.stringify(checkout),
  secret: by = secret,
  topic = "checkouts/update",
  base64 = false,
  headers = {},
  ...more
}: Sent = {}) => {
  const bytes = Buffer.from(body);
  const signature = "signature" in more ? more.signature : createHmac("sha256", by).update(bytes).digest("base64");
  return {
    pathParameters: { source, store },
    headers: {
      ...(signature === undefined ? {} : { "X-Shopify-Hmac-Sha256": signature }),
      "X-Shopify-Topic": topic,
      "X-Shopify-Shop-Domain": "demo-store.myshopify.com",
      "X-Shopify-Triggered-At": "2026-11-05T15:00:00.123456789Z",
      ...headers,
    },
    body: bytes.toString(base64 ? "base64" : "utf8"),
    isBase64Encoded: base64,
    requestContext: { requestId: "request-1" },
  };
};

describe("a webhook that is taken", () => {
  it.each<[string, Sent]>([
    ["signed with the secret", {}],
    ["signed with the older secret that is still active", { secret: older }],
    ["whose body came in base64", { base64: true }],
  ])("%s is answered 200 and on the bus", async (_what, sent) => {
    const { handle, put } = await setup();
    expect(await handle(request(sent))).toMatchObject({ statusCode: 200 });
    expect(put).toMatchObject([
      { type: "checkout.updated", store: "demo", correlationId: "request-1", data: { token: "c-1" } },
    ]);
  });

  it("twice puts the same event twice, by one id", async () => {
    const { handle, put } = await setup();
    await handle(request());
    await handle(request());
    expect(put).toHaveLength(2);
    expect(put[0]?.id).toBe(put[1]?.id);
  });

  it("of a topic nothing depends on is answered 200 and counted as ignored", async () => {
    const { handle, put, world } = await setup();
    expect(await handle(request({ topic: "themes/publish", body: "{}" }))).toMatchObject({ statusCode: 200 });
    expect(put).toEqual([]);
    expect(world.counts).toContainEqual({
      name: "webhook",
      dimensions: { source: "shopify", topic: "themes/publish", answer: "ignored" },
      value: 1,
    });
  });
});

describe("a webhook that is refused", () => {
  it.each<[string, number, Sent]>([
    ["without a signature", 401, { signature: undefined }],
    ["with an empty signature", 401, { signature: "" }],
    ["signed with another secret", 401, { secret: "somebody-else" }],
    ["signed with an empty secret, for a store that has none", 404, { store: "bare", secret: "" }],
    ["for a store that does not exist", 404, { store: "nowhere" }],
    ["for a store called __proto__", 404, { store: "__proto__" }],
    ["from a source that does not exist", 404, { source: "nobody" }],
    ["from a source called constructor", 404, { source: "constructor" }],
    ["of more than 4 MB", 413, { body: Buffer.alloc(4 * 1024 * 1024 + 1, 32) }],
    ["of more than 4 MB in base64", 413, { body: Buffer.alloc(4 * 1024 * 1024 + 1, 32), base64: true }],
  ])("%s is answered %i", async (_what, status, sent) => {
    const { handle, put, world } = await setup();
    expect(await handle(request(sent))).toMatchObject({ statusCode: status });
    expect(put).toEqual([]);
    const known = !["nobody", "constructor"].includes(sent.source ?? "shopify");
    const answer = { 401: "refused", 404: "unknown", 413: "too-large" }[status];
    expect(world.counts).toEqual([
      {
        name: "webhook",
        dimensions: { source: known ? "shopify" : "unknown", topic: "unverified", answer },
        value: 1,
      },
    ]);
    expect(await listRejected(world.table, "demo")).toEqual([]);
  });

  it("whose signature is over the decoded text instead of the raw bytes is answered 401", async () => {
    const { handle } = await setup();
    const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
    const ofText = createHmac("sha256", secret).update(bytes.toString("utf8")).digest("base64");
    expect(await handle(request({ body: bytes, base64: true, signature: ofText }))).toMatchObject({ statusCode: 401 });
  });

  it("because the bus is away is answered 503 and to be sent again", async () => {
    const { handle, world } = await setup(true);
    expect(await handle(request())).toMatchObject({ statusCode: 503, headers: { "retry-after": "60" } });
    expect(world.counted("bus-unavailable")).toBe(1);
  });
});

describe("a signed body that cannot be understood", () => {
  it.each<[string, string | Buffer]>([
    ["no JSON", "{"],
    ["no UTF-8", Buffer.from([0x7b, 0xff, 0x7d])],
    ["no object", "[]"],
    ["nothing at all", ""],
  ])("is kept as it came and answered 200: %s", async (_what, body) => {
    const { handle, world, put } = await setup();
    expect(await handle(request({ body, base64: true }))).toMatchObject({ statusCode: 200 });
    expect(put).toEqual([]);
    const [kept, ...more] = await listRejected(world.table, "demo");
    expect(more).toEqual([]);
    expect(kept).toMatchObject({ source: "shopify", topic: "checkouts/update", body: { kind: "inline" } });
    if (kept?.body.kind === "inline") expect(Buffer.from(kept.body.base64, "base64")).toEqual(Buffer.from(body));
    expect(kept?.headers["x-shopify-topic"]).toBe("checkouts/update");
    expect(world.counted("webhook-rejected")).toBe(1);
  });

  it("is found by whom it mentions", async () => {
    const { handle, world } = await setup();
    const body = JSON.stringify({
      ...checkout,
      token: {},
      created_at: "yesterday",
      email: "ada@customer.example",
      customer: { id: 7 },
    });
    await handle(request({ body }));
    for (const person of [keys.person("email", "ada@customer.example"), keys.person("customer", "7")]) {
      expect(await rejectedOf(world.table, "demo", person)).toHaveLength(1);
    }
    expect(await rejectedOf(world.table, "demo", keys.person("customer", "8"))).toEqual([]);
  });

  it.each([1, 2, 3].flatMap((nth) => [[nth, "before"] as const, [nth, "after"] as const]))(
    "is found by everybody it mentions, or not kept, when it dies at its effect %i, %s it",
    async (nth, when) => {
      const { handle, world } = await setup();
      const broken = request({ body: JSON.stringify({ ...checkout, token: {}, customer: { id: 7 } }) });
      world.fuse.current = fuseOf(nth, when);
      await expect(handle(broken)).rejects.toThrow("at effect");
      world.fuse.current = undefined;
      world.clock.now = plus(world.clock.now, minutes(1));
      await handle(broken);
      const kept = await listRejected(world.table, "demo");
      expect(kept.length).toBeGreaterThan(0);
      for (const person of [keys.person("email", "ada@customer.example"), keys.person("customer", "7")])
        expect(await rejectedOf(world.table, "demo", person)).toEqual(kept);
    },
  );

  it("lies beside the table when it is large", async () => {
    const { handle, world, blobs } = await setup();
    const body = Buffer.concat([Buffer.from("{"), Buffer.alloc(300 * 1024, 32)]);
    expect(await handle(request({ body }))).toMatchObject({ statusCode: 200 });
    const [kept] = await listRejected(world.table, "demo");
    expect(kept?.body.kind).toBe("blob");
    expect(blobs).toEqual([{ key: kept?.body.kind === "blob" ? kept.body.key : "", size: body.byteLength }]);
  });
});
