import type { Meant, WebhookAct } from "../contract/acts.ts";
import type { Moment } from "../contract/moment.ts";
import type { ConsentStatement, Who } from "../../../shared/events/parts.ts";
import {
  addressOf,
  embeddedCustomer,
  type Goods,
  linesOf,
  meantLines,
  meantTotals,
  placeOf,
  totalsOf,
} from "./goods.ts";
import type { Human } from "./people.ts";
import { tellShopify } from "./send.ts";
import { type Shop, stamp } from "./shop.ts";

/** Who somebody is to a shop at the moment: nobody, a guest by what they typed, or a customer who has logged in. */
export type Guise = {
  readonly customer?: { readonly id: string; readonly email: string; readonly phone?: string };
  readonly email?: string;
  readonly phone?: string;
};

export type Basket = {
  readonly shop: Shop;
  readonly human: Human;
  readonly token: string;
  readonly cartToken: string;
  readonly createdAt: Moment;
};

export type CheckoutState = {
  readonly goods: Goods;
  readonly guise: Guise;
  readonly updatedAt: Moment;
  readonly ticks: { readonly email: boolean; readonly text: boolean };
  readonly completedAt?: Moment;
};

/** `carts/create`, `carts/update`: nobody's. */
export const tellCart = (
  { shop, cartToken, createdAt }: Basket,
  goods: Goods,
  updatedAt: Moment,
  topic: "carts/create" | "carts/update",
): WebhookAct => {
  const event: Meant = {
    type: "cart.updated",
    store: shop.id,
    source: "shopify",
    topic,
    occurredAt: stamp(updatedAt),
    who: {},
    consents: [],
    data: {
      token: cartToken,
      createdAt: stamp(createdAt),
      updatedAt: stamp(updatedAt),
      lines: meantLines(goods),
    },
  };
  const body = () => ({
    id: cartToken,
    token: cartToken,
    note: "",
    created_at: stamp(createdAt),
    updated_at: stamp(updatedAt),
    line_items: linesOf(goods),
  });
  return tellShopify(shop, topic, updatedAt, body, event);
};

export const whoOf = ({ customer, email, phone }: Guise): Who => ({
  ...(customer !== undefined && { customer: { ...customer } }),
  ...((email ?? phone) !== undefined && { contact: { email, phone } }),
});

/** What ticked boxes say: a yes at the making of the checkout or order. */
export const ticksOf = (
  { email, phone }: Guise,
  ticks: CheckoutState["ticks"],
  createdAt: Moment,
  source: string,
): ConsentStatement[] => {
  const said = { purpose: "marketing", state: "granted", at: stamp(createdAt), source, method: "checkbox" } as const;
  return [
    ...(ticks.email && email !== undefined ? [{ ...said, channel: "email", address: email } as const] : []),
    ...(ticks.text && phone !== undefined ? [{ ...said, channel: "text", address: phone } as const] : []),
  ];
};

/** `checkouts/create`, `checkouts/update` */
export const tellCheckout = (
  { shop, human, token, cartToken, createdAt }: Basket,
  { goods, guise, updatedAt, ticks, completedAt }: CheckoutState,
  topic: "checkouts/create" | "checkouts/update",
): WebhookAct => {
  const recoveryUrl = `https://${shop.domain}/checkouts/ac/${cartToken}/recover?key=${token}`;
  const known = (guise.email ?? guise.phone ?? guise.customer) !== undefined;
  const event: Meant = {
    type: "checkout.updated",
    store: shop.id,
    source: "shopify",
    topic,
    occurredAt: stamp(updatedAt),
    who: whoOf(guise),
    consents: ticksOf(guise, ticks, createdAt, `checkout:${token}`),
    data: {
      token,
      cartToken,
      createdAt: stamp(createdAt),
      updatedAt: stamp(updatedAt),
      ...(completedAt !== undefined && { completedAt: stamp(completedAt) }),
      ...meantTotals(goods),
      lines: meantLines(goods),
      lineCount: goods.length,
      recoveryUrl,
      locale: "en-US",
      ...(known && { place: placeOf(human.home), firstName: human.firstName }),
      ticked: { ...ticks },
    },
  };
  const body = () => ({
    token,
    cart_token: cartToken,
    email: guise.email ?? null,
    phone: guise.phone ?? null,
    gateway: null,
    buyer_accepts_marketing: ticks.email,
    buyer_accepts_sms_marketing: ticks.text,
    sms_marketing_phone: ticks.text ? (guise.phone ?? null) : null,
    created_at: stamp(createdAt),
    updated_at: stamp(updatedAt),
    completed_at: completedAt === undefined ? null : stamp(completedAt),
    closed_at: null,
    customer_locale: "en-US",
    source_name: "web",
    abandoned_checkout_url: recoveryUrl,
    discount_codes: [],
    shipping_lines: [],
    line_items: linesOf(goods),
    ...totalsOf(goods),
    ...(known && { shipping_address: addressOf(human), billing_address: addressOf(human) }),
    ...(guise.customer && {
      customer: embeddedCustomer(human, guise.customer.id, guise.customer.email, guise.customer.phone),
    }),
  });
  return tellShopify(shop, topic, updatedAt, body, event);
};

/** `checkouts/delete`: little more than its tokens. */
export const tellCheckoutDeleted = ({ shop, token, cartToken }: Basket, at: Moment): WebhookAct => {
  const event: Meant = {
    type: "checkout.deleted",
    store: shop.id,
    source: "shopify",
    topic: "checkouts/delete",
    occurredAt: stamp(at),
    who: {},
    consents: [],
    data: { token, cartToken, deletedAt: stamp(at) },
  };
  const body = () => ({ token, cart_token: cartToken, presentment_currency: "USD" });
  return tellShopify(shop, "checkouts/delete", Math.floor(at / 1000) * 1000, body, event);
};
