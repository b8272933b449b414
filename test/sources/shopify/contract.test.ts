import { eventOf, fixture, parse, reasonOf, triggeredAt } from "./support.ts";

const read = (topic: string, body: Uint8Array | object) =>
  eventOf("subscription.updated", `subscription_contracts/${topic}`, body);

describe("a subscription contract", () => {
  it("is its customer's, with the order it began with where no lines are told", () => {
    const { data, who } = read("create", fixture("subscription-contracts-create.2026-04"));
    expect(who).toEqual({ customer: { id: "8244071550102" } });
    expect(data).toEqual({
      id: "88123004411",
      status: "active",
      items: [],
      originOrderId: "6120044113980",
      updatedAt: triggeredAt,
    });
  });

  it("names products where the body has lines, and the next delivery though it lies ahead", () => {
    const { data } = read("update", fixture("subscription-contracts-update.with-lines.2026-04"));
    expect(data.items).toEqual([
      { productId: "7340019884118", variantId: "42011223344550" },
      { productId: "7340019884222" },
    ]);
    expect(data.nextOrderAt).toBe("2026-12-04T14:00:00.000Z");
  });

  it.each([
    ["active", "active"],
    ["PAUSED", "paused"],
    ["cancelled", "cancelled"],
    ["failed", "cancelled"],
    ["expired", "expired"],
    ["stale", "expired"],
  ])("that is %s counts as %s", (status, expected) => {
    expect(read("update", { id: 1, customer_id: 2, status }).data.status).toBe(expected);
  });

  it.each([
    ["create", "active"],
    ["activate", "active"],
    ["pause", "paused"],
    ["cancel", "cancelled"],
    ["expire", "expired"],
    ["fail", "cancelled"],
  ])("without a state has that of %s", (topic, expected) => {
    expect(read(topic, { id: 1, customer_id: 2 }).data.status).toBe(expected);
  });

  it("keeps ids exact, as numbers beyond 2^53 or gids", () => {
    const body = Buffer.from(
      '{"id":706405506930370216,"admin_graphql_api_customer_id":"gid:\\/\\/shopify\\/Customer\\/981820079255243537"}',
    );
    const { data, who } = read("create", body);
    expect([data.id, who.customer?.id]).toEqual(["706405506930370216", "981820079255243537"]);
  });

  it("that ended outranks one that began, told at the same instant", () => {
    const began = read("create", fixture("subscription-contracts-create.2026-04"));
    const ended = read("cancel", fixture("subscription-contracts-cancel.from-admin.2026-04"));
    expect(ended.version > began.version).toBe(true);
    expect(ended.data.originOrderId).toBeUndefined();
  });

  it.each([
    ["create", { customer_id: 2 }, "id"],
    ["create", { id: 1, customer_id: null }, "customer_id"],
    ["update", { id: 1, customer_id: 2 }, "status"],
    ["update", { id: 1, customer_id: 2, status: ["active"] }, "status"],
  ])("%s of %p is rejected for its %s", (topic, body, path) => {
    expect(reasonOf(parse(`subscription_contracts/${topic}`, body))).toBe(`${path}: missing or malformed`);
  });
});

describe("tags of a customer", () => {
  const tagged = (topic: string, body: Uint8Array | object) => {
    const parsed = parse(topic, body);
    if (parsed.kind !== "events") throw new Error(parsed.kind);
    return parsed.events;
  };

  it("are one event each, of the customer, at the moment they were given", () => {
    const events = tagged("customer.tags_added", fixture("customer-tags-added.2026-04"));
    const at = "2026-11-05T14:59:58.000Z";
    expect(events.map(({ data }) => data)).toEqual([
      { tag: "VIP", state: "added", at },
      { tag: "wholesale", state: "added", at },
    ]);
    for (const { who, occurredAt } of events)
      expect([who, occurredAt]).toEqual([{ customer: { id: "8244071550102" } }, at]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  it("are the same events when the body comes again", () => {
    const body = fixture("customer-tags-added.2026-04");
    expect(tagged("customer.tags_added", body)).toEqual(tagged("customer.tags_added", body));
  });

  it("that were removed and added at one instant are removed", () => {
    const body = { customerId: "gid://shopify/Customer/1", tags: ["VIP"], occurredAt: "2026-11-05T14:00:00Z" };
    const [added] = tagged("customer.tags_added", body);
    const [removed] = tagged("customer.tags_removed", body);
    expect((removed?.version ?? "") > (added?.version ?? "")).toBe(true);
  });

  it("are told once each, however often a body repeats them", () => {
    const body = {
      customerId: "gid://shopify/Customer/1",
      tags: ["VIP", " VIP", "", null],
      occurredAt: "2026-11-05T14:00:00Z",
    };
    expect(tagged("customer.tags_added", body)).toHaveLength(1);
  });

  it.each([
    ["none", { customerId: "gid://shopify/Customer/1", tags: [] }, "ignored"],
    ["nobody's", { tags: ["VIP"] }, "customerId: missing or malformed"],
    ["no list", { customerId: "gid://shopify/Customer/1", tags: null }, "tags: missing or malformed"],
  ])("that are %s tell nothing", (_what, body, expected) => {
    const parsed = parse("customer.tags_added", body);
    expect(parsed.kind === "rejected" ? parsed.reason : parsed.kind).toBe(expected);
  });
});

describe("how long a product lasts", () => {
  const supply = (more: object) => eventOf("product.updated", "products/update", { id: 1, ...more }).data.supplyDays;

  it.each<[string, object, number | undefined]>([
    ["a tag", { tags: "kitchen, supply-days:30" }, 30],
    ["a tag with an equals sign", { tags: "supply_days=45" }, 45],
    ["a tag in words", { tags: ["Supply days 14"] }, 14],
    [
      "a metafield before a tag",
      { tags: "supply-days:30", metafields: [{ namespace: "custom", key: "supply_days", value: "60" }] },
      60,
    ],
    ["a metafield that is a number", { metafields: [{ key: "supply-days", value: 7 }] }, 7],
    ["a sound tag though another is not", { tags: "supply-days:0, supply-days:9" }, 9],
    ["nothing", { tags: "kitchen" }, undefined],
    ["no days", { tags: "supply-days:0" }, undefined],
    ["more than ten years", { tags: "supply-days:9999" }, undefined],
    ["words", { tags: "supply-days:many", metafields: [{ key: "supply_days", value: "a month" }] }, undefined],
    ["nonsense", { tags: { a: 1 }, metafields: "x" }, undefined],
  ])("is told by %s", (_what, body, expected) => {
    expect(supply(body)).toBe(expected);
  });
});
