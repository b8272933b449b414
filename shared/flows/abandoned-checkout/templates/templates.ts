import * as z from "zod";
import { Instant } from "../../../events/instant.ts";
import { Money } from "../../../events/money.ts";
import { HttpUrl } from "../../../messaging/http-url.ts";
import { PersonName } from "../../../messaging/person-name.ts";
import { PrintedDiscount } from "../../../messaging/printed-discount.ts";
import { defineEmailTemplate, defineTextTemplate } from "../../../messaging/template.ts";

const Line = z.object({
  title: z.string().min(1),
  variantTitle: z.string().min(1).optional(),
  quantity: z.number().int().positive(),
  /** Of one piece. */
  price: Money,
  imageUrl: HttpUrl.optional(),
  url: HttpUrl.optional(),
});

const ReminderParams = z.object({
  firstName: PersonName.optional(),
  checkout: z.object({
    recoveryUrl: HttpUrl,
    total: Money,
    lines: z.array(Line).min(1),
    /** How many lines there are besides those listed. */
    moreLines: z.number().int().nonnegative(),
  }),
});

const sample = {
  firstName: "Maya",
  checkout: {
    recoveryUrl: "https://demo-store.myshopify.com/cart/recover/5f0c2d7e?key=1b9a7c3e52d84f60",
    total: { amount: "127.50", currency: "USD" },
    lines: [
      {
        title: "Linen Apron",
        variantTitle: "Moss / One size",
        quantity: 1,
        price: { amount: "48.00", currency: "USD" },
      },
      { title: "Stoneware Mug", quantity: 2, price: { amount: "24.00", currency: "USD" } },
    ],
    moreLines: 1,
  },
};

/** The cart as it was left. */
export const reminder1 = defineEmailTemplate({ id: "abandoned-checkout/reminder-1", params: ReminderParams, sample });

/** An offer to help. */
export const reminder2 = defineEmailTemplate({ id: "abandoned-checkout/reminder-2", params: ReminderParams, sample });

/** The last one, with a discount for somebody's first order where there is one. */
export const reminder3 = defineEmailTemplate({
  id: "abandoned-checkout/reminder-3",
  params: ReminderParams.extend({ discount: PrintedDiscount.optional() }),
  sample: {
    ...sample,
    discount: { code: "WELCOME-7Q4K", percentage: "10", expiresAt: Instant.parse("2026-11-27T20:00:00.000Z") },
  },
});

/** `link` is one of ours: a text must not carry the storefront's recovery URL, whose key opens the checkout to any reader. */
export const text1 = defineTextTemplate({
  id: "abandoned-checkout/text-1",
  params: z.object({ link: HttpUrl }),
  sample: { link: "https://go.demo-store.example/c/7Q4KM2" },
});
