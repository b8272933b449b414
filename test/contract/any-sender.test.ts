import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { postEvents, type Sent, type Signed, tell } from "./support/any-sender.ts";
import { freshEmail, freshId, freshToken } from "./support/bodies.ts";
import { LocalRun, sign } from "./support/local-run.ts";
import { after } from "./support/story.ts";

/** A Monday at 10:00 in New York. */
const start = "2026-11-02T15:00:00.000Z";
const at = (hours: number): string => after(start, hours);
const path = "/webhooks/events/demo";

jest.setTimeout(90_000);
let run: LocalRun;
beforeAll(async () => {
  run = await LocalRun.start(start);
}, 60_000);
afterAll(() => run?.stop());

type Results = { index: number; status: string; id?: string; errors?: { path: string; message: string }[] }[];
type Profile = {
  keys: { customer: string | null; emails: string[]; phones: string[] };
  consent: Record<"email" | "text", { state: string; at: string | null }>;
  orders: { id: string; total: string; name?: string; refunds: unknown[]; createdAt: string }[];
  checkouts: { token: string }[];
  subscriptions: { id: string; status: string }[];
  tags: string[] | null;
  points: { earned: number; available: number; takenBack: number; lots: unknown[] } | null;
  tier: { name: string } | null;
  reviews: { id: string; rating: number }[];
  openComplaint: { id: string } | null;
  runs: { flow: string; subject: string }[];
};
type Kept = { reason: string; source: string; body: { base64?: string; key?: string } };

const post = async (body: unknown, signed: Signed = {}): Promise<{ status: number; results: Results }> => {
  const answer = await postEvents(run, body, signed);
  const parsed = answer.body === "" ? {} : (JSON.parse(answer.body) as { results?: Results });
  return { status: answer.status, results: parsed.results ?? [] };
};
const drain = () => run.move("PT0S");
const profileOf = async (key: string): Promise<Profile> => {
  await drain();
  return run.get<Profile>(`/local/profiles/${key}`);
};
const kept = async (text: string): Promise<Kept[]> =>
  (await run.get<Kept[]>("/local/rejected?store=demo")).filter(({ body }) =>
    Buffer.from(body.base64 ?? "", "base64")
      .toString()
      .includes(text),
  );

type Person = { readonly id: string; readonly email: string };
const somebody = (name = "somebody"): Person => ({ id: String(freshId()), email: freshEmail(name) });
const named = ({ id, email }: Person) => ({ customer: { id, email } });
const orderOf = (person: Person, data: Record<string, unknown> = {}, occurredAt = start): Sent => ({
  type: "order.updated",
  occurredAt,
  who: named(person),
  data: { id: String(freshId()), createdAt: occurredAt, currency: "USD", total: "84.50", goods: "78.00", ...data },
});
const checkoutOf = (person: Person, data: Record<string, unknown> = {}, occurredAt = start): Sent => {
  const token = freshToken();
  return {
    type: "checkout.updated",
    occurredAt,
    who: named(person),
    data: {
      token,
      createdAt: occurredAt,
      currency: "USD",
      total: "50.00",
      recoveryUrl: `https://demo-store.myshopify.com/recover/${token}`,
      lines: [{ productId: "77001", title: "Oat soap", quantity: 1, price: "50.00" }],
      ...data,
    },
  };
};
const consentOf = ({ email }: Person, state: string, occurredAt = start): Sent => ({
  type: "consent.stated",
  occurredAt,
  consents: [{ channel: "email", address: email, state }],
});

