import { changed, eventOf, fixture } from "./support.ts";

const order = (name: string) => eventOf("order.updated", "orders/updated", fixture(name));

describe("an order", () => {
  it("is read whole and joins its checkout and cart", () => {
    const { data, who } = order("orders-create.2024-01");
    expect(data).toMatchObject({
      id: "6120044113942",
      name: "#1003",
      createdAt: "2026-11-02T15:20:31.000Z",
      updatedAt: "2026-11-02T15:20:33.000Z",
      processedAt: "2026-11-02T15:20:30.000Z",
      financialStatus: "paid",
      currency: "USD",
      total: "109.43",
      subtotal: "100.50",
      discounts: "0.00",
      test: false,
      sourceName: "web",
      checkoutToken: "5b1f0c7a9e3d4c28b6f1a0d2e3c4b5a6",
      cartToken: "Z2NwLXVzLWNlbnRyYWwxOjAxSkNEM0tWRTE5QjRQNlJIVDdXOVpYQVE",
      lineCount: 2,
      locale: "en-US",
      firstName: "Nina",
      place: { country: "US", province: "NY", zip: "11215" },
    });
    expect(data.cancelledAt).toBeUndefined();
    expect(who.customer).toEqual({ id: "8244071550102", email: "nina.alvarez@example.com", phone: "+17185550142" });
  });

  it("keeps ids beyond 2^53 exact", () => {
    const { data, who } = order("orders-create.ids-beyond-doubles.2026-04");
    expect(data.id).toBe("981820079255243537");
    expect(who.customer).toEqual({ id: "706405506930370216", email: "nina.alvarez@example.com" });
  });

  it("keeps amounts of a currency without decimals as they are, and drops the name of a variant that is none", () => {
    const { data, who } = order("orders-create.jpy.2026-04");
    expect(data).toMatchObject({
      currency: "JPY",
      total: "23600",
      subtotal: "23000",
      discounts: "0",
      locale: "ja-JP",
      firstName: "結衣",
    });
    expect(data.lines).toEqual([
      {
        productId: "7340019884333",
        variantId: "42011223344777",
        title: "湯呑み",
        quantity: 2,
        price: "11500",
        giftCard: false,
      },
    ]);
    expect(who.customer?.phone).toBe("+819012345678");
  });

  it("may have no person at all", () => {
    const { data, who, consents } = order("orders-create.no-contact.2024-10");
    expect(who).toEqual({});
    expect(consents).toEqual([]);
    expect(data).toMatchObject({ id: "6120044113960", sourceName: "pos" });
  });

  it("keeps what was typed into it apart from the customer's own addresses", () => {
    const { data, who } = order("orders-updated.draft.2026-04");
    expect(who).toEqual({
      customer: { id: "8244071550777", email: "nina.alvarez@example.com" },
      contact: { email: "order.desk@example.org" },
    });
    expect(data.cartToken).toBeUndefined();
  });

  it("of a subscription has neither checkout nor cart", () => {
    const { data } = order("orders-fulfilled.subscription.2026-04");
    expect(data).toMatchObject({ sourceName: "subscription_contract", fulfillmentStatus: "fulfilled" });
    expect([data.cartToken, data.checkoutToken]).toEqual([undefined, undefined]);
  });

  it("counts in the shop's currency, whatever the buyer saw", () => {
    expect(order("orders-cancelled.presentment.2026-04").data).toMatchObject({
      currency: "AUD",
      total: "60.33",
      test: true,
      cancelledAt: "2026-11-02T16:00:00.000Z",
    });
  });

  it.each([
    ["email", { email: "One@Example.com", contact_email: "two@example.com" }, "one@example.com"],
    ["contact_email", { email: "", contact_email: "two@example.com" }, "two@example.com"],
    ["neither, for all that the customer has one", { email: "", contact_email: null }, undefined],
  ])("takes its contact from %s", (_key, addresses, expected) => {
    const { who } = eventOf("order.updated", "orders/create", changed("orders-create.2024-01", addresses));
    expect(who.contact?.email).toBe(expected);
  });

  it("has no contact where an address is none", () => {
    const { who } = eventOf(
      "order.updated",
      "orders/create",
      changed("orders-create.2024-01", { email: "n/a", contact_email: "-", phone: "555-555-SHIP" }),
    );
    expect(who.contact).toBeUndefined();
  });

  it("takes the totals in shop money where the flat ones are missing", () => {
    const { data } = eventOf(
      "order.updated",
      "orders/create",
      changed("orders-cancelled.presentment.2026-04", { total_price: null, subtotal_price: null, currency: null }),
    );
    expect(data).toMatchObject({ currency: "AUD", total: "60.33", subtotal: "54.85" });
  });

  it("prints no control characters, half surrogates or turned text, and nothing over its length", () => {
    const { data } = eventOf("order.updated", "orders/create", {
      id: 5,
      name: " \u0000#10\u202e03\n\n x ",
      line_items: [
        { title: "😀".repeat(200), price: "1", quantity: 1 },
        { title: "a\ud800b", price: "1", quantity: 1 },
      ],
      customer: { id: 6, first_name: "N".repeat(500) },
    });
    expect(data.name).toBe("#1003 x");
    expect(Array.from(data.lines[0]?.title ?? "")).toHaveLength(150);
    expect(data.lines[1]?.title).toBe("a\ufffdb");
    expect(data.firstName).toHaveLength(80);
  });
});

describe("a refund", () => {
  const refund = (body: Uint8Array | object) => eventOf("refund.created", "refunds/create", body).data;

  it("adds up what was really paid back, to the cent", () => {
    expect(refund(fixture("refunds-create.2026-04"))).toEqual({
      id: "890088186047892319",
      orderId: "6120044113942",
      createdAt: "2026-11-05T14:00:00.000Z",
      amount: "19.70",
      goods: "82.5",
      currency: "USD",
      lines: [
        { productId: "7340019884118", quantity: 1, subtotal: "18" },
        { productId: "7340019884222", quantity: 1, subtotal: "64.5" },
      ],
    });
  });

  it("is worth its lines with their taxes where no transaction went through", () => {
    expect(refund(fixture("refunds-create.without-transactions.2024-10"))).toMatchObject({
      amount: "89.83",
      currency: "USD",
    });
  });

  it("is worth its lines where transactions are in two currencies", () => {
    const transactions = [
      { kind: "refund", status: "success", amount: "5.00", currency: "USD" },
      { kind: "refund", status: "success", amount: "5.00", currency: "EUR" },
    ];
    expect(refund(changed("refunds-create.2026-04", { transactions }))).toMatchObject({
      amount: "89.83",
      currency: "USD",
    });
  });

  it("counts no sale, capture or void that stands among its transactions", () => {
    const transactions = ["sale", "capture", "void", "refund"].map((kind) => ({
      kind,
      status: "success",
      amount: "5.00",
    }));
    expect(refund(changed("refunds-create.2026-04", { transactions }))).toMatchObject({
      amount: "5.00",
      currency: "USD",
    });
  });

  it("of unknown worth says so", () => {
    const data = refund({ id: 1, order_id: 2, created_at: "2026-11-05T09:00:00Z" });
    expect(data).toEqual({ id: "1", orderId: "2", createdAt: "2026-11-05T09:00:00.000Z", lines: [] });
  });
});
