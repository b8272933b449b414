import { shopify } from "../../../shared/sources/shopify/shopify.ts";
import { eventOf, fixture, receivedAt, requestOf, store } from "./support.ts";

const body = fixture("orders-create.2024-01");

const idOf = (topic: string, bytes: Uint8Array, storeId = "demo", headers: Record<string, string> = {}) => {
  const parsed = shopify.parse(requestOf(topic, bytes, headers), { ...store, id: storeId });
  return parsed.kind === "events" ? parsed.events[0]?.id : undefined;
};

describe("the envelope of an event", () => {
  it("says whose, whence and when", () => {
    expect(eventOf("order.updated", "orders/create", body)).toMatchObject({
      store: "demo",
      source: "shopify",
      topic: "orders/create",
      occurredAt: "2026-11-02T15:20:33.000Z",
      receivedAt,
      correlationId: "correlation-1",
    });
  });

  it("has the same id for every delivery of a body, however it was delivered", () => {
    const id = idOf("orders/create", body);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(idOf("orders/create", body, "demo", { "x-shopify-webhook-id": "another" })).toBe(id);
  });

  it("has another id for another topic, store or body", () => {
    const ids = [
      idOf("orders/create", body),
      idOf("orders/paid", body),
      idOf("orders/create", body, "other"),
      idOf("orders/create", fixture("orders-paid.2024-10")),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(ids).not.toContain(undefined);
  });

  it("orders bodies by source instant first, then by when they were sent to the nanosecond", () => {
    const version = (name: string, at: string) =>
      eventOf("order.updated", "orders/updated", fixture(name), { "x-shopify-triggered-at": at }).version;
    expect(
      version("orders-paid.2024-10", "2026-11-02T15:21:00Z") > version("orders-create.2024-01", "2026-11-03T00:00:00Z"),
    ).toBe(true);
    expect(
      version("orders-paid.2024-10", "2026-11-02T15:21:00.000000002Z") >
        version("orders-paid.2024-10", "2026-11-02T15:21:00.000000001Z"),
    ).toBe(true);
  });

  it("ranks topics that share every instant: a cancellation above all, a creation below", () => {
    const rising = ["create", "updated", "paid", "partially_fulfilled", "fulfilled", "cancelled"];
    const versions = rising.map((verb) => eventOf("order.updated", `orders/${verb}`, body).version);
    expect([...versions].sort()).toEqual(versions);
    expect(new Set(versions).size).toBe(6);
  });

  it("takes no time from the future: a fast clock counts as the receipt", () => {
    const event = eventOf("order.updated", "orders/create", {
      id: 5,
      created_at: "2031-01-01T00:00:00Z",
      updated_at: "2099-01-01T00:00:00Z",
    });
    expect(event.occurredAt).toBe(receivedAt);
    expect(event.data).toMatchObject({ createdAt: receivedAt, updatedAt: receivedAt });
    expect(event.version.startsWith(`${receivedAt}|`)).toBe(true);
  });

  it.each([
    ["missing", undefined],
    ["no time", "yesterday"],
    ["from the future", "2099-01-01T00:00:00.000000001Z"],
    ["beyond the year 9999", "9999-12-31T23:59:59-12:00"],
  ])("goes by the receipt where triggered-at is %s", (_what, at) => {
    const event = eventOf(
      "customer.deleted",
      "customers/delete",
      { id: 7 },
      at === undefined ? { "x-shopify-triggered-at": "" } : { "x-shopify-triggered-at": at },
    );
    expect(event.data.deletedAt).toBe(receivedAt);
    expect(event.version).toContain(`${receivedAt}|2026-11-05T15:00:01.000000000|`);
  });

  it.each([
    [
      "updated_at",
      { updated_at: "2026-11-02T10:04:10-05:00", created_at: "2026-11-02T09:00:00-05:00" },
      "2026-11-02T15:04:10.000Z",
    ],
    ["created_at", { updated_at: null, created_at: "2026-11-02T09:00:00-05:00" }, "2026-11-02T14:00:00.000Z"],
    ["triggered-at", { updated_at: "", created_at: "2026-13-45" }, "2026-11-05T15:00:00.123Z"],
  ])("orders an order by its %s where nothing better is said", (_key, times, at) => {
    const event = eventOf("order.updated", "orders/create", { id: 5, ...times });
    expect(event.occurredAt).toBe(at);
    expect(event.data.updatedAt).toBe(at);
  });
});