/** One event of every kind, as much of it as must be said, and what is known by it afterwards. */
const ada = somebody("ada");
const kinds: Record<string, Sent> = {
  "customer.updated": {
    type: "customer.updated",
    occurredAt: start,
    data: { id: ada.id, email: ada.email, firstName: "Ada", phone: "(212) 555-0147", place: { country: "us" } },
  },
  "consent.stated": consentOf(ada, "granted"),
  "order.updated": orderOf(ada, { id: "any-1" }),
  "refund.created": {
    type: "refund.created",
    occurredAt: start,
    data: { id: "any-r1", orderId: "any-1", goods: "8.00", amount: "8.00" },
  },
  "checkout.updated": checkoutOf(ada, { token: "any-checkout" }),
  "checkout.deleted": { type: "checkout.deleted", occurredAt: at(0.01), data: { token: "any-checkout" } },
  "cart.updated": {
    type: "cart.updated",
    occurredAt: start,
    data: { token: "any-cart", createdAt: start, lines: [{ title: "Soap", quantity: 2, price: "4" }] },
  },
  "customer.tagged": {
    type: "customer.tagged",
    occurredAt: start,
    who: { customer: { id: ada.id } },
    data: { tag: "Likes soap", state: "added" },
  },
  "review.updated": {
    type: "review.updated",
    occurredAt: start,
    who: { contact: { email: ada.email } },
    data: { id: "own:any-1", rating: 1, createdAt: start, body: "It <b>broke</b>." },
  },
  "points.moved": {
    type: "points.moved",
    occurredAt: start,
    who: { customer: { id: ada.id } },
    data: { id: "any-birthday", kind: "granted", points: 100 },
  },
  "points.stated": {
    type: "points.stated",
    occurredAt: start,
    who: { customer: { id: ada.id } },
    data: { balance: 4 },
  },
  "subscription.updated": {
    type: "subscription.updated",
    occurredAt: start,
    who: { customer: { id: ada.id } },
    data: { id: "any-s1", status: "active", items: [{ productId: "77009" }] },
  },
  "product.updated": {
    type: "product.updated",
    occurredAt: start,
    data: { id: "77001", title: "Oat soap", available: true },
  },
  "product.deleted": { type: "product.deleted", occurredAt: start, data: { id: "77999" } },
  "customer.merged": {
    type: "customer.merged",
    occurredAt: start,
    data: { keptId: ada.id, mergedId: String(freshId()) },
  },
  "customer.deleted": { type: "customer.deleted", occurredAt: start, data: { id: String(freshId()) } },
};
const accepted = (count: number): unknown[] =>
  Array.from({ length: count }, (_, index) => ({ index, status: "accepted", id: expect.stringMatching(/^\w{32}$/) }));

describe("every kind of event of the schema", () => {
  const schema = JSON.parse(readFileSync(join(__dirname, "../../docs/events.schema.json"), "utf8")) as {
    $defs: { event: { oneOf: { $ref: string }[] } };
  };
  const documented = schema.$defs.event.oneOf.map(({ $ref }) => $ref.replace("#/$defs/", ""));

  it("is tried here", () => {
    expect(Object.keys(kinds).sort()).toEqual(documented.sort());
  });

  it.each(Object.entries(kinds))(
    "%s is accepted alone, and is the same event the second time",
    async (_type, event) => {
      const first = await post(event);
      expect(first).toEqual({ status: 200, results: accepted(1) });
      expect(await post(event)).toEqual(first);
      expect(await post({ events: [event] })).toEqual(first);
    },
  );

  it("is accepted in a list, in any order, and known afterwards", async () => {
    const answer = await post(Object.values(kinds).toReversed());
    expect(answer).toEqual({ status: 200, results: accepted(documented.length) });
    const profile = await profileOf(ada.email);
    expect(profile.keys).toMatchObject({ customer: ada.id, emails: [ada.email], phones: ["+12125550147"] });
    expect(profile.consent.email).toEqual({ state: "granted", at: start });
    expect(profile.orders.map(({ id, refunds }) => [id, refunds.length])).toEqual([["any-1", 1]]);
    expect(profile.tags).toEqual(["Likes soap"]);
    expect(profile.subscriptions).toEqual([expect.objectContaining({ id: "any-s1", status: "active" })]);
    expect(profile.reviews).toEqual([expect.objectContaining({ id: "own:any-1", rating: 1 })]);
    expect(profile.openComplaint).toMatchObject({ id: "own:any-1" });
    expect(profile.points).toMatchObject({ earned: 178, takenBack: 8, available: 170 });
    await run.move("PT1H");
    expect((await run.decisions({ to: ada.email })).map(({ flow }) => flow)).toContain("review-recovery");
    expect(await run.deadLetters()).toEqual([]);
  });
});

