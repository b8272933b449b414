import { createHmac } from "node:crypto";
import { Instant } from "../../../shared/events/instant.ts";
import { judgeme } from "../../../shared/sources/judgeme/judgeme.ts";
import { changed, eventOf, fixture, reasonOf, receivedAt, requestOf, store } from "../sending.ts";

const secret = "private-api-token";
const body = fixture("judgeme", "review-created");
const sign = (bytes: Uint8Array | string, key: string) => createHmac("sha256", key).update(bytes).digest("hex");
const signed = (signature: string | undefined, bytes: Uint8Array = body) =>
  requestOf(bytes, { headers: { "judgeme-hmac-sha256": signature } });
const parse = (changes: Readonly<Record<string, unknown>> = {}) =>
  judgeme.parse(requestOf(changed("judgeme", "review-created", changes)), store);
const right = sign(body, secret);

describe("the signature of Judge.me", () => {
  it("is taken when it is the HMAC of the raw bytes in hex, in either case, under any of the secrets", () => {
    expect(judgeme.verify(signed(right), [secret])).toBe(true);
    expect(judgeme.verify(signed(right.toUpperCase()), ["other-token", secret])).toBe(true);
  });

  it("agrees with a value worked out by openssl", () => {
    // printf '{"id":1,"url":"https:\/\/shop.example\/a"}' | openssl dgst -sha256 -hmac hush-a-bye
    const bytes = Buffer.from(String.raw`{"id":1,"url":"https:\/\/shop.example\/a"}`);
    const value = "7f7cc76b000de75a34242207b7f5fb9523c21ea339201e127cd91581e6ba0edf";
    expect(judgeme.verify(signed(value, bytes), ["hush-a-bye"])).toBe(true);
  });

  it.each([
    ["missing", undefined],
    ["empty", ""],
    ["made with another secret", sign(body, "other")],
    ["made with an empty secret", sign(body, "")],
    ["in base64", Buffer.from(right, "hex").toString("base64")],
    ["truncated", right.slice(0, 32)],
    ["of the body written again", sign(JSON.stringify(JSON.parse(body.toString())), secret)],
    ["of the body as base64 text", sign(body.toString("base64"), secret)],
    ["with a letter that is no hex digit", `${right.slice(0, 63)}g`],
  ])("is refused when it is %s", (_what, signature) => {
    expect(judgeme.verify(signed(signature), [secret])).toBe(false);
  });

  it("is refused when one byte was altered", () => {
    const altered = Buffer.from(body);
    altered[20] = (altered[20] ?? 0) ^ 1;
    expect(judgeme.verify(signed(right, altered), [secret])).toBe(false);
  });

  it.each([[[]], [[""]], [["   "]]])("is refused when the secrets are %p", (secrets) => {
    expect(judgeme.verify(signed(sign(body, secrets[0] ?? "")), secrets)).toBe(false);
  });
});

