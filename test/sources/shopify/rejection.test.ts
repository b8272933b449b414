import { shopify } from "../../../shared/sources/shopify/shopify.ts";
import { changed, fixture, parse, reasonOf, requestOf, store } from "./support.ts";

/** Only a text that looks as if it held a long integer takes the parse that depth is too much for. */
const deep = (levels: number) =>
  `{"id":1234567890123456789,"note":":1234567890123456789,","a":${"[".repeat(levels)}${"]".repeat(levels)}}`;

describe("a body that can't be understood", () => {
  it.each([
    ["is empty", "", "body: not JSON"],
    ["is not JSON", "{'id': 5}", "body: not JSON"],
    ["is cut off", fixture("orders-create.2024-01").subarray(0, 900), "body: not JSON"],
    ["is not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), "body: not UTF-8"],
    ["is a list", "[]", "body: not a JSON object"],
    ["is null", "null", "body: not a JSON object"],
    ["is a text", '"id"', "body: not a JSON object"],
    ["is too deep", deep(200_000), "body: nested too deeply"],
    ["is four megabytes of brackets", "[".repeat(4_000_000), "body: not JSON"],
  ])("because it %s is rejected with that reason", (_what, body, reason) => {
    expect(reasonOf(parse("orders/create", body))).toBe(reason);
  });

  it.each([
    ["orders/create", { id: null }, "id"],
    ["orders/create", { id: 0 }, "id"],
    ["orders/create", { id: 1.5 }, "id"],
    ["orders/create", { id: "abc" }, "id"],
    ["orders/create", { order: { id: 1 } }, "id"],
    ["checkouts/update", { id: 5, token: "" }, "token"],
    ["checkouts/update", { token: "two words" }, "token"],
    ["checkouts/update", { token: "x".repeat(257) }, "token"],
    ["checkouts/delete", {}, "token"],
    ["carts/update", { token: null, id: null }, "token"],
    ["refunds/create", { id: 5 }, "order_id"],
    ["refunds/create", { order_id: 5 }, "id"],
    ["customers/create", { email: "a@example.com" }, "id"],
    ["customers/delete", {}, "id"],
    ["customers/merge", { status: "completed" }, "admin_graphql_api_customer_kept_id"],
    ["customers_email_marketing_consent/update", { id: 5 }, "customer_id"],
    ["customers_marketing_consent/update", { customer_id: 5 }, "id"],
    ["products/update", { title: "x" }, "id"],
    ["products/delete", {}, "id"],
  ])("%s without what it is about (%p) is rejected with the path", (topic, body, path) => {
    expect(reasonOf(parse(topic, body))).toBe(`${path}: missing or malformed`);
  });

  it("is not one for its depth alone", () => {
    const body = deep(200_000).replace('"note":":', '"note":"');
    expect(parse("orders/create", body)).toMatchObject({
      kind: "events",
      events: [{ data: { id: "1234567890123456789" } }],
    });
  });

  it("without a topic is rejected", () => {
    expect(parse("", fixture("orders-create.2024-01"))).toMatchObject({
      kind: "rejected",
      topic: "",
      reason: "x-shopify-topic: missing",
    });
  });

  it("takes a key named __proto__ for a key", () => {
    const body = '{"__proto__":{"id":5,"polluted":true},"id":null}';
    expect(reasonOf(parse("orders/create", body))).toBe("id: missing or malformed");
    expect(reasonOf(parse("orders/create", body.replace("null", "[1234567890123456789]")))).toBe(
      "id: missing or malformed",
    );
    expect("polluted" in {}).toBe(false);
  });

  it("is a rejection even when the fault is ours", () => {
    const broken = {
      ...store,
      get domain(): string {
        throw new TypeError("no domain");
      },
    };
    const parsed = shopify.parse(requestOf("orders/create", fixture("orders-create.2024-01")), broken);
    expect(parsed).toMatchObject({
      kind: "rejected",
      topic: "orders/create",
      reason: "unexpected TypeError while reading",
    });
  });
});

describe("a body of another shop", () => {
  const other = "other-store.myshopify.com";

  it.each([
    ["x-shopify-shop-domain", {}, { "x-shopify-shop-domain": other }],
    ["x-shopify-shop-domain", {}, { "x-shopify-shop-domain": undefined, "shopify-shop-domain": other }],
    ["order_status_url", { order_status_url: `https://${other}/1/orders/2/authenticate?key=3` }, {}],
    [
      "abandoned_checkout_url",
      { abandoned_checkout_url: `https://OTHER-store.myshopify.com/1/checkouts/2/recover` },
      {},
    ],
    ["shop_domain", { shop_domain: other }, {}],
    ["myshopify_domain", { myshopify_domain: other }, {}],
  ])("by its %s is rejected, naming both", (where, change, headers) => {
    const parsed = parse("orders/create", changed("orders-create.2024-01", change), headers);
    expect(reasonOf(parsed)).toBe(`${where}: the shop is ${other}, this store is demo-store.myshopify.com`);
  });

  it.each([
    ["a custom domain, which proves nothing", { order_status_url: "https://shop.example.com/1/orders/2" }],
    ["a domain that only looks like Shopify's", { order_status_url: "https://myshopify.com.example.com/1" }],
    ["no address", { order_status_url: "not a url", shop_domain: 7, myshopify_domain: null }],
    ["the store itself in other letters", { order_status_url: "https://Demo-Store.myshopify.com/1/orders/2" }],
  ])("is not seen in %s", (_what, change) => {
    expect(parse("orders/create", changed("orders-create.2024-01", change)).kind).toBe("events");
  });

  it("is not seen in a store whose settings write its domain in capitals", () => {
    const request = requestOf("orders/create", fixture("orders-create.2024-01"));
    expect(shopify.parse(request, { ...store, domain: "Demo-Store.MyShopify.com" }).kind).toBe("events");
  });

  it("is not seen where no header says a shop", () => {
    const parsed = parse("orders/create", fixture("orders-create.2024-01"), { "x-shopify-shop-domain": undefined });
    expect(parsed.kind).toBe("events");
  });
});

describe("what a rejected body mentions", () => {
  const mentionsOf = (topic: string, body: Uint8Array | string) => {
    const parsed = parse(topic, body);
    return parsed.kind === "rejected" ? parsed.mentions : undefined;
  };

  it("is whom it speaks of, so that an erasure finds it", () => {
    const body = fixture("orders-create.2024-01").toString().replace("{", "{ broken, ");
    expect(mentionsOf("orders/create", body)).toEqual({
      emails: ["nina.alvarez@example.com"],
      phones: ["+17185550142"],
      customerIds: ["8244071550102"],
    });
  });

  it("includes the first id of a body about a customer, and ids in gids", () => {
    const gid = String.raw`"gid:\/\/shopify\/Customer\/77"`;
    expect(mentionsOf("customers/update", `{"note":"x","id": 706405506930370216, "g":${gid}`)?.customerIds).toEqual([
      "706405506930370216",
      "77",
    ]);
    expect(mentionsOf("orders/update", `{"id": 5`)).toBeUndefined();
    expect(mentionsOf("orders/create", `{"id": 5, "customer_id":"6"`)?.customerIds).toEqual(["6"]);
  });

  it("survives bytes that are no text", () => {
    const body = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"email":"Nina@Example.com"')]);
    expect(mentionsOf("orders/create", body)?.emails).toEqual(["nina@example.com"]);
  });

  it("is bounded, and quick to find in the longest body", () => {
    const emails = Array.from({ length: 500 }, (_, index) => `p${index}@example.com`).join(" ");
    const started = performance.now();
    const mentions = mentionsOf(
      "customers/update",
      `${emails} ${"a".repeat(2_000_000)}${"@".repeat(1_000_000)}${'"customer":{'.repeat(90_000)}`,
    );
    expect(mentions?.emails).toHaveLength(20);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