describe("what an event says", () => {
  it("earns points on the goods, as documented", async () => {
    const person = somebody();
    await tell(run, [orderOf(person)]);
    expect((await profileOf(person.email)).points).toMatchObject({ earned: 78, available: 78 });
  });

  it("earns nothing until it is paid, where it says that it is not", async () => {
    const person = somebody();
    await tell(run, [orderOf(person, { id: "unpaid", financialStatus: "pending" }, at(-1))]);
    expect((await profileOf(person.email)).points).toMatchObject({ earned: 0 });
    await tell(run, [orderOf(person, { id: "unpaid", financialStatus: "PAID" }, at(-0.5))]);
    expect((await profileOf(person.email)).points).toMatchObject({ earned: 78 });
  });

  it("of the same thing later holds, whatever comes when and how often", async () => {
    const person = somebody();
    const versions = [0, 1, 2, 3].map((minute) =>
      orderOf(person, { id: "versions", createdAt: start, total: `${10 + minute}.00` }, at(-1 + minute / 60)),
    );
    const [a, b, c, d] = versions;
    for (const event of [c, a, d, b, d, a, c]) if (event !== undefined) await tell(run, [event]);
    expect((await profileOf(person.email)).orders).toEqual([
      expect.objectContaining({ id: "versions", total: "13.00" }),
    ]);
  });

  it("of years ago is kept, and begins nothing", async () => {
    const person = somebody();
    const old = "2021-03-04T05:06:07+01:00";
    await tell(run, [
      orderOf(person, { createdAt: old, fulfilledAt: old, financialStatus: "paid" }, old),
      checkoutOf(person, {}, old),
      consentOf(person, "granted", old),
    ]);
    const profile = await profileOf(person.email);
    expect(profile.orders).toEqual([expect.objectContaining({ createdAt: "2021-03-04T04:06:07.000Z" })]);
    expect(profile.consent.email).toEqual({ state: "granted", at: "2021-03-04T04:06:07.000Z" });
    expect(profile.runs.filter(({ flow }) => flow !== "points-expiry" && flow !== "tier-change")).toEqual([]);
    await run.move("PT1H");
    expect(await run.messages({ to: person.email })).toEqual([]);
  });

  it("of the future counts as the time of receipt, so that nobody can fix a thing for ever", async () => {
    const person = somebody();
    const { now } = await run.get<{ now: string }>("/local/clock");
    await tell(run, [orderOf(person, { id: "fast-clock", name: "#1" }, "2031-01-01T00:00:00Z")]);
    await run.move("PT1M");
    await tell(run, [orderOf(person, { id: "fast-clock", name: "#2" }, after(now, 1 / 60))]);
    expect((await profileOf(person.email)).orders).toEqual([
      expect.objectContaining({ id: "fast-clock", name: "#2", createdAt: after(now, 1 / 60) }),
    ]);
  });

  it("in a batch of 500 is all there", async () => {
    const people = Array.from({ length: 500 }, () => somebody("batch"));
    // Not paid: what is tried is that they arrive, not what becomes of five hundred members.
    const unpaid = (person: Person, data: Record<string, unknown> = {}): Sent =>
      orderOf(person, { financialStatus: "pending", ...data });
    const { status, results } = await post(people.map((person) => unpaid(person)));
    expect([status, results.length, new Set(results.map(({ id }) => id)).size]).toEqual([200, 500, 500]);
    await drain();
    for (const person of [people[0], people[250], people[499]])
      expect((await profileOf(person?.id ?? "")).orders).toHaveLength(1);
    const mixed = people.map((person, index) => unpaid(person, index % 7 === 0 ? { currency: "dollars" } : {}));
    const halves = await post(mixed);
    expect(halves.status).toBe(207);
    expect(halves.results.map(({ status: one }) => one)).toEqual(
      mixed.map((_, index) => (index % 7 === 0 ? "refused" : "accepted")),
    );
  }, 90_000);
});

describe("consent", () => {
  it("given by an event lets reminders go, and taken back stops them", async () => {
    const [yes, no, changed] = [somebody("yes"), somebody("no"), somebody("changed")];
    const { now } = await run.get<{ now: string }>("/local/clock");
    await tell(run, [consentOf(yes, "granted", now), consentOf(changed, "granted", now)]);
    await tell(
      run,
      [yes, no, changed].map((person) => checkoutOf(person, {}, now)),
    );
    await run.move("PT1H");
    await tell(run, [consentOf(changed, "revoked", after(now, 0.5))]);
    await run.move("PT4H");
    expect((await run.messages({ to: yes.email })).map(({ step }) => step)).toEqual(["reminder-1"]);
    for (const silent of [no, changed]) {
      expect(await run.messages({ to: silent.email })).toEqual([]);
      expect(await run.decisions({ to: silent.email })).toContainEqual(
        expect.objectContaining({ step: "reminder-1", outcome: "skip", reason: "no-consent" }),
      );
    }
  });
});

