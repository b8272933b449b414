import { randomUUID } from "node:crypto";

let serial = 0;
const next = (): number => (serial += 1);

/** A number no customer, order or product of another test has. */
export const freshId = (): number => 7_000_000_000 + next();
export const freshToken = (): string => randomUUID().replaceAll("-", "");
export const freshEmail = (name: string): string => `${name}.${next()}@example.com`;

export type Body = Record<string, unknown> & { token: string; cart_token: string; email: string; created_at: string };

/** A checkout as a storefront sends it when somebody has typed an address and ticked the box for e-mail. */
export const checkoutBody = (at: string, changes: Record<string, unknown> = {}): Body => {
  const token = freshToken();
  const cart = freshToken();
  const email = "email" in changes && typeof changes["email"] === "string" ? changes["email"] : freshEmail("shopper");
  return {
    token,
    cart_token: cart,
    phone: null,
    gateway: null,
    buyer_accepts_marketing: true,
    buyer_accepts_sms_marketing: false,
    sms_marketing_phone: null,
    created_at: at,
    updated_at: at,
    completed_at: null,
    closed_at: null,
    currency: "USD",
    presentment_currency: "USD",
    customer_locale: "en-US",
    total_price: "120.00",
    subtotal_price: "120.00",
    total_discounts: "0.00",
    taxes_included: false,
    name: `#${next()}`,
    abandoned_checkout_url: `https://demo-store.myshopify.com/55501/checkouts/ac/${cart}/recover?key=0a1b2c3d4e5f60718293a4b5c6d7e8f9`,
    line_items: [
      {
        key: freshToken(),
        product_id: freshId(),
        variant_id: freshId(),
        title: "Linen Apron",
        presentment_title: "Linen Apron",
        variant_title: "Moss",
        presentment_variant_title: "Moss",
        quantity: 1,
        price: "120.00",
        line_price: "120.00",
        requires_shipping: true,
        gift_card: false,
      },
    ],
    shipping_address: [],
    note_attributes: [],
    discount_codes: [],
    ...changes,
    email,
  };
};

/** The order a checkout became, or any other order. */
export const orderBody = (at: string, changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: freshId(),
  admin_graphql_api_id: "gid://shopify/Order/1",
  name: `#${next()}`,
  token: freshToken(),
  checkout_token: null,
  cart_token: null,
  email: "",
  contact_email: null,
  phone: null,
  customer: null,
  created_at: at,
  updated_at: at,
  processed_at: at,
  cancelled_at: null,
  closed_at: null,
  currency: "USD",
  total_price: "120.00",
  subtotal_price: "120.00",
  total_discounts: "0.00",
  financial_status: "paid",
  fulfillment_status: null,
  source_name: "web",
  test: false,
  buyer_accepts_marketing: false,
  line_items: [
    { id: freshId(), product_id: freshId(), variant_id: freshId(), title: "Linen Apron", quantity: 1, price: "120.00" },
  ],
  shipping_address: null,
  billing_address: null,
  refunds: [],
  ...changes,
});

/** What `customers_marketing_consent/update` says of a phone number. */
export const textConsentBody = (id: number, phone: string, state: string, at: string) => ({
  id,
  phone,
  sms_marketing_consent: {
    state,
    opt_in_level: "single_opt_in",
    consent_updated_at: at,
    consent_collected_from: "SHOPIFY",
  },
});

export const emailConsentBody = (id: number, email: string, state: string, at: string) => ({
  customer_id: id,
  email_address: email,
  email_marketing_consent: { state, opt_in_level: "single_opt_in", consent_updated_at: at },
});
