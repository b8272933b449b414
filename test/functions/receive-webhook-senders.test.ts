import { createHmac } from "node:crypto";
import { createHandler } from "../../functions/receive-webhook/handler.ts";
import type { Event } from "../../shared/events/catalogue.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { listRejected, rejectedOf } from "../../shared/store/rejected.ts";
import { fixture, signedHeaders, whsec } from "../sources/sending.ts";
import { rootSecret } from "../support/settings.ts";
import { createWorld } from "../support/world.ts";

const secret = "demo-secret";
const encoded = whsec(secret);
const keys = createKeys(rootSecret, "demo");

const setup = async (failing = false) => {
  const world = await createWorld();
  const put: Event[] = [];
  const logged: string[] = [];
  const note = (message: string, fields?: Readonly<Record<string, unknown>>) => {
    logged.push(JSON.stringify([message, fields]));
  };
  const handle = createHandler({
    ...world.ports,
    log: { ...world.ports.log, info: note, warn: note, error: note },
    bus: {
      put: (events) => {
        if (failing) return Promise.reject(new Error("bus is away"));
        put.push(...events);
        return Promise.resolve();
      },
    },
    blobs: { put: () => Promise.resolve() },
    secrets: {
      read: () =>
        Promise.resolve({
          root: rootSecret,
          stores: {
            demo: { judgeme: [secret], yotpo: [secret], stamped: [secret], okendo: [encoded], events: [encoded] },
          },
        }),
    },
  });
  return { world, put, logged, handle };
};

type World = Awaited<ReturnType<typeof setup>>["world"];

type Sent = {
  readonly source: string;
  readonly body: Buffer;
  readonly headers?: Record<string, string>;
  readonly token?: string;
  readonly base64?: boolean;
};

const request = ({ source, body, headers = {}, token, base64 = false }: Sent) => ({
  pathParameters: { source, store: "demo", ...(token !== undefined && { token }) },
  headers,
  body: body.toString(base64 ? "base64" : "utf8"),
  isBase64Encoded: base64,
  requestContext: { requestId: "request-1" },
});

/** Every sender with its own proof. */
const senders: Readonly<Record<string, (body: Buffer, world: World) => Omit<Sent, "source" | "body">>> = {
  judgeme: (body) => ({
    headers: { "JUDGEME-HMAC-SHA256": createHmac("sha256", secret).update(body).digest("hex") },
  }),
  yotpo: () => ({ token: secret, headers: { EventId: "e-1" } }),
  stamped: () => ({ headers: { "X-Stamped-Webhook-Secret": secret, "X-Stamped-Topic": "reviews/new" } }),
  okendo: (body, world) => ({ headers: signedHeaders(body, encoded, { prefix: "svix", at: world.ports.clock.now() }) }),
};
const bodies: Readonly<Record<string, Buffer>> = {
  judgeme: fixture("judgeme", "review-created"),
  yotpo: fixture("yotpo", "review-create.text"),
  stamped: fixture("stamped", "review"),
  okendo: fixture("okendo", "review-create"),
};
const all = Object.entries(senders).map(([source, prove]) => [source, prove, bodies[source] ?? Buffer.of()] as const);

describe("a webhook of a review app", () => {
  it.each(all)("%s is taken with its proof, in base64 too", async (source, prove, body) => {
    const { handle, put, world } = await setup();
    for (const base64 of [false, true])
      expect(await handle(request({ source, body, base64, ...prove(body, world) }))).toMatchObject({ statusCode: 200 });
    expect(put).toMatchObject([
      { type: "review.updated", source },
      { type: "review.updated", source },
    ]);
    expect(put[0]?.id).toBe(put[1]?.id);
  });

  it.each(all)("%s is answered 401 without it", async (source, _prove, body) => {
    const { handle, put } = await setup();
    for (const sent of [{}, { token: "guess-guess" }, { headers: { "x-secret-key": "" } }])
      expect(await handle(request({ source, body, ...sent }))).toMatchObject({ statusCode: 401 });
    expect(put).toEqual([]);
  });

  it.each(all)(
    "%s that cannot be understood is kept without its proof, which no log has either",
    async (source, prove) => {
      const { handle, world, logged } = await setup();
      const body = Buffer.from("{");
      const sent = prove(body, world);
      expect(await handle(request({ source, body, ...sent }))).toMatchObject({ statusCode: 200 });
      const [kept] = await listRejected(world.table, "demo");
      expect(kept).toMatchObject({ source, reason: "body: not JSON" });
      expect(logged).toHaveLength(1);
      const proofs = [
        secret,
        ...Object.entries(sent.headers ?? {}).flatMap(([name, value]) =>
          /hmac|signature|secret/i.test(name) ? [value] : [],
        ),
      ];
      for (const proof of proofs) expect(JSON.stringify([kept, logged])).not.toContain(proof);
    },
  );

  it("is kept with the headers it is read by", async () => {
    const { handle, world } = await setup();
    const body = Buffer.from("{");
    for (const [source, prove] of all) await handle(request({ source, body, ...prove(body, world) }));
    const kept = (await listRejected(world.table, "demo")).map(({ source, headers }) => [source, Object.keys(headers)]);
    expect(Object.fromEntries(kept)).toEqual({
      judgeme: [],
      yotpo: ["eventid"],
      stamped: ["x-stamped-topic"],
      okendo: ["svix-id", "svix-timestamp"],
    });
  });
});

