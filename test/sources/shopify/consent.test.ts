import { changed, eventOf, fixture, receivedAt, triggeredAt } from "./support.ts";

const email = "nina.alvarez@example.com";
const phone = "+17185550142";
const checkoutToken = "5b1f0c7a9e3d4c28b6f1a0d2e3c4b5a6";

describe("a ticked box", () => {
  it("is a yes from the making of the checkout, for the address that was typed", () => {
    const { consents } = eventOf("checkout.updated", "checkouts/update", fixture("checkouts-update.ticked.2026-04"));
    const common = {
      purpose: "marketing",
      state: "granted",
      at: "2026-11-02T15:00:00.000Z",
      source: `checkout:${checkoutToken}`,
      method: "checkbox",
    };
    expect(consents).toEqual([
      { channel: "email", address: email, ...common },
      { channel: "text", address: phone, ...common },
    ]);
  });

  it("on an order is a yes from the making of the order", () => {
    const { consents } = eventOf("order.updated", "orders/create", fixture("orders-create.ids-beyond-doubles.2026-04"));
    expect(consents).toEqual([
      {
        channel: "email",
        address: email,
        purpose: "marketing",
        state: "granted",
        at: "2026-11-02T15:20:31.000Z",
        source: "order:981820079255243537",
        method: "checkbox",
        ip: "203.0.113.9",
      },
    ]);
  });

  it.each([[false], [null], ["false"], [0], [1], ["yes"], [{}]])("that stands at %p is silence", (box) => {
    const boxes = { buyer_accepts_marketing: box, buyer_accepts_sms_marketing: box };
    const { consents, data } = eventOf(
      "checkout.updated",
      "checkouts/update",
      changed("checkouts-update.ticked.2026-04", boxes),
    );
    expect(consents).toEqual([]);
    expect(data.ticked).toEqual({ email: false, text: false });
  });

  it("without an address says nothing: the customer's own address was not what the box stood beside", () => {
    const { consents, data } = eventOf(
      "checkout.updated",
      "checkouts/update",
      changed("checkouts-update.ticked.2026-04", { email: null, sms_marketing_phone: null }),
    );
    expect(consents).toEqual([]);
    expect(data.ticked).toEqual({ email: true, text: true });
  });

  it("reads its phone in the country of the checkout", () => {
    const { consents } = eventOf(
      "checkout.updated",
      "checkouts/create",
      fixture("checkouts-create.phone-only.2026-04"),
    );
    expect(consents).toMatchObject([{ channel: "text", address: "+4915112345678", state: "granted" }]);
  });
});

it.each([
  ["198.51.100.7", { browser_ip: "198.51.100.7" }],
  ["2001:db8::7", { browser_ip: null, client_details: { browser_ip: "2001:db8::7" } }],
  [undefined, { browser_ip: "somewhere" }],
  [undefined, { browser_ip: 7 }],
])("a ticked box comes from %p where the order says %j", (ip, changes) => {
  const body = changed("orders-create.ids-beyond-doubles.2026-04", changes);
  expect(eventOf("order.updated", "orders/create", body).consents[0]?.ip).toBe(ip);
});

it.each([
  ["confirmed_opt_in", "subscribed", true],
  ["CONFIRMED_OPT_IN", "subscribed", true],
  ["single_opt_in", "subscribed", undefined],
  ["unknown", "subscribed", undefined],
  [null, "subscribed", undefined],
  ["confirmed_opt_in", "unsubscribed", undefined],
])("an opt-in level of %p and the state %p is a confirmation: %p", (opt_in_level, state, confirmed) => {
  const consent = { state, opt_in_level, consent_updated_at: "2026-01-01T00:00:00Z" };
  const topic = "customers_email_marketing_consent/update";
  const body = { customer_id: 7, email_address: email, email_marketing_consent: consent };
  expect(eventOf("consent.stated", topic, body).consents[0]?.confirmed).toBe(confirmed);
  const record = changed("customers-create.2024-10", { email_marketing_consent: consent, sms_marketing_consent: null });
  expect(eventOf("customer.updated", "customers/create", record).consents[0]?.confirmed).toBe(confirmed);
});

