import * as z from "zod";
import type { Instant } from "../shared/events/instant.ts";
import { readFixture } from "./webhooks.ts";

const Body = z.record(z.string(), z.unknown());
type Body = z.infer<typeof Body>;

const fixture = (name: string): Body => Body.parse(JSON.parse(readFixture(name)));
const checkout = fixture("checkouts-update.ticked.2026-04");
const order = fixture("orders-create.2024-01");
const product = fixture("products-create.2026-04");

/** Somebody who shops; a guest has no customer id. */
export type Shopper = { readonly n: number; readonly guest: boolean };

const emailOf = ({ n }: Shopper): string => `shopper-${n}@example.com`;
const tokensOf = ({ n }: Shopper): { checkout: string; cart: string } => ({
  checkout: `checkout${String(n).padStart(24, "0")}`,
  cart: `cart${String(n).padStart(28, "0")}`,
});
const customerOf = (shopper: Shopper): Body | null =>
  shopper.guest
    ? null
    : { id: 8_244_000_000_000 + shopper.n, email: emailOf(shopper), first_name: "Nina", phone: null };

/** A body of `checkouts/create` or `checkouts/update`: an e-mail whose box is ticked, no phone. */
export const checkoutBody = (shopper: Shopper, createdAt: Instant, updatedAt: Instant = createdAt): Body => ({
  ...checkout,
  token: tokensOf(shopper).checkout,
  cart_token: tokensOf(shopper).cart,
  email: emailOf(shopper),
  phone: null,
  buyer_accepts_marketing: true,
  buyer_accepts_sms_marketing: false,
  sms_marketing_phone: null,
  customer: customerOf(shopper),
  created_at: createdAt,
  updated_at: updatedAt,
});

/** A body of the orders topics: the order that came of the shopper's checkout. */
export const orderBody = (shopper: Shopper, createdAt: Instant, updatedAt: Instant = createdAt): Body => ({
  ...order,
  id: 6_120_000_000_000 + shopper.n,
  checkout_token: tokensOf(shopper).checkout,
  cart_token: tokensOf(shopper).cart,
  email: emailOf(shopper),
  contact_email: emailOf(shopper),
  customer: customerOf(shopper),
  created_at: createdAt,
  updated_at: updatedAt,
  processed_at: createdAt,
});

/** A body of the products topics. */
export const productBody = (updatedAt: Instant): Body => ({ ...product, updated_at: updatedAt });