describe("a subscription", () => {
  const recharge = async (body: unknown): Promise<number> => {
    const raw = JSON.stringify(body);
    const { now } = await run.get<{ now: string }>("/local/clock");
    const timestamp = String(Math.floor(new Date(now).getTime() / 1000));
    const hmac = createHmac("sha256", "demo-secret").update(`${timestamp}.${raw}`).digest("hex");
    const response = await run.request("POST", "/webhooks/recharge/demo", raw, {
      "content-type": "application/json",
      "x-recharge-topic": "subscription/created",
      "x-recharge-webhook-signature": `t=${timestamp},v1=${hmac}`,
    });
    return response.status;
  };
  const rechargeBody = ({ id, email }: Person, productId: string, now: string, status = "active") => ({
    subscription: {
      id: freshId(),
      customer_id: freshId(),
      email,
      external_customer_id: { ecommerce: id },
      external_product_id: { ecommerce: productId },
      external_variant_id: { ecommerce: "88001" },
      status,
      created_at: now,
      updated_at: now,
    },
  });
  const contract = async ({ id }: Person, order: string, now: string, status = "active"): Promise<number> => {
    const body = {
      admin_graphql_api_id: `gid://shopify/SubscriptionContract/${freshId()}`,
      id: freshId(),
      customer_id: Number(id),
      admin_graphql_api_customer_id: `gid://shopify/Customer/${id}`,
      origin_order_id: Number(order),
      status,
      updated_at: now,
      created_at: now,
    };
    return (await run.post("subscription_contracts/create", body)).status;
  };
  const event = (person: Person, productId: string, now: string, status = "active"): Sent => ({
    type: "subscription.updated",
    occurredAt: now,
    who: { customer: { id: person.id } },
    data: { id: `own-${person.id}`, status, items: [{ productId }] },
  });

  it("to the very product is told in the decision, whoever keeps it; another product or an ended one is not", async () => {
    // The next morning, so that nothing waits for the night.
    await run.move("2026-11-04T15:00:00.000Z");
    const { now } = await run.get<{ now: string }>("/local/clock");
    const product = "77001";
    const names = ["event", "recharge", "contract", "paused", "other", "ended", "both", "recharge-ended"] as const;
    const people = Object.fromEntries(names.map((name) => [name, somebody(name)])) as Record<
      (typeof names)[number],
      Person
    >;
    const origin = String(freshId());
    const before = after(now, -24 * 200);
    await tell(run, [
      ...Object.values(people).map((person) => consentOf(person, "granted", now)),
      event(people.event, product, now),
      event(people.paused, product, now, "paused"),
      event(people.other, "77002", now),
      event(people.ended, product, after(now, -1)),
      event(people.ended, product, now, "cancelled"),
      event(people.both, product, now),
      orderOf(
        people.contract,
        {
          id: origin,
          lines: [{ productId: product, title: "Oat soap", quantity: 1, price: "50.00", subscription: true }],
        },
        before,
      ),
    ]);
    expect(await recharge(rechargeBody(people.recharge, product, now))).toBe(200);
    expect(await recharge(rechargeBody(people["recharge-ended"], product, now, "cancelled"))).toBe(200);
    expect(await contract(people.contract, origin, now)).toBe(200);
    const more = { productId: "77003", title: "Brush", quantity: 1, price: "5.00" };
    const soap = { productId: product, title: "Oat soap", quantity: 1, price: "50.00" };
    await tell(
      run,
      Object.entries(people).map(([name, person]) =>
        checkoutOf(person, name === "both" ? { lines: [soap, more] } : { lines: [soap] }, now),
      ),
    );
    await run.move("PT5H");
    const outcomes = await Promise.all(
      Object.entries(people).map(async ([name, { email }]) => {
        const decisions = await run.decisions({ to: email });
        const { reason = "" } = decisions.findLast(({ step }) => step === "reminder-1") ?? {};
        return `${name}: ${reason}, ${(await run.messages({ to: email, flow: "abandoned-checkout" })).length}`;
      }),
    );
    expect(outcomes).toEqual([
      "event: already-subscribed, 0",
      "recharge: already-subscribed, 0",
      "contract: already-subscribed, 0",
      "paused: already-subscribed, 0",
      "other: all-gates-pass, 1",
      "ended: all-gates-pass, 1",
      "both: all-gates-pass, 1",
      "recharge-ended: all-gates-pass, 1",
    ]);
  }, 60_000);
});

