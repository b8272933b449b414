import { ask, read } from "./api.js";
import { h } from "./dom.js";

const wares = [
  { id: 7340019885001, variant: 42011223345001, title: "Stoneware Mug", option: "Sand", price: 18 },
  { id: 7340019885005, variant: 42011223345005, title: "Linen Apron", option: "Moss", price: 48 },
  { id: 7340019885003, variant: 42011223345003, title: "Burr Grinder", option: "Steel", price: 248 },
];

const token = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Signs as Shopify does: base64 of HMAC-SHA256 over the very bytes of the body. */
const sign = async (secret, body) => {
  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(body)));
  return btoa(String.fromCharCode(...signature));
};

const deliver = async (topic, content) => {
  const store = await ask("/local/stores/demo");
  const body = JSON.stringify(content);
  const response = await fetch("/webhooks/shopify/demo", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": store.domain,
      "x-shopify-triggered-at": read().now,
      "x-shopify-hmac-sha256": await sign(store.secrets.shopify[0], body),
    },
    body,
  });
  if (!response.ok) throw new Error(`The webhook was answered ${response.status}.`);
};

const cartOf = (form) => {
  const ware = wares[Number(form.get("ware"))];
  const email = form.get("email").trim();
  const phone = form.get("phone").trim() || null;
  const price = ware.price.toFixed(2);
  const address = {
    first_name: form.get("name").trim() || null,
    country_code: "US",
    province_code: "NY",
    zip: "10002",
  };
  return {
    email,
    phone,
    customer_locale: form.get("locale"),
    currency: "USD",
    subtotal_price: price,
    total_price: price,
    line_items: [
      {
        product_id: ware.id,
        variant_id: ware.variant,
        title: ware.title,
        variant_title: ware.option,
        quantity: 1,
        price,
      },
    ],
    shipping_address: address,
    billing_address: address,
  };
};

let last;

const leave = async (form) => {
  const { now } = read();
  const checkout = token();
  const cart = cartOf(form);
  await deliver("checkouts/create", {
    ...cart,
    token: checkout,
    created_at: now,
    updated_at: now,
    completed_at: null,
    abandoned_checkout_url: `https://demo-store.myshopify.com/checkouts/ac/${checkout}/recover`,
    buyer_accepts_marketing: form.has("mails"),
    buyer_accepts_sms_marketing: form.has("texts"),
    sms_marketing_phone: form.has("texts") ? cart.phone : null,
  });
  last = { checkout, cart };
  return "The checkout is in. Move the clock by 4 hours and see what comes of it.";
};

const buy = async () => {
  const { now } = read();
  const { checkout, cart } = last;
  const id = Math.floor(Math.random() * 1e12);
  await deliver("orders/create", {
    ...cart,
    id,
    checkout_token: checkout,
    created_at: now,
    updated_at: now,
    financial_status: "paid",
  });
  last = undefined;
  return "The order is in: no reminder will follow.";
};

const field = (id, label, properties) =>
  h("div", { class: "field" }, h("label", { for: id }, label), h("input", { id, name: id, ...properties }));
const tick = (name, label, checked) =>
  h("label", { class: "choice alone" }, h("input", { type: "checkbox", name, checked }), h("span", {}, label));
const select = (id, label, options) =>
  h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    h("select", { id, name: id }, ...options.map(([value, text]) => h("option", { value }, text))),
  );

const make = () => {
  const answer = h("p", { class: "said", role: "status" });
  const act = (work) => async () => {
    answer.textContent = await work().catch((error) => error.message);
    order.hidden = last === undefined;
  };
  const order = h("button", { type: "button", hidden: last === undefined, onclick: act(buy) }, "Now buy it");
  const form = h(
    "form",
    { class: "card form", onsubmit: (event) => (event.preventDefault(), act(() => leave(new FormData(form)))()) },
    field("name", "First name", { value: "Alex", autocomplete: "off" }),
    field("email", "E-mail address", { type: "email", value: "alex@example.com", required: true, autocomplete: "off" }),
    field("phone", "Phone number, for texts", { type: "tel", value: "(917) 555-0188", autocomplete: "off" }),
    select(
      "ware",
      "In the cart",
      wares.map(({ title, price }, index) => [String(index), `${title}, $${price}`]),
    ),
    select("locale", "Language", [
      ["en-US", "English"],
      ["de-DE", "German"],
    ]),
    h(
      "fieldset",
      { class: "ticks" },
      h("legend", {}, "Boxes ticked"),
      tick("mails", "Mails", true),
      tick("texts", "Texts", false),
    ),
    h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Leave the checkout"), order),
    answer,
  );
  return h(
    "section",
    { "aria-labelledby": "try-title" },
    h("h2", { id: "try-title", tabindex: "-1" }, "Try it"),
    h(
      "p",
      { class: "lead" },
      "Fills a checkout at the demo store, now by the pipeline's clock, and walks away. The webhook is signed and takes the same way as a real one.",
    ),
    form,
  );
};

let made;

/** Leave a checkout, and buy it or not. Made once, so that what was typed is still there later. */
export const tryView = () => (made ??= make());