describe("a consent object on a customer (API versions before 2025-01)", () => {
  it("speaks with its own date", () => {
    const { consents } = eventOf("customer.updated", "customers/create", fixture("customers-create.2024-10"));
    const common = { purpose: "marketing", source: "shopify:customer", method: "customer-record" };
    expect(consents).toEqual([
      { channel: "email", address: email, state: "granted", at: "2025-05-20T12:30:00.000Z", ...common },
      { channel: "text", address: phone, state: "revoked", at: "2026-10-01T12:00:00.000Z", ...common },
    ]);
  });

  it("speaks from inside an order or checkout too, for the customer's own address", () => {
    const { consents } = eventOf(
      "order.updated",
      "orders/create",
      changed("orders-create.2024-01", { email: "typed@example.com" }),
    );
    expect(consents).toMatchObject([
      { address: email, state: "granted", at: "2025-05-20T12:30:00.000Z", source: "shopify:customer" },
    ]);
  });

  it("that says yes without a date is as old as the customer, so that repeating it outweighs no later no", () => {
    const { consents } = eventOf(
      "customer.updated",
      "customers/update",
      fixture("customers-update.undated-consent.2024-01"),
    );
    expect(consents).toEqual([
      {
        channel: "email",
        address: email,
        purpose: "marketing",
        state: "granted",
        at: "2024-02-11T14:12:44.000Z",
        source: "shopify:customer",
        method: "customer-record",
      },
    ]);
  });

  it.each([
    ["subscribed", "2026-01-01T00:00:00Z", { state: "granted", at: "2026-01-01T00:00:00.000Z" }],
    ["Subscribed", "2026-01-01T00:00:00Z", { state: "granted", at: "2026-01-01T00:00:00.000Z" }],
    ["subscribed", "2099-01-01T00:00:00Z", { state: "granted", at: receivedAt }],
    ["unsubscribed", null, { state: "revoked", at: triggeredAt }],
    ["redacted", null, { state: "revoked", at: triggeredAt }],
    ["invalid", "2026-01-01T00:00:00Z", { state: "revoked", at: "2026-01-01T00:00:00.000Z" }],
    ["not_subscribed", "2026-01-01T00:00:00Z", { state: "revoked", at: "2026-01-01T00:00:00.000Z" }],
    ["not_subscribed", null, undefined],
    ["pending", "2026-01-01T00:00:00Z", undefined],
    ["something new", "2026-01-01T00:00:00Z", undefined],
    [null, null, undefined],
    [7, null, undefined],
  ])("in state %p of %p says %p", (state, consent_updated_at, expected) => {
    const body = changed("customers-create.2024-10", {
      email_marketing_consent: { state, consent_updated_at },
      sms_marketing_consent: null,
    });
    expect(eventOf("customer.updated", "customers/create", body).consents).toEqual(
      expected ? [expect.objectContaining(expected)] : [],
    );
  });
});

describe("a consent topic", () => {
  const emailTopic = "customers_email_marketing_consent/update";
  const textTopic = "customers_marketing_consent/update";

  it("about e-mail names the customer, the address and the date", () => {
    const event = eventOf(
      "consent.stated",
      emailTopic,
      fixture("customers-email-marketing-consent-update.subscribed.2026-04"),
    );
    expect(event.data).toEqual({ id: "706405506930370216:email", statedAt: "2026-11-02T15:04:10.000Z" });
    expect(event.who).toEqual({ customer: { id: "706405506930370216", email } });
    expect(event.consents).toEqual([
      {
        channel: "email",
        address: email,
        purpose: "marketing",
        state: "granted",
        at: "2026-11-02T15:04:10.000Z",
        source: "shopify:consent",
        method: "consent-update",
      },
    ]);
  });

  it("about e-mail is a no of the moment it was sent where somebody is not subscribed and no date is given", () => {
    const event = eventOf(
      "consent.stated",
      emailTopic,
      fixture("customers-email-marketing-consent-update.undated-refusal.2026-04"),
    );
    expect(event.data.statedAt).toBe(triggeredAt);
    expect(event.consents).toMatchObject([{ state: "revoked", at: triggeredAt }]);
  });

  it("about texts speaks of marketing and never of carts", () => {
    const event = eventOf(
      "consent.stated",
      textTopic,
      fixture("customers-marketing-consent-update.unsubscribed.2026-04"),
    );
    expect(event.data.id).toBe("8244071550102:text");
    expect(event.who).toEqual({ customer: { id: "8244071550102", phone } });
    expect(event.consents).toEqual([
      {
        channel: "text",
        address: phone,
        purpose: "marketing",
        state: "revoked",
        at: "2026-11-02T15:04:10.000Z",
        source: "shopify:consent",
        method: "consent-update",
      },
    ]);
  });

  it("without a state says nothing", () => {
    const event = eventOf("consent.stated", textTopic, fixture("customers-marketing-consent-update.silent.2026-04"));
    expect(event.consents).toEqual([]);
    expect(event.who).toEqual({ customer: { id: "8244071550102" } });
  });

  it("without a customer still says its no, for the address alone", () => {
    const event = eventOf("consent.stated", emailTopic, {
      email_address: email,
      email_marketing_consent: { state: "unsubscribed" },
    });
    expect(event.who).toEqual({ contact: { email } });
    expect(event.consents).toMatchObject([{ address: email, state: "revoked" }]);
    expect(event.data.id).toMatch(/^[0-9a-f]{32}:email$/);
  });

  it.each([
    ["subscribed", "granted"],
    ["not_subscribed", "revoked"],
    ["unsubscribed", "revoked"],
    ["redacted", "revoked"],
    ["invalid", "revoked"],
    ["pending", undefined],
    ["unknown", undefined],
  ])("in state %s is %p", (state, expected) => {
    const event = eventOf("consent.stated", textTopic, { id: 8, phone, sms_marketing_consent: { state } });
    expect(event.consents.map((consent) => consent.state)).toEqual(expected ? [expected] : []);
  });
});
