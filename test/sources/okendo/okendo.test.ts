import { Instant } from "../../../shared/events/instant.ts";
import { okendo } from "../../../shared/sources/okendo/okendo.ts";
import { changed, eventOf, fixture, reasonOf, receivedAt, requestOf, signedHeaders, store, whsec } from "../sending.ts";

const secret = whsec("demo-secret");
const sent = { "svix-timestamp": String(new Date("2026-11-05T15:00:00.000Z").getTime() / 1000) };
const parseAs = (name: string, changes: Readonly<Record<string, unknown>> = {}, at = receivedAt) =>
  okendo.parse(requestOf(changed("okendo", name, changes), { headers: sent, at }), store);
const parse = (changes: Readonly<Record<string, unknown>> = {}) => parseAs("review-create", changes);
const move = (changes: Readonly<Record<string, unknown>> = {}) => parseAs("loyalty-adjustment-create", changes);

describe("the signature of Okendo", () => {
  const body = fixture("okendo", "review-create");

  it("is Svix's", () => {
    const request = requestOf(body, { headers: signedHeaders(body, secret, { prefix: "svix" }) });
    expect(okendo.verify(request, [secret])).toBe(true);
    expect(okendo.verify(request, [whsec("another")])).toBe(false);
    expect(okendo.verify(request, [])).toBe(false);
  });

  it("does not save a replay", () => {
    const headers = signedHeaders(body, secret, { prefix: "svix", at: "2026-11-05T14:00:00.000Z" });
    expect(okendo.verify(requestOf(body, { headers }), [secret])).toBe(false);
  });
});

describe("a review of Okendo", () => {
  it("is read, with the shop's ids without the name of its platform", () => {
    expect(eventOf("review.updated", parse())).toMatchObject({
      source: "okendo",
      topic: "review.create",
      occurredAt: "2026-11-05T14:40:00.120Z",
      who: { contact: { email: "ida@example.com" } },
      data: {
        id: "okendo:b1c7a9d2-3a30-4a57-8f10-6f2f3f0d7e21",
        rating: 1,
        title: "Leaks",
        author: "Ida Berg",
        productId: "8811204417639",
        productTitle: "Trail pack 24 l",
        productUrl: "https://shop.example.com/products/trail-pack-24",
        orderId: "5364772372694",
        verified: true,
        deleted: false,
        createdAt: "2026-11-05T14:40:00.120Z",
      },
    });
  });

  it("that was changed was changed when it was sent", () => {
    const { occurredAt, data } = eventOf("review.updated", parse({ topic: "update", "resource.rating": 4 }));
    expect([occurredAt, data.updatedAt, data.createdAt]).toEqual([
      "2026-11-05T15:00:00.000Z",
      "2026-11-05T15:00:00.000Z",
      "2026-11-05T14:40:00.120Z",
    ]);
  });

  it("that was deleted says so", () => {
    expect(eventOf("review.updated", parse({ topic: "delete" })).data.deleted).toBe(true);
  });

  it("has versions in the order of its sequence numbers as integers, whenever it comes", () => {
    const numbers = ["9", "10", "0011", "9007199254740992", "9007199254740993", "123456789012345678901234567"];
    const versions = numbers.map(
      (sequenceNumber, index) =>
        eventOf(
          "review.updated",
          parseAs("review-create", { sequenceNumber }, Instant.parse(`2026-11-05T15:00:0${9 - index}.000Z`)),
        ).version,
    );
    expect([...versions].sort()).toEqual(versions);
    expect([...versions].sort((a, b) => a.localeCompare(b))).toEqual(versions);
    expect(new Set(versions).size).toBe(numbers.length);
  });

  it("twice is one event of one version, though Svix sends it with another time", () => {
    const body = fixture("okendo", "review-create");
    const later = Instant.parse("2026-11-05T16:00:01.000Z");
    const again = okendo.parse(requestOf(body, { headers: { "svix-timestamp": "1793980800" }, at: later }), store);
    const first = eventOf("review.updated", okendo.parse(requestOf(body, { headers: sent }), store));
    expect(eventOf("review.updated", again)).toMatchObject({ id: first.id, version: first.version });
  });

  it.each([[0], [5.1], [null], ["great"], [[1]]])("of %p stars is rejected", (rating) => {
    expect(reasonOf(parse({ "resource.rating": rating }))).toBe("resource.rating: a rating is 1 to 5");
  });

  it.each([
    [{ resource: [] }, "resource: missing or malformed"],
    [{ "resource.reviewId": null }, "resource.reviewId: missing or malformed"],
    [{ "resource.reviewId": "two words" }, "resource.reviewId: missing or malformed"],
  ])("with %p is rejected with the path", (changes, reason) => {
    expect(reasonOf(parse(changes))).toBe(reason);
  });

  it.each([[{ resourceType: "question" }], [{ topic: "archive" }], [{ topic: ["create"] }], [{ test: true }]])(
    "is not what a body with %p is, which is ignored",
    (changes) => {
      expect(parse(changes).kind).toBe("ignored");
    },
  );
});

