import { yotpo } from "../../../shared/sources/yotpo/yotpo.ts";
import { changed, eventOf, fixture, reasonOf, requestOf, store } from "../sending.ts";

const body = fixture("yotpo", "review-create.text");
const parse = (name: string, changes: Readonly<Record<string, unknown>> = {}) =>
  yotpo.parse(requestOf(changed("yotpo", name, changes)), store);
const text = "review-create.text";
const typed = "review-updated.typed";

describe("the secret in the address that Yotpo is given", () => {
  it("is taken when it is one of the secrets", () => {
    expect(yotpo.verify(requestOf(body, { token: "demo-secret" }), ["older-secret", "demo-secret"])).toBe(true);
  });

  it.each<[string, string | undefined, readonly string[]]>([
    ["missing", undefined, ["demo-secret"]],
    ["empty", "", ["demo-secret"]],
    ["another", "demo-secres", ["demo-secret"]],
    ["only its beginning", "demo-secre", ["demo-secret"]],
    ["longer than the secret", "demo-secret-", ["demo-secret"]],
    ["in other letters", "Demo-Secret", ["demo-secret"]],
    ["anything, and there is no secret", "demo-secret", []],
    ["empty, as the secret is", "", [""]],
    ["blank, as the secret is", "  ", ["  "]],
  ])("is refused when it is %s", (_what, token, secrets) => {
    expect(yotpo.verify(requestOf(body, token === undefined ? {} : { token }), secrets)).toBe(false);
  });

  it("is not taken from a header", () => {
    expect(yotpo.verify(requestOf(body, { headers: { "x-secret-key": "demo-secret" } }), ["demo-secret"])).toBe(false);
  });
});

describe("a review of Yotpo", () => {
  it("whose values are all text is read", () => {
    expect(eventOf("review.updated", parse(text))).toMatchObject({
      source: "yotpo",
      topic: "review_create",
      occurredAt: "2026-11-04T09:30:00.000Z",
      who: { contact: { email: "omar@example.com" } },
      data: {
        id: "yotpo:70419",
        rating: 2,
        title: "Not as pictured",
        body: "The colour is nothing like the picture.",
        orderId: "5364772372694",
        verified: true,
        deleted: false,
        createdAt: "2026-11-04T09:10:11.000Z",
        updatedAt: "2026-11-04T09:30:00.000Z",
      },
    });
  });

  it("whose values have their types is read, and is later", () => {
    const updated = eventOf("review.updated", parse(typed));
    expect(updated).toMatchObject({
      topic: "review_updated",
      data: {
        id: "yotpo:70419",
        rating: 5,
        author: "Omar H.",
        orderId: "5364772372694",
        verified: false,
        deleted: false,
      },
    });
    expect(updated.version > eventOf("review.updated", parse(text)).version).toBe(true);
  });

  it.each([
    [text, "true"],
    [typed, true],
  ])("of %s that was deleted says so", (name, deleted) => {
    expect(eventOf("review.updated", parse(name, { "data.deleted": deleted })).data.deleted).toBe(true);
  });

  it("without an address is known by its order", () => {
    const { who, data } = eventOf("review.updated", parse(text, { "data.customer_email": "" }));
    expect([who, data.orderId]).toEqual([{}, "5364772372694"]);
  });

  it("without an order has none", () => {
    expect(eventOf("review.updated", parse(text, { "data.order": [] })).data.orderId).toBeUndefined();
  });

  it.each([["0"], ["6"], [""], [null], [[1]], [{}]])("of a score of %p is rejected", (score) => {
    expect(reasonOf(parse(text, { "data.score": score }))).toBe("data.score: a rating is 1 to 5");
  });

  it.each([[{ data: [] }], [{ data: null }], [{ "data.id": "x" }], [{ "data.id": ["219"] }]])(
    "with %p is rejected",
    (changes) => {
      expect(reasonOf(parse(text, changes))).toBe("data.id: missing or malformed");
    },
  );

  it("keeps an id beyond 2^53 exactly", () => {
    const bytes = fixture("yotpo", typed).toString().replace('"id": 70419', '"id": 9007199254740993');
    expect(eventOf("review.updated", yotpo.parse(requestOf(bytes), store)).data.id).toBe("yotpo:9007199254740993");
  });

  it.each([
    [{ event: "review_request_eligible" }],
    [{ event: "order_create" }],
    [{ event: null }],
    [{ test: true }],
    [{ test: "true" }],
  ])("is not what a body with %p is, which is ignored", (changes) => {
    expect(parse(text, changes).kind).toBe("ignored");
  });
});
