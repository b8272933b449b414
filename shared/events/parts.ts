import * as z from "zod";
import { Instant } from "./instant.ts";
import { Currency, Decimal } from "./money.ts";

/** An id of another system, kept as the exact text it was written in: many exceed 2^53. */
export const SourceId = z.string().min(1).max(256);

/** A person as an event names them. Every address is normalised (lower-case e-mail, E.164 phone) or absent. */
export const Who = z.object({
  /** The customer object of the event, and the addresses that stand on it: those are keys of the profile. */
  customer: z.object({ id: SourceId, email: z.string().optional(), phone: z.string().optional() }).optional(),
  /** What was typed into this very checkout or order. A key only when the event names no customer. */
  contact: z.object({ email: z.string().optional(), phone: z.string().optional() }).optional(),
});
export type Who = z.infer<typeof Who>;

export const Channel = z.enum(["email", "text"]);
export type Channel = z.infer<typeof Channel>;

/** Where a step of a flow goes: to the customer by email or text, or to the store's own support. */
export const StepChannel = z.enum(["email", "text", "support"]);
export type StepChannel = z.infer<typeof StepChannel>;

/**
 * What consent was asked for: `marketing` is all of it, the others are its parts, each of which may be refused by itself. A
 * text about a cart needs a consent that names carts.
 */
export const Purpose = z.enum(["marketing", "offers", "cart-reminders", "points", "surveys"]);
export type Purpose = z.infer<typeof Purpose>;

/** Somebody said yes or no to something, through one channel, at one address, at one instant. */
export const ConsentStatement = z.object({
  channel: Channel,
  address: z.string().min(3),
  purpose: Purpose,
  state: z.enum(["granted", "revoked"]),
  at: Instant,
  /** Where it was said: `shopify:customer`, `shopify:consent`, `checkout:<token>`, `order:<id>`, `unsubscribe:<message>`. */
  source: z.string().min(1).max(300),
  /** How it was said: `checkbox`, `customer-record`, `unsubscribe-link`, `preference-centre`, or in the sender's own words. */
  method: z.string().min(1).max(60).optional(),
  /** What the person read before they said it. */
  wording: z.string().max(2000).optional(),
  /** The address of the internet connection it was said from. Kept with the statement, and logged nowhere. */
  ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  /** The source has had the holder of the address confirm it already (a double opt-in of its own). */
  confirmed: z.boolean().optional(),
});
export type ConsentStatement = z.infer<typeof ConsentStatement>;

/** As much of an address as decides a time zone, a language or an exclusion. */
export const Place = z.object({
  country: z.string().optional(),
  province: z.string().optional(),
  zip: z.string().optional(),
});
export type Place = z.infer<typeof Place>;

export const Line = z.object({
  productId: SourceId.optional(),
  variantId: SourceId.optional(),
  title: z.string(),
  variantTitle: z.string().optional(),
  quantity: z.number().int().nonnegative(),
  price: Decimal,
  giftCard: z.boolean().optional(),
  /** Bought on a selling plan: the person gets it again without being asked. */
  subscription: z.boolean().optional(),
});
export type Line = z.infer<typeof Line>;

export const Cart = z.object({
  token: SourceId,
  createdAt: Instant,
  updatedAt: Instant,
  lines: z.array(Line),
});

export const Checkout = z.object({
  token: SourceId,
  cartToken: SourceId.optional(),
  createdAt: Instant,
  updatedAt: Instant,
  completedAt: Instant.optional(),
  currency: Currency,
  total: Decimal,
  subtotal: Decimal.optional(),
  /** At most the first 25 lines; {@link lineCount} has the number there were. */
  lines: z.array(Line),
  lineCount: z.number().int().nonnegative(),
  recoveryUrl: z.string().optional(),
  locale: z.string().optional(),
  firstName: z.string().optional(),
  place: Place.optional(),
  /** The boxes as they stand in this body; an unticked box is silence. */
  ticked: z.object({ email: z.boolean(), text: z.boolean() }),
});
export type Checkout = z.infer<typeof Checkout>;

export const CheckoutDeleted = z.object({
  token: SourceId.optional(),
  cartToken: SourceId.optional(),
  checkoutId: SourceId.optional(),
  deletedAt: Instant,
});

export const Order = z.object({
  id: SourceId,
  name: z.string().optional(),
  createdAt: Instant,
  updatedAt: Instant,
  processedAt: Instant.optional(),
  cancelledAt: Instant.optional(),
  financialStatus: z.string().optional(),
  fulfillmentStatus: z.string().optional(),
  currency: Currency,
  total: Decimal,
  subtotal: Decimal,
  /** What was paid for goods: after discounts, without tax, shipping, tips and gift cards. What points are earned on. */
  goods: Decimal.optional(),
  discounts: Decimal.optional(),
  /** When the last of it was fulfilled, where the source tells. */
  fulfilledAt: Instant.optional(),
  /** Bought for somebody else, as far as the order says so. */
  gift: z.boolean().optional(),
  /** Bought by a company. */
  business: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
  test: z.boolean(),
  sourceName: z.string().optional(),
  checkoutToken: SourceId.optional(),
  cartToken: SourceId.optional(),
  lines: z.array(Line),
  lineCount: z.number().int().nonnegative(),
  locale: z.string().optional(),
  firstName: z.string().optional(),
  place: Place.optional(),
});
export type Order = z.infer<typeof Order>;

