import type { Moment } from "../contract/moment.ts";
import type { Random } from "../contract/random.ts";
import { fromEpoch, type Instant } from "../../../shared/events/instant.ts";
import { StoreSettings } from "../../../shared/settings/settings.ts";

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A moment as shops write it: to the second. */
export const stamp = (moment: Moment): Instant => fromEpoch(Math.floor(moment / second) * second);

export type Product = {
  readonly id: string;
  readonly variantId: string;
  readonly title: string;
  readonly handle: string;
  /** In cents. */
  readonly price: number;
};

/** One of the stores of a history, as its senders know it. */
export type Shop = {
  readonly id: string;
  readonly domain: string;
  readonly secret: string;
  /** The number its texts come from. */
  readonly number: string;
  readonly products: readonly [Product, ...Product[]];
};

const titles = ["Walnut Board", "Stoneware Mug", "Linen Shirt", "Copper Kettle", "Oak Stool", "Wool Throw"] as const;

const productsOf = (index: number, random: Random): readonly [Product, ...Product[]] => {
  const [first, ...rest] = titles.map((title, number): Product => ({
    id: String(7_340_000_000_000 + index * 1_000 + number),
    variantId: String(42_011_000_000_000 + index * 1_000 + number),
    title,
    handle: title.toLowerCase().replace(" ", "-"),
    price: random.between(9, 140) * 100,
  }));
  if (first === undefined) throw new Error("A shop needs a product.");
  return [first, ...rest];
};

export const shopOf = (index: number, random: Random): Shop => ({
  id: `shop-${index}`,
  domain: `shop-${index}.myshopify.com`,
  secret: `secret-of-shop-${index}`,
  number: `+1206555010${index}`,
  products: productsOf(index, random),
});

/** A secret as Standard Webhooks writes it. */
export const standardSecret = ({ secret }: Shop): string => `whsec_${Buffer.from(secret).toString("base64")}`;

const zones = ["America/New_York", "America/Los_Angeles", "Europe/Berlin"] as const;

/** What a store begins with: some have their own delays, rules for points and a holdout. */
export const settingsOf = (shop: Shop, random: Random, startsAt: Moment, long: boolean): StoreSettings =>
  StoreSettings.parse({
    id: shop.id,
    domain: shop.domain,
    currency: "USD",
    zone: random.pick(zones),
    country: "US",
    brand: {
      name: "Juniper",
      websiteUrl: `https://${shop.id}.example`,
      from: { name: "Juniper", email: `hello@${shop.id}.example` },
      replyTo: `care@${shop.id}.example`,
      postalAddress: "4 Mill Road, Hudson, NY 12534, USA",
    },
    text: { consentNamesCarts: random.chance(0.8), number: shop.number },
    holdout: random.chance(0.3) ? 0.1 : 0,
    loyalty: {
      source: "own",
      rules: {
        rate: random.pick(["1", "2"]),
        expiry: long ? { kind: "inactivity", months: 2 } : { kind: random.pick(["inactivity", "never"]) },
      },
      since: stamp(startsAt - 3 * 365 * day),
      value: "0.05",
    },
    discount: { kind: "shared", code: "WELCOME10", percentage: "10" },
    secrets: {
      shopify: [shop.secret],
      judgeme: [shop.secret],
      events: [standardSecret(shop)],
    },
  });

/** A change that an operator makes while the shop goes on. */
export const changedSettings = (settings: StoreSettings, random: Random): StoreSettings => {
  const flow = random.pick(["abandoned-checkout", "second-purchase", "points-expiry", "review-recovery"]);
  const changes: readonly [() => object, ...(() => object)[]] = [
    () => ({ quietHours: { ...settings.quietHours, email: { from: "08:00", to: random.pick(["20:00", "21:00"]) } } }),
    () => ({ caps: { ...settings.caps, email: { apart: random.pick(["PT20H", "PT12H"]), most: 3, within: "P7D" } } }),
    () => ({ zone: random.pick(zones) }),
    () => ({ holdout: settings.holdout === 0 ? 0.2 : 0 }),
    () => ({ text: { ...settings.text, consentNamesCarts: !settings.text.consentNamesCarts } }),
    () => ({
      loyalty: {
        ...settings.loyalty,
        rules: { ...settings.loyalty.rules, rate: settings.loyalty.rules.rate === "1" ? "2" : "1" },
      },
    }),
    () => ({
      flows: {
        ...settings.flows,
        [flow]: { ...settings.flows[flow], enabled: settings.flows[flow]?.enabled === false },
      },
    }),
    () => ({
      flows: {
        ...settings.flows,
        "abandoned-checkout": {
          ...settings.flows["abandoned-checkout"],
          channels: { text: random.chance(0.5), email: random.chance(0.8) },
        },
      },
    }),
    () => ({
      flows: {
        ...settings.flows,
        "abandoned-checkout": {
          ...settings.flows["abandoned-checkout"],
          steps: { "reminder-1": { after: random.pick(["PT2H", "PT6H"]) }, "reminder-3": { enabled: false } },
        },
      },
    }),
  ];
  return StoreSettings.parse({ ...settings, ...random.pick(changes)() });
};
