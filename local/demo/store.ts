import { type StoreSettings, StoreSettings as Schema } from "../../shared/settings/settings.ts";

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
  secrets: { shopify: ["demo-secret"] },
});
