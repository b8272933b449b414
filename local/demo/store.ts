import { type StoreSettings, StoreSettings as Schema } from "../../shared/settings/settings.ts";

const secret = "demo-secret";
/** The form that Standard Webhooks and Svix give a secret. */
const encoded = `whsec_${Buffer.from(secret).toString("base64")}`;

/** The store of the local run: everything is on, nobody is held out, and its wording of consent names carts. */
export const demoStore: StoreSettings = Schema.parse({
  id: "demo",
  domain: "demo-store.myshopify.com",
  currency: "USD",
  zone: "America/New_York",
  country: "US",
  brand: {
    name: "Demo Store",
    websiteUrl: "https://demo-store.myshopify.com",
    from: { name: "Demo Store", email: "hello@demo-store.example" },
    replyTo: "care@demo-store.example",
    postalAddress: "Demo Store, 12 Orchard Street, New York, NY 10002, USA",
    footer: "Small-batch goods for slow kitchens.",
  },
  unsubscribeMailbox: "unsubscribe@demo-store.example",
  text: { consentNamesCarts: true },
  holdout: 0,
  discount: { kind: "shared", code: "WELCOME10", percentage: "10" },
  loyalty: {
    source: "own",
    names: { one: "point", many: "points" },
    rules: { rate: "1", expiry: { kind: "inactivity", months: 12 } },
    since: "2020-01-01T00:00:00.000Z",
    value: "0.05",
    rewards: [
      { name: "a stoneware mug", points: 360 },
      { name: "$10 off", points: 200 },
      { name: "free shipping", points: 100 },
    ],
    tiers: {
      by: "spend",
      window: { kind: "rolling", months: 12 },
      list: [
        { id: "copper", name: "Copper", from: "0" },
        { id: "brass", name: "Brass", from: "500" },
        { id: "iron", name: "Iron", from: "1500" },
      ],
    },
  },
  secrets: {
    shopify: [secret],
    judgeme: [secret],
    yotpo: [secret],
    okendo: [encoded],
    stamped: [secret],
    loyaltylion: [secret],
    smile: [secret],
    recharge: [secret],
    events: [encoded],
  },
});