describe("a refused event", () => {
  const good = (): Sent => orderOf(somebody());
  const bad: [string, unknown, string][] = [
    ["without a type", { occurredAt: start, data: {} }, "type"],
    ["of an unknown type", { type: "order.vanished", occurredAt: start }, "type"],
    ["of a type that JavaScript knows", { type: "constructor", occurredAt: start }, "type"],
    ["that is internal", { type: "store.uninstalled", occurredAt: start, data: { at: start } }, "type"],
    ["that is internal, too", { type: "account.linked", occurredAt: start, data: { account: "1", at: start } }, "type"],
    ["that is a text", "order.updated", ""],
    ["that is null", null, ""],
    ["that is a list", [[]], ""],
    ["without a time", { ...good(), occurredAt: undefined }, "occurredAt"],
    ["with a time of no zone", { ...good(), occurredAt: "2026-11-02T10:00:00" }, "occurredAt"],
    ["with a date for a time", { ...good(), occurredAt: "2026-11-02" }, "occurredAt"],
    ["with a time that is a number", { ...good(), occurredAt: 1_793_631_600 }, "occurredAt"],
    ["without what it must have", orderOf(somebody(), { total: undefined }), "data.total"],
    ["with money as a number", orderOf(somebody(), { total: 84.5 }), "data.total"],
    ["with money as words", orderOf(somebody(), { total: "$84.50" }), "data.total"],
    ["with no such currency", orderOf(somebody(), { currency: "dollars" }), "data.currency"],
    [
      "with a broken line",
      orderOf(somebody(), {
        lines: [
          { title: "A", quantity: 1, price: "1" },
          { title: "B", quantity: -1, price: "1" },
        ],
      }),
      "data.lines.1.quantity",
    ],
    ["with lines that are none", orderOf(somebody(), { lines: "A" }), "data.lines"],
    [
      "with an e-mail that is none",
      { ...good(), who: { customer: { id: "1", email: "ada at example" } } },
      "who.customer.email",
    ],
    ["with a phone that is none", { ...good(), who: { contact: { phone: "12" } } }, "who.contact.phone"],
    ["with a customer of no id", { ...good(), who: { customer: { email: "a@example.com" } } }, "who.customer.id"],
    [
      "with a consent to nothing",
      { ...good(), consents: [{ channel: "fax", address: "1", state: "granted" }] },
      "consents.0.channel",
    ],
    [
      "with a consent of no address",
      { ...good(), consents: [{ channel: "email", address: "x", state: "granted" }] },
      "consents.0.address",
    ],
    [
      "with neither yes nor no",
      { ...good(), consents: [{ channel: "email", address: "a@example.com", state: "maybe" }] },
      "consents.0.state",
    ],
    ["of consent to nothing at all", { type: "consent.stated", occurredAt: start, consents: [] }, "consents"],
    ["about nobody", { type: "points.moved", occurredAt: start, data: { id: "1", kind: "earned", points: 1 } }, "who"],
    [
      "of points that are none",
      {
        type: "points.moved",
        occurredAt: start,
        who: { customer: { id: "1" } },
        data: { id: "1", kind: "earned", points: 0 },
      },
      "data.points",
    ],
    [
      "of parts of a point",
      {
        type: "points.moved",
        occurredAt: start,
        who: { customer: { id: "1" } },
        data: { id: "1", kind: "earned", points: 1.5 },
      },
      "data.points",
    ],
    [
      "of six stars",
      {
        type: "review.updated",
        occurredAt: start,
        who: { customer: { id: "1" } },
        data: { id: "own:6", rating: 6, createdAt: start },
      },
      "data.rating",
    ],
    [
      "about a person with another's name",
      { type: "customer.updated", occurredAt: start, who: { customer: { id: "1" } }, data: { id: "2" } },
      "who.customer.id",
    ],
    [
      "with a script for an address",
      checkoutOf(somebody(), { recoveryUrl: "javascript:alert(1)" }),
      "data.recoveryUrl",
    ],
    ["of too much", orderOf(somebody(), { name: "x".repeat(110_000) }), ""],
    ["with data that are a list", { ...good(), data: [] }, "data"],
    ["with who that is a text", { ...good(), who: "ada" }, "who"],
  ];

  it.each(bad)("%s is told where it is wrong, alone and among good ones", async (_what, event, where) => {
    const alone = await post([event]);
    expect(alone.status).toBe(422);
    expect(alone.results).toEqual([{ index: 0, status: "refused", errors: expect.anything() }]);
    expect(alone.results[0]?.errors?.map((error) => error.path)).toContain(where);
    for (const { message } of alone.results[0]?.errors ?? []) expect(message).not.toBe("");
    const among = await post([good(), event, good()]);
    expect([among.status, among.results.map(({ status }) => status)]).toEqual([
      207,
      ["accepted", "refused", "accepted"],
    ]);
  });

  it("is kept with its reason, as it was sent", async () => {
    const id = `kept-${freshToken()}`;
    const event = orderOf(somebody(), { id, total: "free" });
    expect((await post([event, good()])).status).toBe(207);
    expect(await kept(id)).toEqual([
      expect.objectContaining({ source: "events", reason: expect.stringContaining("data.total: ") }),
    ]);
    await post(event);
    expect(await kept(id)).toHaveLength(1);
  });

  it("tells everything that is wrong at once", async () => {
    const { results } = await post(orderOf(somebody(), { total: 1, currency: "x", createdAt: "yesterday" }));
    expect(results[0]?.errors?.map((error) => error.path).sort()).toEqual([
      "data.createdAt",
      "data.currency",
      "data.total",
    ]);
  });
});

