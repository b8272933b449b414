import { comeback } from "./command-line.ts";
import { senderDomain } from "./cdk.ts";
import { type Sent, tell } from "./door.ts";
import { placeAtNoon } from "./noon.ts";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { places } from "./workspace.ts";

const place = placeAtNoon(new Date());
const secret = "proof-secret-of-the-store";

/** The one store of the proof, where it is noon. */
export const shop = {
  id: "corner-shop",
  domain: "corner-shop.myshopify.com",
  secret,
  place,
  from: `hello@${senderDomain}`,
} as const;

/**
 * How many seconds ago a checkout was left. Its first mail and its text are due after an hour: `cart` leaves the fact the
 * seconds that it needs to be stored first; `early` is so far away that EventBridge Scheduler must wake the run.
 */
export const leftAgo = { cart: 60 * 60 - 3, early: 60 * 60 - 145 } as const;
const firstReminder = "PT1H";

export const settings = {
  id: shop.id,
  domain: shop.domain,
  currency: "USD",
  zone: place.zone,
  country: place.country,
  holdout: 0,
  text: { consentNamesCarts: true },
  brand: {
    name: "Corner Shop",
    websiteUrl: "https://corner-shop.example",
    from: { name: "Corner Shop", email: shop.from },
    replyTo: `care@${senderDomain}`,
    postalAddress: "Corner Shop, 12 Orchard Street",
  },
  caps: {
    email: { apart: "PT1S", most: 20, within: "P7D" },
    text: { apart: "PT1S", most: 20, within: "P7D" },
  },
  flows: { "abandoned-checkout": { steps: { "reminder-1": { after: firstReminder } } } },
  secrets: { shopify: [secret], events: [`whsec_${Buffer.from(secret).toString("base64")}`] },
} as const;

/** Registers the store, or changes its settings, with the command line. */
export const putStore = async (): Promise<void> => {
  const file = join(places.run, "store.json");
  await writeFile(file, JSON.stringify(settings, undefined, 2));
  await comeback("stores", "put", file);
};

/** Posts events of the store, signed. */
export const tellShop = (...events: readonly Sent[]): Promise<void> => tell({ store: shop.id, secret }, ...events);

export type Shopper = { readonly name: string; readonly email: string; readonly phone?: string };

let shoppers = 0;

/** Somebody nobody has heard of. */
export const newShopper = (name: string, { texts = false, email = `${name}@customer.example` } = {}): Shopper => {
  shoppers += 1;
  return { name, email, ...(texts && { phone: place.phones(10 + shoppers) }) };
};

const before = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

/** A checkout that was left so many seconds ago by somebody who said yes to mails, and to texts if they have a number. */
export const checkoutOf = ({ name, email, phone }: Shopper, leftSeconds: number, token = `${name}-1`): Sent => {
  const at = before(leftSeconds);
  return {
    type: "checkout.updated",
    occurredAt: at,
    who: { contact: { email, ...(phone && { phone }) } },
    consents: [
      { channel: "email", address: email, state: "granted", at },
      ...(phone === undefined
        ? []
        : (["marketing", "cart-reminders"] as const).map((purpose) => ({
            channel: "text",
            address: phone,
            purpose,
            state: "granted",
            at,
          }))),
    ],
    data: {
      token,
      createdAt: at,
      currency: "USD",
      total: "84.50",
      recoveryUrl: `https://corner-shop.example/recover/${token}`,
      place: { country: place.country },
      lines: [{ productId: "9001", title: `Oak board for ${name}`, quantity: 1, price: "84.50" }],
    },
  };
};
