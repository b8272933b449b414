import type { Random } from "../contract/random.ts";
import type { Line } from "../../../shared/events/parts.ts";
import type * as z from "zod";
import type { Home, Human } from "./people.ts";
import type { Product, Shop } from "./shop.ts";

export type Goods = readonly { readonly product: Product; readonly quantity: number }[];

const dollars = (cents: number): string => (cents / 100).toFixed(2);

export const worthOf = (goods: Goods): string =>
  dollars(goods.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0));

/** One to three different products. */
export const fillCart = ({ products }: Shop, random: Random): Goods => {
  const chosen = new Set(Array.from({ length: random.between(1, 3) }, () => random.pick(products)));
  return [...chosen].map((product) => ({ product, quantity: random.between(1, 3) }));
};

/** One piece more, or fewer, of something: never nothing at all. */
export const changeCart = (goods: Goods, random: Random): Goods => {
  const changed = random.between(0, goods.length - 1);
  return goods.map((line, index) =>
    index === changed ? { ...line, quantity: Math.max(1, line.quantity + random.between(-1, 1)) } : line,
  );
};

export const linesOf = (goods: Goods) =>
  goods.map(({ product, quantity }) => ({
    product_id: Number(product.id),
    variant_id: Number(product.variantId),
    title: product.title,
    variant_title: "Default Title",
    sku: `SKU-${product.variantId.slice(-4)}`,
    quantity,
    price: dollars(product.price),
    gift_card: false,
    requires_shipping: true,
    taxable: true,
    grams: 320,
    vendor: "Juniper",
    discount_allocations: [],
    tax_lines: [],
    properties: [],
  }));

export const meantLines = (goods: Goods): z.infer<typeof Line>[] =>
  goods.map(({ product, quantity }) => ({
    productId: product.id,
    variantId: product.variantId,
    title: product.title,
    quantity,
    price: dollars(product.price),
    giftCard: false,
  }));

export const totalsOf = (goods: Goods) => ({
  currency: "USD",
  presentment_currency: "USD",
  subtotal_price: worthOf(goods),
  total_line_items_price: worthOf(goods),
  total_price: worthOf(goods),
  total_discounts: "0.00",
  total_tax: "0.00",
  taxes_included: false,
});

export const meantTotals = (goods: Goods) => ({ currency: "USD", total: worthOf(goods), subtotal: worthOf(goods) });

/** The phone of an address is for the courier; it is no number to write to. */
export const addressOf = ({ firstName, lastName, home }: Human) => ({
  first_name: firstName,
  last_name: lastName,
  name: `${firstName} ${lastName}`,
  address1: "12 Orchard Street",
  address2: null,
  company: null,
  city: home.city,
  zip: home.zip,
  province_code: home.province,
  country_code: home.country,
  phone: null,
});

export const placeOf = ({ country, province, zip }: Home) => ({ country, province, zip });

/** The customer as Shopify embeds them in what they do. */
export const embeddedCustomer = (human: Human, id: string, email: string, phone: string | undefined) => ({
  id: Number(id),
  email,
  phone: phone ?? null,
  first_name: human.firstName,
  last_name: human.lastName,
  state: "enabled",
  verified_email: true,
  currency: "USD",
  default_address: addressOf(human),
  admin_graphql_api_id: `gid://shopify/Customer/${id}`,
});