describe("points of Okendo", () => {
  it("that were granted have moved", () => {
    expect(eventOf("points.moved", move())).toMatchObject({
      occurredAt: "2026-11-05T12:00:00.000Z",
      who: { contact: { email: "ida@example.com" } },
      data: {
        id: "okendo:c2e6d1f5-1f0a-44b8-9a53-7d5a0d2b3c44",
        kind: "granted",
        points: 250,
        at: "2026-11-05T12:00:00.000Z",
        reason: "Sorry for the trouble",
      },
    });
  });

  it.each([
    ["loyalty_adjustment_transaction", -250, "removed"],
    ["loyalty_earning_transaction", 250, "earned"],
    ["loyalty_earning_transaction", -250, "removed"],
    ["loyalty_redemption_transaction", 250, "spent"],
    ["loyalty_redemption_transaction", -250, "spent"],
  ])("by a %s of %p are %s", (resourceType, amount, kind) => {
    expect(eventOf("points.moved", move({ resourceType, "resource.amount": amount })).data).toMatchObject({
      kind,
      points: 250,
    });
  });

  it.each([
    ["loyalty_adjustment_transaction", "removed"],
    ["loyalty_redemption_transaction", "granted"],
  ])("of a %s that was deleted are taken back by a move of its own", (resourceType, kind) => {
    expect(eventOf("points.moved", move({ resourceType, topic: "delete" })).data).toMatchObject({
      id: "okendo:c2e6d1f5-1f0a-44b8-9a53-7d5a0d2b3c44:deleted",
      kind,
      points: 250,
      at: "2026-11-05T15:00:00.000Z",
    });
  });

  it.each([
    [{ "resource.status": "pending" }],
    [{ "resource.status": null }],
    [{ "resource.amount": 0 }],
    [{ "resource.amount": 0.4 }],
  ])("with %p have not moved", (changes) => {
    expect(move(changes).kind).toBe("ignored");
  });

  it.each([
    [{ "resource.amount": "many" }, "resource.amount: missing or malformed"],
    [{ "resource.amount": [1] }, "resource.amount: missing or malformed"],
    [{ "resource.amount": 1e12 }, "resource.amount: missing or malformed"],
    [{ "resource.loyaltyTransactionId": "" }, "resource.loyaltyTransactionId: missing or malformed"],
    [{ "resource.customer": [] }, "resource.customer.email: missing or malformed"],
  ])("with %p are rejected with the path", (changes, reason) => {
    expect(reasonOf(move(changes))).toBe(reason);
  });

  const member = (resource: unknown, topic = "update") => move({ resourceType: "loyalty_customer", resource, topic });

  it("of a member are stated", () => {
    const resource = { points: { balance: 1250.7 }, vipTierName: "Gold", email: "ida@example.com" };
    expect(eventOf("points.stated", member(resource))).toMatchObject({
      topic: "loyalty_customer.update",
      who: { contact: { email: "ida@example.com" } },
      data: { balance: 1250, tier: "Gold", statedAt: "2026-11-05T15:00:00.000Z" },
    });
    const flat = { pointsBalance: "-3", customer: { email: "ida@example.com" } };
    expect(eventOf("points.stated", member(flat)).data.balance).toBe(0);
  });

  it("of a member without a balance, or one that is gone, are not", () => {
    expect(member({ email: "ida@example.com" }).kind).toBe("ignored");
    expect(member({ points: { balance: 5 }, email: "ida@example.com" }, "delete").kind).toBe("ignored");
  });
});
