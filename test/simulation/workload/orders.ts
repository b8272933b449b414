import type { Meant, WebhookAct } from "../contract/acts.ts";
import type { Moment } from "../contract/moment.ts";
import { type CheckoutState, type Guise, ticksOf, whoOf } from "./checkouts.ts";
import {
  addressOf,
  embeddedCustomer,
  type Goods,
  linesOf,
  meantLines,
  meantTotals,
  placeOf,
  totalsOf,
  worthOf,
} from "./goods.ts";
import type { Human } from "./people.ts";
import { tellShopify } from "./send.ts";
import { type Shop, stamp } from "./shop.ts";

export type Sale = {
  readonly shop: Shop;
  readonly human: Human;
  readonly id: string;
  readonly goods: Goods;
  readonly guise: Guise;
  readonly createdAt: Moment;
  readonly ticks: CheckoutState["ticks"];
  readonly checkoutToken?: string;
  readonly cartToken?: string;
};

export type OrderState = {
  readonly updatedAt: Moment;
  readonly financialStatus: "pending" | "paid" | "partially_refunded" | "refunded";
  readonly fulfilledAt?: Moment;
  readonly cancelledAt?: Moment;
};

export type OrderTopic = "orders/create" | "orders/updated" | "orders/paid" | "orders/fulfilled" | "orders/cancelled";

/** The whole order as it stands, whatever happened to it. */
export const tellOrder = (sale: Sale, state: OrderState, topic: OrderTopic): WebhookAct => {
  const { shop, human, id, goods, guise, createdAt, ticks, checkoutToken, cartToken } = sale;
  const { updatedAt, financialStatus, fulfilledAt, cancelledAt } = state;
  const event: Meant = {
    type: "order.updated",
    store: shop.id,
    source: "shopify",
    topic,
    occurredAt: stamp(updatedAt),
    who: whoOf(guise),
    consents: ticksOf(guise, ticks, createdAt, `order:${id}`),
    data: {
      id,
      createdAt: stamp(createdAt),
      updatedAt: stamp(updatedAt),
      processedAt: stamp(createdAt),
      ...(cancelledAt !== undefined && { cancelledAt: stamp(cancelledAt) }),
      financialStatus,
      ...(fulfilledAt !== undefined && { fulfillmentStatus: "fulfilled", fulfilledAt: stamp(fulfilledAt) }),
      ...meantTotals(goods),
      test: false,
      checkoutToken,
      cartToken,
      lines: meantLines(goods),
      lineCount: goods.length,
      place: placeOf(human.home),
      firstName: human.firstName,
    },
  };
  const body = () => ({
    id: Number(id),
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: `#${id.slice(-5)}`,
    email: guise.email ?? "",
    contact_email: guise.email ?? null,
    phone: guise.phone ?? null,
    buyer_accepts_marketing: ticks.email,
    buyer_accepts_sms_marketing: ticks.text,
    sms_marketing_phone: ticks.text ? (guise.phone ?? null) : null,
    created_at: stamp(createdAt),
    updated_at: stamp(updatedAt),
    processed_at: stamp(createdAt),
    cancelled_at: cancelledAt === undefined ? null : stamp(cancelledAt),
    financial_status: financialStatus,
    fulfillment_status: fulfilledAt === undefined ? null : "fulfilled",
    fulfillments: fulfilledAt === undefined ? [] : [{ status: "success", created_at: stamp(fulfilledAt) }],
    test: false,
    source_name: "web",
    customer_locale: "en-US",
    checkout_token: checkoutToken ?? null,
    cart_token: cartToken ?? null,
    note_attributes: [],
    shipping_lines: [],
    tags: "",
    line_items: linesOf(goods),
    ...totalsOf(goods),
    shipping_address: addressOf(human),
    billing_address: addressOf(human),
    ...(guise.customer && {
      customer: embeddedCustomer(human, guise.customer.id, guise.customer.email, guise.customer.phone),
    }),
  });
  return tellShopify(shop, topic, updatedAt, body, event);
};

/** `refunds/create`: some of the goods, or all of them. Names an order, and nobody. */
export const tellRefund = ({ shop, id: orderId }: Sale, id: string, goods: Goods, at: Moment): WebhookAct => {
  const event: Meant = {
    type: "refund.created",
    store: shop.id,
    source: "shopify",
    topic: "refunds/create",
    occurredAt: stamp(at),
    who: {},
    consents: [],
    data: {
      id,
      orderId,
      createdAt: stamp(at),
      amount: worthOf(goods),
      goods: worthOf(goods),
      currency: "USD",
      lines: goods.map((line) => ({ productId: line.product.id, quantity: line.quantity, subtotal: worthOf([line]) })),
    },
  };
  const body = () => ({
    id: Number(id),
    order_id: Number(orderId),
    created_at: stamp(at),
    processed_at: stamp(at),
    note: "did not fit",
    restock: true,
    order_adjustments: [],
    refund_line_items: goods.map((line) => ({
      quantity: line.quantity,
      restock_type: "return",
      subtotal: worthOf([line]),
      total_tax: "0.00",
      subtotal_set: { shop_money: { amount: worthOf([line]), currency_code: "USD" } },
      line_item: linesOf([line])[0],
    })),
    transactions: [{ kind: "refund", gateway: "bogus", status: "success", amount: worthOf(goods), currency: "USD" }],
  });
  return tellShopify(shop, "refunds/create", at, body, event);
};
