import { postEvents } from "./support/any-sender.ts";
import { checkoutBody, freshEmail, freshId, freshToken, orderBody } from "./support/bodies.ts";
import { LocalRun } from "./support/local-run.ts";
import { forged } from "../support/forged.ts";

/** A Tuesday, 10:00 in New York. */
const start = "2026-11-10T15:00:00.000Z";
const domain = "demo-store.myshopify.com";

type Profile = { orders: unknown[]; checkouts: unknown[]; runs: { finished?: unknown }[]; keys?: unknown };
type Told = Record<string, unknown> & {
  messages: { id: string; status: string; settledAt: string }[];
  checkouts: { token: string }[];
  orders: { id: string }[];
  consents: { state: string }[];
  facts: unknown[];
  decisions: unknown[];
};

let run: LocalRun;
beforeAll(async () => {
  run = await LocalRun.start(start);
}, 120_000);
afterAll(() => run.stop());

const now = async (): Promise<string> => (await run.get<{ now: string }>("/local/clock")).now;

const post = async (topic: string, body: unknown, triggeredAt?: string) => {
  const headers = triggeredAt === undefined ? {} : { "x-shopify-triggered-at": triggeredAt };
  const answer = await run.post(topic, body, { headers });
  expect([topic, answer]).toMatchObject([topic, { status: 200 }]);
};

const redact = (customer: object, orders: readonly unknown[] = []) =>
  post("customers/redact", { shop_id: 1, shop_domain: domain, customer, orders_to_redact: orders });

const profileOf = async (key: string): Promise<Profile | undefined> => {
  const answer = await run.request("GET", `/local/profiles/${encodeURIComponent(key)}?store=demo`);
  return answer.status === 200 ? ((await answer.json()) as Profile) : undefined;
};

const leave = async (email: string): Promise<Record<string, unknown>> => {
  const body = checkoutBody(await now(), { email });
  await post("checkouts/create", body);
  return body;
};

describe.each([["customers/redact"], ["customers/data_request"], ["shop/redact"]])("%s", (topic) => {
  it("is answered 401 when its signature is not the store's", async () => {
    const body = { shop_id: 1, shop_domain: domain, customer: { email: freshEmail("nobody") } };
    expect(await run.post(topic, body, { secret: "another-secret" })).toMatchObject({ status: 401 });
    expect(await run.post(topic, body, { headers: { "x-shopify-hmac-sha256": undefined } })).toMatchObject({
      status: 401,
    });
  });
});

it("no sender but the platform may ask for any of it", async () => {
  for (const type of ["person.redacted", "person.requested", "store.redacted"]) {
    const event = { type, occurredAt: start, who: { contact: { email: freshEmail("victim") } }, data: { at: start } };
    expect(await postEvents(run, event)).toMatchObject({
      status: 422,
      body: expect.stringContaining("must be one of"),
    });
  }
});

it("erases somebody in the middle of a run: nothing more is sent, nothing comes back", async () => {
  const email = freshEmail("erased");
  const body = await leave(email);
  const order = orderBody(await now(), {
    email,
    created_at: "2026-11-01T10:00:00Z",
    updated_at: "2026-11-01T10:00:00Z",
  });
  await post("orders/create", order);
  await run.move("PT5H");
  const before = await run.messages({ to: email });
  expect(before).toHaveLength(1);
  expect((await profileOf(email))?.runs).toHaveLength(3);
  const erasedAt = await now();
  await redact({ id: null, email, phone: null }, [order["id"]]);
  await run.move("PT20M");
  expect(await profileOf(email)).toBeUndefined();
  // The shop sends both again, late and in the wrong order.
  await post("orders/updated", { ...order, note: "again" }, erasedAt);
  await post("checkouts/update", body, erasedAt);
  await run.move("P8D");
  expect((await run.messages({ to: email })).length).toBe(before.length);
  expect((await profileOf(email))?.orders ?? []).toEqual([]);
  expect(await run.decisions({ to: email })).toEqual([]);
  expect(await run.deadLetters()).toEqual([]);
});

