import { hash } from "node:crypto";
import type { Instant } from "../../shared/events/instant.ts";
import type { Product } from "./products.ts";
import type { Shopper } from "./shoppers.ts";

/** A webhook's body as Shopify writes it (API version 2026-04); what no reader looks at is left out. */
export type Body = Readonly<Record<string, unknown>>;

export type Line = { readonly product: Product; readonly quantity: number };

export type Checkout = {
  /** Tells this checkout from the demo's others. */
  readonly name: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly lines: readonly Line[];
  /** Nobody yet, until they say who they are. */
  readonly shopper?: Shopper;
  readonly ticks?: { readonly email?: boolean; readonly text?: boolean };
};

const storeUrl = "https://demo-store.myshopify.com";

const tokenOf = (kind: string, name: string): string => hash("sha256", `${kind}/${name}`).slice(0, 32);
const dollars = (amount: number): string => amount.toFixed(2);

/** What the lines of a cart cost together, in dollars. */
export const totalOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);

const linesOf = (lines: readonly Line[]): readonly Body[] =>
  lines.map(({ product, quantity }) => ({
    product_id: product.id,
    variant_id: product.variantId,
    title: product.title,
    variant_title: product.variant,
    quantity,
    price: dollars(product.price),
    gift_card: false,
    requires_shipping: true,
    taxable: true,
  }));

const totals = (lines: readonly Line[]): Body => ({
  currency: "USD",
  presentment_currency: "USD",
  subtotal_price: dollars(totalOf(lines)),
  total_line_items_price: dollars(totalOf(lines)),
  total_price: dollars(totalOf(lines)),
  total_discounts: "0.00",
  total_tax: "0.00",
});

const addressOf = (shopper: Shopper): Body => ({
  first_name: shopper.firstName,
  last_name: shopper.lastName,
  name: `${shopper.firstName} ${shopper.lastName}`,
  address1: shopper.street,
  city: shopper.city,
  zip: shopper.zip,
  province_code: shopper.province ?? null,
  country_code: shopper.country,
  phone: shopper.phone ?? null,
});

/** `carts/create`, `carts/update`: a cart belongs to nobody. */
export const cartBody = ({ name, createdAt, updatedAt, lines }: Checkout): Body => ({
  id: tokenOf("cart", name),
  token: tokenOf("cart", name),
  note: null,
  created_at: createdAt,
  updated_at: updatedAt,
  line_items: linesOf(lines),
});

/** `checkouts/create`, `checkouts/update` */
export const checkoutBody = ({ name, createdAt, updatedAt, lines, shopper, ticks = {} }: Checkout): Body => ({
  token: tokenOf("checkout", name),
  cart_token: tokenOf("cart", name),
  email: shopper?.email ?? null,
  phone: ticks.text === true ? (shopper?.phone ?? null) : null,
  buyer_accepts_marketing: ticks.email === true,
  buyer_accepts_sms_marketing: ticks.text === true,
  sms_marketing_phone: ticks.text === true ? (shopper?.phone ?? null) : null,
  created_at: createdAt,
  updated_at: updatedAt,
  completed_at: null,
  customer_locale: shopper?.locale ?? "en-US",
  source_name: "web",
  abandoned_checkout_url: `${storeUrl}/checkouts/ac/${tokenOf("cart", name)}/recover?key=${tokenOf("key", name)}`,
  line_items: linesOf(lines),
  ...totals(lines),
  ...(shopper && { shipping_address: addressOf(shopper), billing_address: addressOf(shopper) }),
});

export type Order = {
  readonly number: number;
  readonly createdAt: Instant;
  readonly lines: readonly Line[];
  readonly shopper: Shopper;
  /** Another address than the shopper's own. */
  readonly email?: string;
  /** The name of the checkout it came of. */
  readonly checkout?: string;
  /** When it left the house. */
  readonly fulfilledAt?: Instant;
};

/** The id of the order of a number. */
export const orderId = (number: number): number => 5_900_100_200_000 + number;

/** `orders/create`, `orders/fulfilled` */
export const orderBody = ({
  number,
  createdAt,
  lines,
  shopper,
  checkout,
  fulfilledAt,
  email = shopper.email,
}: Order): Body => ({
  id: orderId(number),
  name: `#${number}`,
  email,
  contact_email: email,
  created_at: createdAt,
  updated_at: fulfilledAt ?? createdAt,
  processed_at: createdAt,
  financial_status: "paid",
  fulfillment_status: fulfilledAt === undefined ? null : "fulfilled",
  fulfillments: fulfilledAt === undefined ? [] : [{ status: "success", created_at: fulfilledAt }],
  test: false,
  source_name: "web",
  customer_locale: shopper.locale,
  checkout_token: checkout === undefined ? null : tokenOf("checkout", checkout),
  cart_token: checkout === undefined ? null : tokenOf("cart", checkout),
  line_items: linesOf(lines),
  ...totals(lines),
  shipping_address: addressOf(shopper),
  billing_address: addressOf(shopper),
});

/** The id of a shopper at the shop. */
export const customerId = (shopper: Shopper): number => 8_244_071_560_000 + shopper.id;

/** `customers/create` */
export const customerBody = (shopper: Shopper, createdAt: Instant): Body => ({
  id: customerId(shopper),
  email: shopper.email,
  first_name: shopper.firstName,
  last_name: shopper.lastName,
  phone: null,
  created_at: createdAt,
  updated_at: createdAt,
  default_address: addressOf(shopper),
});

/** `customers_email_marketing_consent/update`: somebody asked for the newsletter. */
export const newsletterBody = (shopper: Shopper, at: Instant): Body => ({
  customer_id: customerId(shopper),
  email_address: shopper.email,
  email_marketing_consent: { state: "subscribed", opt_in_level: "single_opt_in", consent_updated_at: at },
});

/** `products/create`, `products/update` */
export const productBody = (product: Product, updatedAt: Instant, pieces: number, pictureUrl: string): Body => ({
  id: product.id,
  title: product.title,
  handle: product.handle,
  status: "active",
  published_at: updatedAt,
  created_at: updatedAt,
  updated_at: updatedAt,
  variants: [
    {
      id: product.variantId,
      product_id: product.id,
      title: product.variant,
      price: dollars(product.price),
      inventory_policy: "deny",
      inventory_quantity: pieces,
      image_id: null,
    },
  ],
  images: [{ id: product.id + 1, position: 1, src: pictureUrl }],
});
