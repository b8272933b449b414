import { changed, eventOf, fixture, triggeredAt } from "./support.ts";

const update = (body: Uint8Array | object) => eventOf("checkout.updated", "checkouts/update", body);

describe("a checkout", () => {
  it("is read whole, in UTC, in the words that the buyer saw", () => {
    const { data, who } = update(fixture("checkouts-update.consent-object.2024-10"));
    expect(data).toEqual({
      token: "5b1f0c7a9e3d4c28b6f1a0d2e3c4b5a6",
      cartToken: "Z2NwLXVzLWNlbnRyYWwxOjAxSkNEM0tWRTE5QjRQNlJIVDdXOVpYQVE",
      createdAt: "2026-11-02T15:00:00.000Z",
      updatedAt: "2026-11-02T15:04:10.000Z",
      currency: "USD",
      total: "109.43",
      subtotal: "100.50",
      lines: [
        {
          productId: "7340019884118",
          variantId: "42011223344550",
          title: "Stoneware mug",
          variantTitle: "Sand",
          quantity: 2,
          price: "18.00",
          giftCard: false,
        },
        {
          productId: "7340019884222",
          variantId: "42011223344661",
          title: "Linen shirt",
          variantTitle: "M / Navy",
          quantity: 1,
          price: "64.50",
          giftCard: false,
        },
      ],
      lineCount: 2,
      recoveryUrl:
        "https://demo-store.myshopify.com/68112233/checkouts/ac/Z2NwLXVzLWNlbnRyYWwxOjAxSkNEM0tWRTE5QjRQNlJIVDdXOVpYQVE/recover?key=9f8e7d6c5b4a39281706f5e4d3c2b1a0&locale=en-US",
      locale: "en-US",
      firstName: "Nina",
      place: { country: "US", province: "NY", zip: "11215" },
      ticked: { email: false, text: false },
    });
    expect(who).toEqual({
      customer: { id: "8244071550102", email: "nina.alvarez@example.com" },
      contact: { email: "nina.alvarez@example.com" },
    });
  });

  it("may have nobody yet: no address, no customer, an address that is an empty list", () => {
    const { data, who, consents } = eventOf(
      "checkout.updated",
      "checkouts/create",
      fixture("checkouts-create.no-contact.2024-01"),
    );
    expect(who).toEqual({});
    expect(consents).toEqual([]);
    expect(data.place).toBeUndefined();
    expect(data.firstName).toBeUndefined();
  });

  it("may have a phone alone; the courier's phone in an address is nobody's contact", () => {
    const { who } = eventOf("checkout.updated", "checkouts/create", fixture("checkouts-create.phone-only.2026-04"));
    expect(who).toEqual({ contact: { phone: "+4915112345678" } });
    const { who: silent } = update(
      changed("checkouts-create.phone-only.2026-04", { phone: null, sms_marketing_phone: null }),
    );
    expect(silent).toEqual({});
  });

  it("reaches whoever ticked the box for texts at the number given beside it", () => {
    const { who } = update({
      token: "t",
      email: "a@example.com",
      phone: null,
      buyer_accepts_sms_marketing: true,
      sms_marketing_phone: "+17185550142",
    });
    expect(who).toEqual({ contact: { email: "a@example.com", phone: "+17185550142" } });
  });

  it.each([
    ["null", { email: null, phone: null, customer: null, shipping_address: null, billing_address: null }],
    ["empty text", { email: "", phone: "", customer: "", shipping_address: "", billing_address: "" }],
    ["empty lists", { email: [], phone: [], customer: [], shipping_address: [], billing_address: [] }],
    ["empty objects", { email: {}, phone: {}, customer: {}, shipping_address: {}, billing_address: {} }],
  ])("takes %s for nothing wherever a contact could be", (_what, empty) => {
    const body = { ...empty, sms_marketing_phone: empty.phone };
    const { who, data } = update(changed("checkouts-update.ticked.2026-04", body));
    expect(who).toEqual({});
    expect(data.place).toBeUndefined();
  });

  it("has no customer where the customer object has no id, and that object's address is no contact", () => {
    const nobody = { email: null, phone: null, sms_marketing_phone: null };
    const { who } = update(
      changed("checkouts-update.ticked.2026-04", { ...nobody, customer: { email: "a@example.com" } }),
    );
    expect(who).toEqual({});
  });

  it("reads a phone without country in the country it is sent to, else in the store's", () => {
    const phoneIn = (shipping_address: unknown) =>
      update({ token: "t", phone: "0151 12345678", shipping_address }).who.contact?.phone;
    expect(phoneIn({ country_code: "DE" })).toBe("+4915112345678");
    expect(phoneIn(null)).toBeUndefined();
    expect(update({ token: "t", phone: "(718) 555-0142" }).who.contact?.phone).toBe("+17185550142");
  });

  it("goes to the shipping address, else the billing address, else the customer's own", () => {
    const address = (country_code: string) => ({ country_code });
    const placeOf = (body: object) => update({ token: "t", ...body }).data.place?.country;
    const customer = { id: 1, default_address: address("JP") };
    expect(placeOf({ shipping_address: address("DE"), billing_address: address("FR"), customer })).toBe("DE");
    expect(placeOf({ shipping_address: [], billing_address: address("FR"), customer })).toBe("FR");
    expect(placeOf({ shipping_address: [], billing_address: null, customer })).toBe("JP");
    expect(placeOf({})).toBeUndefined();
  });

  it("reads its customer's phone in the customer's own country, else in that of the checkout", () => {
    const phoneOf = (customer: object) =>
      update({ token: "t", shipping_address: { country_code: "DE" }, customer: { id: 1, ...customer } }).who.customer
        ?.phone;
    expect(phoneOf({ phone: "090-1234-5678", default_address: { country: "jp" } })).toBe("+819012345678");
    expect(phoneOf({ phone: "0151 12345678" })).toBe("+4915112345678");
  });

  it("says when it was completed", () => {
    expect(update(fixture("checkouts-update.completed.2024-10")).data.completedAt).toBe("2026-11-02T15:20:33.000Z");
  });

  it("keeps 25 lines and counts all", () => {
    const line_items = Array.from({ length: 40 }, (_, index) => ({
      title: `Thing ${index}`,
      price: "1.00",
      quantity: 1,
    }));
    const { data } = update({ token: "t", line_items });
    expect(data.lines).toHaveLength(25);
    expect(data.lines[24]?.title).toBe("Thing 24");
    expect(data.lineCount).toBe(40);
  });

  it("is tolerant of every wrong optional field", () => {
    const { data } = update({
      token: 123123123,
      cart_token: ["x"],
      created_at: 5,
      updated_at: "2026-11-02T10:00:00",
      completed_at: "never",
      currency: "usd",
      total_price: 89.99,
      subtotal_price: "1,234.50",
      line_items: [
        null,
        7,
        { title: 12, price: 5, quantity: "2", product_id: "0", variant_id: -1 },
        { title: "no price" },
      ],
      abandoned_checkout_url: "javascript:alert(1)",
      customer_locale: "english please",
    });
    expect(data).toEqual({
      token: "123123123",
      createdAt: triggeredAt,
      updatedAt: triggeredAt,
      currency: "USD",
      total: "89.99",
      subtotal: "10",
      lines: [{ title: "12", quantity: 2, price: "5" }],
      lineCount: 2,
      ticked: { email: false, text: false },
    });
  });

  it("is a fact even when it does not say in what money: no currency is ISO 4217's XXX", () => {
    expect(update({ token: "t" }).data).toMatchObject({ currency: "XXX", total: "0", lines: [], lineCount: 0 });
  });

  it("finds its cart under the token as the Storefront API writes it", () => {
    expect(update({ token: "t", cart_token: "gid://shopify/Cart/c1-abc?key=def" }).data.cartToken).toBe("c1-abc");
  });
});

describe("a deleted checkout", () => {
  it("may be known by no more than its old id and its cart", () => {
    expect(eventOf("checkout.deleted", "checkouts/delete", fixture("checkouts-delete.2026-04")).data).toEqual({
      cartToken: "Z2NwLXVzLWNlbnRyYWwxOjAxSkNEM0tWRTE5QjRQNlJIVDdXOVpYQVE",
      checkoutId: "38112904577302",
      deletedAt: triggeredAt,
    });
  });
});

describe("a cart", () => {
  it("is nobody's, and keeps ids beyond 2^53 exact", () => {
    const { data, who } = eventOf("cart.updated", "carts/update", fixture("carts-update.2024-01"));
    expect(who).toEqual({});
    expect(data).toMatchObject({ token: "c1-7d0a4b1e5f2c4a9d8b3e6f7081920a3b", createdAt: "2026-11-02T14:58:12.004Z" });
    expect(data.lines[1]).toMatchObject({
      productId: "706405506930370216",
      variantId: "981820079255243537",
      title: "Linen shirt - M > L",
    });
  });

  it("is known by its id where it has no token", () => {
    expect(eventOf("cart.updated", "carts/create", { id: "c1-9" }).data.token).toBe("c1-9");
  });
});