describe("a body", () => {
  const bodies: [string, string | Uint8Array, number][] = [
    ["empty", "", 400],
    ["half", '[{"type":"order.up', 400],
    ["not in UTF-8", new Uint8Array([0x5b, 0xff, 0xfe, 0x5d]), 400],
    ["nested without end", "[".repeat(300_000), 400],
    ["nested, and well-formed", '{"a":'.repeat(3_000) + "1" + "}".repeat(3_000), 422],
    ["a number", "7", 422],
    ["a text", '"order.updated"', 422],
    ["null", "null", 422],
    ["an empty list", "[]", 422],
    ["a list of nothing", '{"events":[]}', 422],
    ["of no events", "{}", 422],
    ["with a prototype", '{"__proto__":{"type":"order.updated"},"occurredAt":"2026-11-02T15:00:00Z"}', 422],
  ];
  it.each(bodies)("%s is refused and kept", async (_what, raw, status) => {
    const answer = await postEvents(run, raw);
    expect(answer.status).toBe(status);
    expect(() => JSON.parse(answer.body) as unknown).not.toThrow();
    const bytes = Buffer.from(raw);
    const all = await run.get<Kept[]>("/local/rejected?store=demo");
    if (bytes.length < 200_000) expect(all.map(({ body }) => body.base64)).toContain(bytes.toString("base64"));
    else expect(all.map(({ body }) => body.key)).toContainEqual(expect.stringMatching(/^rejected\/demo\//));
  });

  it("of more than 500 events, or of more than 4 MB, is refused whole", async () => {
    const person = somebody();
    const many = Array.from({ length: 501 }, () => orderOf(person));
    expect((await post(many)).status).toBe(422);
    const large = Array.from({ length: 60 }, () => orderOf(person, { name: "x".repeat(80_000) }));
    expect((await postEvents(run, large)).status).toBe(413);
    await drain();
    expect((await run.request("GET", `/local/profiles/${person.email}`)).status).toBe(404);
  });

  it("with anything for a name is printed as text, and harms nobody", async () => {
    const person = somebody("hostile");
    const { now } = await run.get<{ now: string }>("/local/clock");
    const title = "{{ brand.name }}<script>alert(1)</script>\u0000\u202e{% raw %}";
    await tell(run, [
      consentOf(person, "granted", now),
      checkoutOf(
        person,
        {
          firstName: "<img src=x onerror=alert(1)>",
          lines: [{ productId: "66", title, quantity: 1, price: "9999999999999999999999.99" }],
        },
        now,
      ),
    ]);
    await run.move("PT14H");
    const [mail] = await run.messages({ to: person.email });
    expect(mail?.html).toContain("&lt;script&gt;");
    expect(mail?.html).not.toMatch(/<script|<img src=x/);
    expect(mail?.text).toContain("{{ brand.name }}");
    expect(await run.deadLetters()).toEqual([]);
  });

  it("with keys that JavaScript knows changes nothing but its own event", async () => {
    const person = somebody();
    const raw = JSON.stringify(orderOf(person)).replace(
      '"data":{',
      '"data":{"__proto__":{"test":true},"constructor":1,',
    );
    expect((await postEvents(run, raw)).status).toBe(200);
    expect((await profileOf(person.email)).orders).toEqual([expect.objectContaining({ test: false })]);
  });
});

describe("a signature", () => {
  const body = JSON.stringify([orderOf(somebody())]);
  const bad: [string, Signed][] = [
    ["missing", { headers: { "webhook-signature": undefined } }],
    ["without an id", { headers: { "webhook-id": undefined } }],
    ["without a time", { headers: { "webhook-timestamp": undefined } }],
    ["of another secret", { secret: "demo-secre" }],
    ["of the secret as it is written", { secret: "whsec_ZGVtby1zZWNyZXQ=" }],
    ["of an empty secret", { secret: "" }],
    ["of another id", { headers: { "webhook-id": "msg_other" } }],
    ["of another time", { headers: { "webhook-timestamp": String(Date.parse(at(300)) / 1000) } }],
    ["more than five minutes old", { off: -301 }],
    ["of more than five minutes from now", { off: 301 }],
    ["of another sender's kind", { headers: { "webhook-signature": sign(body, "demo-secret") } }],
    ["of another version", { headers: { "webhook-signature": "v2,AAAA" } }],
    ["that is empty", { headers: { "webhook-signature": "v1," } }],
  ];
  it.each(bad)("%s is answered 401, and nothing is kept of the body", async (_what, signed) => {
    const count = (await run.get<Kept[]>("/local/rejected")).length;
    expect((await postEvents(run, body, signed)).status).toBe(401);
    expect((await run.get<Kept[]>("/local/rejected")).length).toBe(count);
  });

  it.each([
    ["five minutes old", { off: -299 }],
    ["five minutes fast", { off: 299 }],
  ])("%s is good", async (_what, signed) => {
    expect((await postEvents(run, body, signed)).status).toBe(200);
  });

  it("may stand among others, as while a secret is being changed", async () => {
    const { now } = await run.get<{ now: string }>("/local/clock");
    const timestamp = String(Math.floor(new Date(now).getTime() / 1000));
    const good = createHmac("sha256", "demo-secret").update(`msg_1.${timestamp}.${body}`).digest("base64");
    const signature = `v1,${sign("x", "y")} v1a,AAAA v1,${good}`;
    const headers = { "webhook-id": "msg_1", "webhook-timestamp": timestamp, "webhook-signature": signature };
    expect((await postEvents(run, body, { headers })).status).toBe(200);
    expect((await postEvents(run, body.replace("84.50", "84.51"), { headers })).status).toBe(401);
  });

  it("of a store is not that of another, and there must be such a store", async () => {
    expect((await postEvents(run, body, { store: "nobody" })).status).toBe(404);
    const demo = await run.get<Record<string, unknown>>("/local/stores/demo");
    const secrets = { events: [`whsec_${Buffer.from("other-secret").toString("base64")}`] };
    await run.send("PUT", "/local/stores/other", {
      ...demo,
      id: "other",
      domain: "other-store.myshopify.com",
      secrets,
    });
    expect((await postEvents(run, body, { store: "other" })).status).toBe(401);
    expect((await postEvents(run, body, { store: "other", secret: "other-secret" })).status).toBe(200);
    expect((await postEvents(run, body, { secret: "other-secret" })).status).toBe(401);
  });

  it("is asked for by no other method", async () => {
    for (const method of ["GET", "PUT", "DELETE"]) expect((await run.request(method, path)).status).toBe(404);
  });
});