describe("events of any sender", () => {
  const good = { type: "product.deleted", occurredAt: "2026-11-05T14:00:00Z", data: { id: "p-1" } };
  const bad = { ...good, data: {}, who: { customer: { id: "7", email: "ada@example.com" } } };
  const send = async (content: unknown, failing = false) => {
    const context = await setup(failing);
    const body = Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
    const headers = signedHeaders(body, encoded, { at: context.world.ports.clock.now() });
    const { statusCode, body: text } = await context.handle(request({ source: "events", body, headers }));
    const answer: unknown = JSON.parse(text);
    return { ...context, statusCode, answer };
  };

  it("are each told what became of them", async () => {
    const { statusCode, answer, put, world } = await send([good, bad]);
    expect(statusCode).toBe(207);
    expect(answer).toEqual({
      results: [
        { index: 0, status: "accepted", id: put[0]?.id },
        { index: 1, status: "refused", errors: [{ path: "data.id", message: "is missing" }] },
      ],
    });
    expect(put).toMatchObject([{ type: "product.deleted", data: { id: "p-1" } }]);
    expect(world.counted("webhook-rejected")).toBe(1);
  });

  it("that are refused are kept by themselves, found by whom they name", async () => {
    const { world } = await send([good, bad]);
    const kept = await listRejected(world.table, "demo");
    expect(kept).toMatchObject([{ source: "events", topic: "events", reason: "data.id: is missing" }]);
    const body = kept[0]?.body;
    expect(body?.kind === "inline" && JSON.parse(Buffer.from(body.base64, "base64").toString())).toEqual(bad);
    for (const person of [keys.person("customer", "7"), keys.person("email", "ada@example.com")])
      expect(await rejectedOf(world.table, "demo", person)).toHaveLength(1);
  });

  it.each([
    ["all good", [good, { ...good, data: { id: "p-2" } }], 200, 2, 0],
    ["all bad", [bad], 422, 0, 1],
    ["none", [], 422, 0, 1],
    ["no JSON", "{", 400, 0, 1],
  ])("that are %s are answered so", async (_what, content, status, taken, refused) => {
    const { statusCode, put, world } = await send(content);
    expect(statusCode).toBe(status);
    expect(put).toHaveLength(taken);
    expect(await listRejected(world.table, "demo")).toHaveLength(refused);
  });

  it("that are all bad are no trouble to a bus that is away", async () => {
    expect((await send([bad], true)).statusCode).toBe(422);
  });

  it("are to be sent again when the bus is away, and nothing is kept of them", async () => {
    const { statusCode, world } = await send([good, bad], true);
    expect(statusCode).toBe(503);
    expect(await listRejected(world.table, "demo")).toEqual([]);
  });

  it("are kept to the last one when hundreds are refused, and a few of them are logged", async () => {
    const { world, logged } = await send(Array.from({ length: 60 }, (_, n) => ({ ...bad, id: `e-${n}` })));
    expect(await listRejected(world.table, "demo")).toHaveLength(60);
    expect(logged).toHaveLength(5);
  });

  it("that were signed an hour ago are answered 401", async () => {
    const { handle, put } = await setup();
    const body = Buffer.from(JSON.stringify(good));
    const headers = signedHeaders(body, encoded, { at: "2026-11-05T00:00:00.000Z" });
    expect(await handle(request({ source: "events", body, headers }))).toMatchObject({ statusCode: 401 });
    expect(put).toEqual([]);
  });
});
