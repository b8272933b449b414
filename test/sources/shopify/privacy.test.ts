import { changed, eventOf, fixture, parse, triggeredAt } from "./support.ts";

describe("a request to erase somebody", () => {
  it("names the customer with what they are known by, and their orders digit by digit", () => {
    const { who, data, occurredAt } = eventOf(
      "person.redacted",
      "customers/redact",
      fixture("customers-redact.2026-04"),
    );
    expect(who).toEqual({
      customer: { id: "8244071550102", email: "nina.alvarez@example.com", phone: "+12125550147" },
    });
    expect(data).toEqual({ at: triggeredAt, orderIds: ["5990120443222", "706405506930370216"] });
    expect(occurredAt).toBe(triggeredAt);
  });

  it("may know no more than an e-mail address", () => {
    const { who } = eventOf("person.redacted", "customers/redact", fixture("customers-redact.email-only.2026-04"));
    expect(who).toEqual({ contact: { email: "nina.alvarez@example.com" } });
  });

  it.each<[string, unknown]>([
    ["no customer", null],
    ["a customer of whom nothing is said", { id: null, email: "", phone: "" }],
    ["nothing that could be anybody", { email: "not an address", phone: "555-SHIP" }],
  ])("is kept for a person to look at when there is %s", (_what, customer) => {
    const body = changed("customers-redact.2026-04", { customer });
    expect(parse("customers/redact", body)).toMatchObject({
      kind: "rejected",
      reason: "customer: missing or malformed",
    });
  });

  it.each([[undefined], [null], ["o-1"], [{}]])("does without orders: %j", (orders) => {
    const body = changed("customers-redact.2026-04", { orders_to_redact: orders });
    expect(eventOf("person.redacted", "customers/redact", body).data.orderIds).toEqual([]);
  });

  it("is not taken for another shop's", () => {
    const body = changed("customers-redact.2026-04", { shop_domain: "another.myshopify.com" });
    expect(parse("customers/redact", body)).toMatchObject({ kind: "rejected" });
  });
});

test("a request for what is known of somebody names them, and no number that is none", () => {
  const body = fixture("customers-data-request.2026-04");
  const { who, data } = eventOf("person.requested", "customers/data_request", body);
  expect(who).toEqual({ customer: { id: "8244071550102", email: "nina.alvarez@example.com" } });
  expect(data).toEqual({ at: triggeredAt, orderIds: ["5990120443222"] });
});

test("a request to erase a shop is about the shop alone", () => {
  const { who, data } = eventOf("store.redacted", "shop/redact", fixture("shop-redact.2026-04"));
  expect([who, data]).toEqual([{}, { at: triggeredAt }]);
});
