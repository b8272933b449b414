import { recharge } from "../../../shared/sources/recharge/recharge.ts";
import { findSource } from "../../../shared/sources/registry.ts";
import { appOf, changed, staysSound } from "../apps.ts";

const { fixture, parse, eventOf, outcomeOf } = appOf(recharge);
const [old, recent] = [fixture("subscription.2021-01"), fixture("subscription.2021-11")];
const subscribed = (changes: Record<string, unknown> = {}, headers = {}) =>
  eventOf("subscription.updated", changed(recent, changes), headers);

describe("a subscription at Recharge", () => {
  it("is known by its name", () => {
    expect(findSource("recharge")).toBe(recharge);
  });

  it.each([
    ["2021-01, whose times have no zone", old],
    ["2021-11", recent],
  ])("is its account's, in version %s", (_version, body) => {
    const { data, who, source } = eventOf("subscription.updated", body);
    expect(data).toMatchObject({
      id: "recharge:24216999",
      status: "active",
      items: [{ productId: "7340019884118", variantId: "42011223344550" }],
      nextOrderAt: "2026-12-09T00:00:00.000Z",
      account: "recharge:16401777",
      updatedAt: "2026-11-05T05:23:28.000Z",
    });
    expect([who, source]).toEqual([{}, "recharge"]);
  });

  it.each<[string, Record<string, unknown>, object]>([
    [
      "2021-11 names the shop's customer",
      { "subscription.external_customer_id": { ecommerce: "81" } },
      { customer: { id: "81" } },
    ],
    [
      "2021-01 does",
      { "subscription.shopify_customer_id": 81, "subscription.email": "a@example.com" },
      { customer: { id: "81" } },
    ],
    ["there is an address alone", { "subscription.email": "A@Example.com" }, { contact: { email: "a@example.com" } }],
    [
      "neither says anything",
      { "subscription.external_customer_id": { ecommerce: null }, "subscription.email": "" },
      {},
    ],
  ])("is somebody's where %s", (_what, changes, who) => {
    expect(subscribed(changes).who).toEqual(who);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["as it says", { "subscription.status": "PAUSED" }, "paused"],
    ["expired", { "subscription.status": "expired" }, "expired"],
    [
      "cancelled, where only the date says so",
      { "subscription.status": null, "subscription.cancelled_at": "2026-11-05T06:00:00" },
      "cancelled",
    ],
  ])("stands %s", (_what, changes, status) => {
    expect(subscribed(changes).data.status).toBe(status);
  });

  it("that was deleted is cancelled, by the topic in the header", () => {
    const event = subscribed({}, { "x-recharge-topic": "subscription/deleted" });
    expect([event.data.status, event.topic]).toEqual(["cancelled", "subscription/deleted"]);
    expect(event.version > subscribed().version).toBe(true);
  });

  it("does not believe a header that speaks of something else", () => {
    const event = subscribed({}, { "x-recharge-topic": "charge/paid" });
    expect([event.data.status, event.topic]).toEqual(["active", "subscription"]);
  });

  it("has the same id and version each time it is delivered, and a later one the greater version", () => {
    const [first, again] = [subscribed(), subscribed()];
    expect([again.id, again.version]).toEqual([first.id, first.version]);
    expect(subscribed({ "subscription.updated_at": "2026-11-05T05:23:29+00:00" }).version > first.version).toBe(true);
    const cancelled = eventOf("subscription.updated", fixture("subscription-cancelled.2021-01"));
    expect(cancelled.version > first.version).toBe(true);
    expect(cancelled.data.status).toBe("cancelled");
  });

  it("that ended outranks one that ran in the same second", () => {
    expect(subscribed({ "subscription.status": "cancelled" }).version > subscribed().version).toBe(true);
  });

  it("keeps ids exact", () => {
    const text = old
      .toString()
      .replace("7340019884118", "706405506930370216")
      .replace("16401777", "981820079255243537");
    const { data } = eventOf("subscription.updated", text);
    expect([data.items[0]?.productId, data.account]).toEqual(["706405506930370216", "recharge:981820079255243537"]);
  });

  it("names no product where it has none", () => {
    const changes = { "subscription.external_product_id": [], "subscription.external_variant_id": "" };
    expect(subscribed(changes).data.items).toEqual([]);
  });

  it("is not dated later than its receipt", () => {
    expect(subscribed({ "subscription.updated_at": "2031-01-01T00:00:00" }).data.updatedAt).toBe(
      "2026-11-05T15:00:01.000Z",
    );
  });
});

describe("a customer of Recharge", () => {
  it.each([["customer.2021-01"], ["customer.2021-11"]])("is whose account it is: %s", (name) => {
    const { data, who } = eventOf("account.linked", fixture(name));
    expect(data).toEqual({ account: "recharge:16401777", at: "2026-11-05T05:23:28.000Z" });
    expect(who).toEqual({ customer: { id: "8244071550102" } });
  });

  it("whom the shop has no id for is known by the address", () => {
    const { who } = eventOf(
      "account.linked",
      changed(fixture("customer.2021-11"), { "customer.external_customer_id": null }),
    );
    expect(who).toEqual({ contact: { email: "nina.alvarez@example.com" } });
  });
});

describe("another body of Recharge's", () => {
  it.each([
    ["onetime.2021-11", "onetime"],
    ["charge.2021-01", "charge"],
  ])("means nothing: %s", (name, topic) => {
    expect(parse(fixture(name))).toEqual({ kind: "ignored", topic });
  });

  it.each<[unknown, string]>([
    [{}, "body: names no resource"],
    [{ subscription: null }, "subscription: missing or malformed"],
    [{ subscription: [] }, "subscription: missing or malformed"],
    [{ customer: "x" }, "customer: missing or malformed"],
    [{ subscription: {} }, "subscription.id: missing or malformed"],
    [{ subscription: { id: 1 } }, "subscription.customer_id: missing or malformed"],
    [{ subscription: { id: 1, customer_id: 0 } }, "subscription.customer_id: missing or malformed"],
    [{ subscription: { id: 1, customer_id: 2 } }, "subscription.status: missing or malformed"],
    [{ subscription: { id: 1, customer_id: 2, status: "odd" } }, "subscription.status: missing or malformed"],
    [{ customer: { email: "a@example.com" } }, "customer.id: missing or malformed"],
    [{ customer: { id: 1, email: "n/a" } }, "customer.external_customer_id: missing or malformed"],
  ])("%j is rejected", (body, reason) => {
    expect(outcomeOf(JSON.stringify(body))).toBe(reason);
  });

  it("takes a key named __proto__ for a key", () => {
    expect(outcomeOf('{"__proto__":{"subscription":{"id":1}}}')).toBe("ignored");
  });

  it("never ends in an error, whatever comes", () => {
    staysSound(recharge, [old, recent, fixture("customer.2021-01"), fixture("customer.2021-11")]);
  });
});
