import { Instant } from "../../../shared/events/instant.ts";
import { stamped } from "../../../shared/sources/stamped/stamped.ts";
import { changed, eventOf, fixture, reasonOf, receivedAt, requestOf, store } from "../sending.ts";

const body = fixture("stamped", "review");
const parse = (
  changes: Readonly<Record<string, unknown>> = {},
  headers: Record<string, string> = {},
  at = receivedAt,
) => stamped.parse(requestOf(changed("stamped", "review", changes), { headers, at }), store);

describe("the secret that Stamped shows", () => {
  it.each([["x-stamped-webhook-secret"], ["x-secret-key"]])("is taken from %s", (name) => {
    expect(stamped.verify(requestOf(body, { headers: { [name]: "demo-secret" } }), ["older", "demo-secret"])).toBe(
      true,
    );
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ["missing", {}, ["demo-secret"]],
    ["empty", { "x-secret-key": "" }, ["demo-secret"]],
    ["another", { "x-secret-key": "demo-secreT" }, ["demo-secret"]],
    ["only its beginning", { "x-secret-key": "demo" }, ["demo-secret"]],
    ["under another name", { authorization: "demo-secret" }, ["demo-secret"]],
    ["anything, and there is no secret", { "x-secret-key": "demo-secret" }, []],
    ["empty, as the secret is", { "x-secret-key": "" }, [""]],
  ])("is refused when it is %s", (_what, headers, secrets) => {
    expect(stamped.verify(requestOf(body, { headers }), secrets)).toBe(false);
  });
});

describe("a review of Stamped", () => {
  it("is read, its times being UTC", () => {
    expect(eventOf("review.updated", parse())).toMatchObject({
      source: "stamped",
      occurredAt: "2026-11-05T13:30:14.960Z",
      who: { contact: { email: "lena@example.com" } },
      data: {
        id: "stamped:55210087",
        rating: 2,
        title: "Zu klein",
        body: "Fällt viel kleiner aus, als die Tabelle sagt.",
        author: "Lena K.",
        productId: "7719022450891",
        productTitle: "Wollpullover",
        productUrl: "https://stamped.example/go/abc123",
        verified: true,
        createdAt: "2026-11-05T13:30:14.960Z",
      },
    });
  });

  it("that comes later is the later, though it bears the same date", () => {
    const first = eventOf("review.updated", parse());
    const later = eventOf("review.updated", parse({ reviewRating: 5 }, {}, Instant.parse("2026-11-05T15:00:02.000Z")));
    expect(later.version > first.version).toBe(true);
  });

  it("that was changed, by its topic, was changed when it came", () => {
    const { occurredAt, data } = eventOf("review.updated", parse({}, { "x-stamped-topic": "Reviews/Updated" }));
    expect([occurredAt, data.createdAt]).toEqual([receivedAt, "2026-11-05T13:30:14.960Z"]);
  });

  it.each([[0], [null], [6], ["2 stars"], [[2]]])("of %p stars is rejected", (stars) => {
    expect(reasonOf(parse({ reviewRating: stars }))).toBe("reviewRating: a rating is 1 to 5");
  });

  it("without an id is rejected", () => {
    expect(reasonOf(parse({ id: [55210087] }))).toBe("id: missing or malformed");
  });

  it.each([["javascript:alert(1)"], ["data:text/html,x"], [7], [["https://x.example"]]])(
    "does not keep %p for a link",
    (productUrl) => {
      expect(eventOf("review.updated", parse({ productUrl })).data.productUrl).toBeUndefined();
    },
  );

  it("of another shop is rejected with both names", () => {
    expect(reasonOf(parse({}, { "x-stamped-store-url": "other-store.myshopify.com" }))).toBe(
      "x-stamped-store-url: the shop is other-store.myshopify.com, this store is demo-store.myshopify.com",
    );
    expect(parse({}, { "x-stamped-store-url": "https://shop.example.com" }).kind).toBe("events");
    expect(parse({}, { "x-stamped-store-url": "https://Demo-Store.myshopify.com" }).kind).toBe("events");
  });

  it("is not what a question is, which is ignored", () => {
    expect(stamped.parse(requestOf(fixture("stamped", "question")), store).kind).toBe("ignored");
    expect(parse({ test: true }).kind).toBe("ignored");
  });
});