export const Refund = z.object({
  id: SourceId,
  orderId: SourceId,
  createdAt: Instant,
  /** What was paid back by successful refund transactions; undefined when the body does not say. */
  amount: Decimal.optional(),
  /** What of {@link Order}'s `goods` came back; undefined when the body names no lines. */
  goods: Decimal.optional(),
  currency: Currency.optional(),
  lines: z.array(z.object({ productId: SourceId.optional(), quantity: z.number().int(), subtotal: Decimal })),
});
export type Refund = z.infer<typeof Refund>;

export const Customer = z.object({
  id: SourceId,
  createdAt: Instant.optional(),
  updatedAt: Instant,
  email: z.string().optional(),
  phone: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  locale: z.string().optional(),
  place: Place.optional(),
  /** Undefined when the source does not state tags (Shopify since 2025-01), [] when it states that there are none. */
  tags: z.array(z.string()).optional(),
});
export type Customer = z.infer<typeof Customer>;

export const Product = z.object({
  id: SourceId,
  title: z.string(),
  url: z.string().optional(),
  imageUrl: z.string().optional(),
  available: z.boolean(),
  /** Variants that cannot be bought now, while the product as a whole can. */
  soldOutVariants: z.array(SourceId),
  /** A picture of a variant where it has one of its own. */
  variantImages: z.record(z.string(), z.string()).optional(),
  /** How many days one piece lasts, of something that is used up. */
  supplyDays: z.number().int().positive().max(3650).optional(),
});
export type Product = z.infer<typeof Product>;

/** What somebody wrote of a product, as it stands now at the review app. */
export const Review = z.object({
  /** The app and its id: `judgeme:465077653`. */
  id: SourceId,
  rating: z.number().int().min(1).max(5),
  title: z.string().max(500).optional(),
  body: z.string().max(5000).optional(),
  author: z.string().max(200).optional(),
  productId: SourceId.optional(),
  productTitle: z.string().max(500).optional(),
  productUrl: z.string().optional(),
  orderId: SourceId.optional(),
  verified: z.boolean().optional(),
  deleted: z.boolean().optional(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Review = z.infer<typeof Review>;

/** Points that came or went otherwise than by an order or a refund of the own ledger. */
export const PointsMove = z.object({
  id: SourceId,
  /** Earning and spending are activity of the member; what the store grants or removes is not. */
  kind: z.enum(["earned", "spent", "granted", "removed"]),
  points: z.number().int().positive().max(1_000_000_000),
  at: Instant,
  /** When they can be spent; at once when undefined. */
  usableAt: Instant.optional(),
  /** A date of their own; the store's policy decides when undefined. */
  expiresAt: Instant.optional(),
  reason: z.string().max(500).optional(),
});
export type PointsMove = z.infer<typeof PointsMove>;

/** What a loyalty app says of a member's points. */
export const PointsStatement = z.object({
  balance: z.number().int().min(0),
  pending: z.number().int().min(0).optional(),
  /** When points are lost next, and how many, where the app tells. */
  expiresAt: Instant.optional(),
  expiring: z.number().int().min(0).optional(),
  /** The member's last earning or spending, where the app tells. */
  activeAt: Instant.optional(),
  /** The tier by the app's own name. */
  tier: z.string().max(100).optional(),
  statedAt: Instant,
});
export type PointsStatement = z.infer<typeof PointsStatement>;

/** What somebody gets again and again without being asked. */
export const Subscription = z.object({
  id: SourceId,
  status: z.enum(["active", "paused", "cancelled", "expired"]),
  items: z.array(z.object({ productId: SourceId.optional(), variantId: SourceId.optional() })),
  /** The order it began with, whose lines tell the products where {@link items} does not. */
  originOrderId: SourceId.optional(),
  nextOrderAt: Instant.optional(),
  /** The subscriber's account at the app, known to belong to somebody by `account.linked`. */
  account: SourceId.optional(),
  updatedAt: Instant,
});
export type Subscription = z.infer<typeof Subscription>;

/** Somebody asks, through the store, to be erased or to be told what is known of them. */
export const PrivacyRequest = z.object({
  at: Instant,
  /** Orders the request names, which may have been kept without their customer. */
  orderIds: z.array(SourceId).max(5000),
});
export type PrivacyRequest = z.infer<typeof PrivacyRequest>;

/** One tag that a customer was given, or lost. */
export const CustomerTag = z.object({
  tag: z.string().min(1).max(255),
  state: z.enum(["added", "removed"]),
  at: Instant,
});
export type CustomerTag = z.infer<typeof CustomerTag>;
