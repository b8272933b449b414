import * as z from "zod";
import { Instant } from "../../../events/instant.ts";
import { Money } from "../../../events/money.ts";
import { HttpUrl } from "../../../messaging/http-url.ts";
import { PersonName } from "../../../messaging/person-name.ts";
import { PrintedDiscount } from "../../../messaging/printed-discount.ts";
import { defineEmailTemplate } from "../../../messaging/template.ts";

const Common = z.object({ firstName: PersonName.optional() });
const common = { firstName: "Maya" };

/** Thanks, and no more: it advertises nothing. */
export const thankYou = defineEmailTemplate({
  id: "second-purchase/thank-you",
  params: Common.extend({ orderName: z.string().min(1).max(80).optional() }),
  sample: { ...common, orderName: "#1001" },
});

const Count = z.number().int().positive();

/** What the points buy. */
export const rewards = defineEmailTemplate({
  id: "second-purchase/rewards",
  params: Common.extend({
    points: Count,
    /** What the store calls them. */
    names: z.object({ one: z.string().min(1), many: z.string().min(1) }),
    /** What they are worth, where the store says what one is worth. */
    worth: Money.optional(),
    /** What the balance buys, the dearest first. */
    rewards: z.array(z.object({ name: z.string().min(1), points: Count })).max(3),
    /** The next one, and how many points it takes more. */
    next: z.object({ name: z.string().min(1), missing: Count }).optional(),
  }),
  sample: {
    ...common,
    points: 320,
    names: { one: "point", many: "points" },
    worth: { amount: "16.00", currency: "USD" },
    rewards: [
      { name: "Linen tea towel", points: 300 },
      { name: "Beeswax candle", points: 200 },
    ],
    next: { name: "Stoneware mug", missing: 80 },
  },
});

/** The product itself where it runs out (`reorder`); else a suggestion, if there is one. */
export const nudge = defineEmailTemplate({
  id: "second-purchase/nudge",
  params: Common.extend({
    reorder: z.boolean(),
    product: z.object({ title: z.string().min(1), imageUrl: HttpUrl.optional() }).optional(),
    /** Where the product is, or the shop. */
    link: HttpUrl,
  }),
  sample: {
    ...common,
    reorder: false,
    product: { title: "Stoneware Mug" },
    link: "https://demo-store.myshopify.com/products/stoneware-mug",
  },
});

/** The last one, with a discount where there is one. */
export const incentive = defineEmailTemplate({
  id: "second-purchase/incentive",
  params: Common.extend({ discount: PrintedDiscount.optional() }),
  sample: {
    ...common,
    discount: { code: "AGAIN-7Q4K", percentage: "10", expiresAt: Instant.parse("2026-12-27T20:00:00.000Z") },
  },
});