it("forgets a customer with what nobody could read of them, and takes them for somebody new when they come back", async () => {
  const email = freshEmail("zebrafinch");
  const id = freshId();
  const at = await now();
  const customer = { id, email, first_name: "Zebrafinchia", created_at: at, updated_at: at };
  await post("customers/create", customer);
  await leave(email);
  await post("orders/create", orderBody(at, { email, customer }));
  await run.post("orders/create", { id: "broken", customer, created_at: 5 });
  await run.move("PT3H");
  expect((await profileOf(email))?.orders).toHaveLength(1);
  await redact({ id, email, phone: null });
  await run.move("PT30M");
  expect(await profileOf(String(id))).toBeUndefined();
  expect(await run.get<unknown[]>(`/local/decisions?to=${encodeURIComponent(email)}`)).toEqual([]);
  expect(JSON.stringify(await run.get("/local/rejected"))).not.toContain(String(id));
  const later = await now();
  await post("orders/create", orderBody(later, { email, customer: { ...customer, updated_at: later } }), later);
  await run.move("PT1M");
  expect((await profileOf(email))?.orders).toHaveLength(1);
});

it("exports what was sent in and what went out, by a link that support is told of", async () => {
  await run.move("2026-11-24T15:00:00.000Z");
  const email = freshEmail("curious");
  const id = freshId();
  const body = await leave(email);
  await run.move("PT6H");
  const sent = await run.messages({ to: email });
  expect(sent.length).toBeGreaterThan(0);
  const at = await now();
  const order = orderBody(at, { email, customer: { id, email } });
  await post("orders/create", order);
  await post("customers/create", { id, email, created_at: at, updated_at: at });
  const request = { id: freshId() };
  const asked = {
    shop_id: 1,
    shop_domain: domain,
    customer: { id, email },
    orders_requested: [],
    data_request: request,
  };
  await post("customers/data_request", asked);
  await run.move("PT1M");
  const alerts = await run.get<{ text?: string }[]>("/local/alerts");
  const link = alerts.flatMap(({ text = "" }) => /https?:\/\/\S+(\/x\/\S+)/.exec(text)?.[1] ?? []).at(-1) ?? "";
  const told = await run.get<Told>(link);
  expect(told.checkouts.map(({ token }) => token)).toEqual([body["token"]]);
  expect(told.orders.map(({ id: known }) => known)).toEqual([String(order["id"])]);
  expect(told["emails"]).toEqual([email]);
  expect(told.consents).toMatchObject([{ state: "granted" }]);
  const settled = told.messages.filter(({ status }) => status === "sent");
  expect(settled.map(({ settledAt }) => settledAt)).toEqual(sent.map(({ sentAt }) => sentAt));
  expect(told.decisions).toHaveLength((await run.decisions({ to: email })).length);
  expect((await run.request("GET", forged(link))).status).toBe(404);
  await redact({ id, email });
  await run.move("PT1M");
  expect((await run.request("GET", link)).status).toBe(404);
});

it("erases a store, unless it was put again since", async () => {
  const settings = await run.get<Record<string, unknown>>("/local/stores/demo");
  const put = (id: string) =>
    run.send("PUT", `/local/stores/${id}`, {
      ...settings,
      id,
      domain: `${id}-store.myshopify.com`,
      secrets: { shopify: ["other-secret"] },
    });
  await put("closing");
  await put("staying");
  const at = await now();
  await run.move("PT10M");
  await put("staying");
  for (const store of ["closing", "staying"]) {
    const email = freshEmail(store);
    const url = `https://${store}-store.myshopify.com/1/checkouts/ac/${freshToken()}/recover?key=k`;
    const delivery = { store, secret: "other-secret" };
    await run.post("checkouts/create", checkoutBody(await now(), { email, abandoned_checkout_url: url }), delivery);
    const redacted = { shop_id: 9, shop_domain: `${store}-store.myshopify.com` };
    const answer = await run.post("shop/redact", redacted, {
      ...delivery,
      headers: { "x-shopify-triggered-at": at.replace("Z", "123456Z") },
    });
    expect(answer.status).toBe(200);
  }
  await run.move("P2D");
  const gone = await run.post("carts/create", {}, { store: "closing", secret: "other-secret" });
  expect(gone.status).toBe(404);
  expect((await run.request("GET", "/local/stores/closing")).status).toBe(404);
  expect(await run.messages({ store: "closing" })).toEqual([]);
  expect((await run.request("GET", "/local/stores/staying")).status).toBe(200);
  expect((await run.messages({ store: "staying" })).length).toBeGreaterThan(0);
});