describe("a review of Judge.me", () => {
  it("is the review, written by the shop's customer, whose addresses are contact only", () => {
    expect(eventOf("review.updated", parse())).toMatchObject({
      source: "judgeme",
      topic: "review/created",
      occurredAt: "2026-11-05T14:59:40.000Z",
      who: { customer: { id: "8244071550102" }, contact: { email: "nina.alvarez@example.com" } },
      consents: [],
      data: {
        id: "judgeme:912847765001",
        rating: 1,
        title: "Zipper broke",
        body: "The zipper broke on day two & nobody answers. <b>Sehr ärgerlich!</b>",
        author: "Nina Álvarez",
        productId: "8811204417639",
        productTitle: "Trail pack 24 l",
        productUrl: "https://demo-store.myshopify.com/products/trail-pack-24",
        verified: true,
        createdAt: "2026-11-05T14:58:20.000Z",
        updatedAt: "2026-11-05T14:59:40.000Z",
      },
    });
  });

  it("puts no address among the keys, and no placeholder for a phone anywhere", () => {
    const { who } = eventOf("review.updated", parse());
    expect(who.customer).toEqual({ id: "8244071550102" });
    expect(who.contact?.phone).toBeUndefined();
    expect(eventOf("review.updated", parse({ "review.reviewer.phone": "+1 415 555 2671" })).who.contact?.phone).toBe(
      "+14155552671",
    );
  });

  it("that was changed outranks its creation at the same instant", () => {
    const created = eventOf("review.updated", parse());
    const updated = eventOf("review.updated", parse({ event: "review/updated", "review.rating": 4 }));
    expect(updated.version > created.version).toBe(true);
    expect(updated.data.rating).toBe(4);
  });

  it("twice is one event of one version, whenever it comes", () => {
    const again = judgeme.parse(requestOf(body, { at: Instant.parse("2026-11-06T15:00:01.000Z") }), store);
    const first = eventOf("review.updated", judgeme.parse(requestOf(body), store));
    expect(eventOf("review.updated", again)).toMatchObject({ id: first.id, version: first.version });
  });

  it.each([
    [4.5, 4],
    ["3", 3],
    ["1.5", 1],
    [5, 5],
  ])("of %p stars has %p", (stars, rating) => {
    expect(eventOf("review.updated", parse({ "review.rating": stars })).data.rating).toBe(rating);
  });

  it.each([[0], [0.5], [5.5], [6], [-1], [null], [undefined], ["five"], [[5]], [{ stars: 5 }], [true], ["1e0"]])(
    "of %p stars is rejected",
    (stars) => {
      expect(reasonOf(parse({ "review.rating": stars }))).toBe("review.rating: a rating is 1 to 5");
    },
  );

  it("keeps ids beyond 2^53 exactly", () => {
    const text = body
      .toString()
      .replace("912847765001", "9007199254740993")
      .replace("8244071550102", "9007199254740995")
      .replace("8811204417639", "9007199254740997");
    const { data, who } = eventOf("review.updated", judgeme.parse(requestOf(text), store));
    expect([data.id, who.customer?.id, data.productId]).toEqual([
      "judgeme:9007199254740993",
      "9007199254740995",
      "9007199254740997",
    ]);
  });

  it("is cut where the catalogue ends its texts, never inside a character", () => {
    const { data } = eventOf(
      "review.updated",
      parse({
        "review.title": "x".repeat(10_000),
        "review.body": `a${"😡".repeat(100_000)}`,
        "review.reviewer.name": "n".repeat(5000),
        "review.product_title": "p".repeat(5000),
      }),
    );
    expect([data.title?.length, data.body?.length, data.author?.length, data.productTitle?.length]).toEqual([
      500, 4999, 200, 500,
    ]);
    expect(data.body?.isWellFormed()).toBe(true);
  });

  it("without anybody is a review all the same", () => {
    const { who } = eventOf("review.updated", parse({ "review.reviewer": null }));
    expect(who).toEqual({});
  });

  it("without times happened when it came", () => {
    const { occurredAt, data } = eventOf(
      "review.updated",
      parse({ "review.created_at": "yesterday", "review.updated_at": null }),
    );
    expect([occurredAt, data.createdAt]).toEqual([receivedAt, receivedAt]);
  });

  it("of the future happened when it came", () => {
    expect(eventOf("review.updated", parse({ "review.updated_at": "2030-01-01T00:00:00Z" })).occurredAt).toBe(
      receivedAt,
    );
  });

  it.each([["../../admin"], ["a b"], ["x?y=1"], [7], [null]])("of a product handle like %p has no link", (handle) => {
    const { productUrl } = eventOf("review.updated", parse({ "review.product_handle": handle })).data;
    expect(productUrl).toBe(handle === 7 ? "https://demo-store.myshopify.com/products/7" : undefined);
  });
});

describe("what Judge.me sends besides", () => {
  it.each([["review/deleted"], ["shop/updated"], ["__proto__"], [""], [7], [null]])("of %p is ignored", (event) => {
    expect(parse({ event }).kind).toBe("ignored");
  });

  it("as a test is ignored", () => {
    expect(parse({ test: true }).kind).toBe("ignored");
  });

  it("for another shop is rejected with both names", () => {
    expect(reasonOf(parse({ shop_domain: "other-store.myshopify.com" }))).toBe(
      "shop_domain: the shop is other-store.myshopify.com, this store is demo-store.myshopify.com",
    );
    expect(parse({ shop_domain: "shop.example.com" }).kind).toBe("events");
  });

  it.each([
    [{ review: [] }, "review.id: missing or malformed"],
    [{ review: "text" }, "review.id: missing or malformed"],
    [{ "review.id": {} }, "review.id: missing or malformed"],
    [{ "review.id": 0 }, "review.id: missing or malformed"],
  ])("with %p is rejected with the path", (changes, reason) => {
    expect(reasonOf(parse(changes))).toBe(reason);
  });

  it("that cannot be understood is kept with whom it mentions", () => {
    expect(parse({ "review.rating": null })).toMatchObject({
      kind: "rejected",
      mentions: { emails: ["nina.alvarez@example.com"], customerIds: ["8244071550102"] },
    });
  });
});
