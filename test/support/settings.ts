import type * as z from "zod";
import { Instant } from "../../shared/events/instant.ts";
import { type Settings, StoreSettings } from "../../shared/settings/settings.ts";

export const rootSecret = "a-root-secret-of-tests-only";

const brand = {
  name: "Juniper & Oak",
  websiteUrl: "https://juniper-oak.example",
  from: { name: "Juniper & Oak", email: "hello@juniper-oak.example" },
  replyTo: "people@juniper-oak.example",
  postalAddress: "4 Mill Road, Hudson, NY 12534, USA",
};

/** Rules of tests hold from the beginning, unless they say otherwise. */
const longAgo = Instant.parse("2020-01-01T00:00:00.000Z");

type Input = z.input<typeof StoreSettings>;

/** A store's settings through the production schema; without a holdout, which tests ask for where they mean it. */
export const storeSettings = (changes: Partial<Input> = {}): StoreSettings =>
  StoreSettings.parse({
    id: "demo",
    domain: "demo-store.myshopify.com",
    currency: "USD",
    zone: "America/New_York",
    holdout: 0,
    brand,
    text: { consentNamesCarts: true },
    ...changes,
  });

export const settingsWith = (changes: Partial<Input> = {}): Settings => {
  const { secrets: _secrets, ...rest } = storeSettings(changes);
  return { ...rest, version: 1, loyaltyHistory: [{ from: longAgo, rules: rest.loyalty.rules }], doubleOptInSince: {} };
};
