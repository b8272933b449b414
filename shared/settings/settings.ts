import * as z from "zod";
import { Window } from "../engine/quiet-hours.ts";
import { Duration, hours, days, Instant, toMilliseconds } from "../events/instant.ts";
import { Currency, Decimal } from "../events/money.ts";
import { Brand } from "../messaging/brand.ts";
import { remembering } from "../remembering.ts";
import { ComplaintRateSettings } from "./complaint-rate.ts";
import { ConsentSettings, type DoubleOptInSince, PreferenceSettings } from "./consent.ts";
import { FlowSettings } from "./flow-settings.ts";
import { type LoyaltyHistory, LoyaltySettings } from "./loyalty.ts";
import { whole } from "./numbers.ts";

/** Settings are read with every event, and to ask Intl takes longer than all the rest of it. */
const isZone = remembering(1000, (zone) => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
});

/** Where the discount of a message comes from. */
export const DiscountSettings = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  /** One code for everybody. Its expiry is printed only when it is stated here. */
  z.strictObject({
    kind: z.literal("shared"),
    code: z.string().regex(/^[\w-]{3,40}$/, "must be 3 to 40 letters, digits, - or _"),
    percentage: Decimal.optional(),
    amount: Decimal.optional(),
    expiresAt: Instant.optional(),
  }),
  /** Codes that the store imported, each used once. */
  z.strictObject({
    kind: z.literal("pool"),
    pool: z.string().regex(/^[\w-]{1,40}$/),
    percentage: Decimal.optional(),
    amount: Decimal.optional(),
    /** An alarm is raised when fewer are left. */
    low: z.number().int().min(0).default(50),
  }),
]);

/** A person's sends are remembered a day longer than this, so no cap can look back further. */
const WithinAWeek = Duration.refine((duration) => toMilliseconds(duration) <= toMilliseconds(days(7)), {
  message: "must be at most P7D",
});
const Rolling = z
  .strictObject({ apart: WithinAWeek, most: z.number().int().min(1), within: WithinAWeek })
  .describe("So far apart at the least, and no more than so many within any such time. Rolling, not by calendar day.");

const UtmValue = z.string().regex(/^[\w.~ -]{1,60}$/, "must be up to 60 letters, digits, spaces or any of - _ . ~");

/**
 * Everything a store decides. The defaults are the field's (docs/flows.md names each source); what is law stays
 * within the law whatever is written here.
 */
export const StoreSettings = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be lower-case letters, digits and hyphens"),
  /** The shop's domain at its platform. */
  domain: z.string().regex(/^[a-z0-9][a-z0-9.-]*\.[a-z]{2,}$/, "must be a domain such as demo-store.myshopify.com"),
  currency: Currency,
  zone: z.string().refine(isZone, "must be an IANA time zone such as America/New_York"),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "must be an ISO 3166 code such as US")
    .optional(),
  locale: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/, "must be a language such as en or de-AT")
    .default("en"),
  brand: Brand,
  /** A mailbox that unsubscribes whoever writes to it; only then the header offers it. */
  unsubscribeMailbox: z.email().optional(),
  text: z
    .strictObject({
      /** The store attests that the wording under which it collects text consent names cart reminders. */
      consentNamesCarts: z.boolean().default(false),
      number: z
        .string()
        .regex(/^(\+[1-9]\d{6,14}|\d{3,8})$/, "must be a number such as +12065550100, or a short code")
        .optional()
        .describe("The store's own number: its texts go out from it, and texts to it are for this store alone."),
    })
    .prefault({}),
  complaintRate: ComplaintRateSettings.prefault({}),
  consent: ConsentSettings.prefault({}),
  preferences: PreferenceSettings.prefault({}),
  holdout: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe("The share of people per flow who get nothing from it, drawn once per run."),
  quietHours: z
    .strictObject({
      email: Window.default({ from: "07:00", to: "22:00" }),
      text: Window.refine((window) => window.from >= "08:00" && window.to <= "21:00", {
        message: "must lie within 08:00 and 21:00, the federal limit (47 CFR 64.1200(c)(1))",
      }).default({ from: "09:00", to: "20:00" }),
    })
    .prefault({}),
  caps: z
    .strictObject({
      email: Rolling.default({ apart: hours(16), most: 4, within: days(7) }),
      text: Rolling.default({ apart: hours(24), most: 1, within: days(7) }),
    })
    .prefault({}),
  exclusions: z
    .strictObject({
      tags: z.array(z.string()).default([]).describe("Customers with one of these tags get no marketing."),
      wholesale: z
        .array(z.string())
        .default(["wholesale", "b2b"])
        .describe("Customers with one of these tags, or whose latest order is a company's, get no marketing."),
      countries: z.array(z.string()).default([]).describe("ISO 3166 codes such as US: nobody there gets marketing."),
      staff: z
        .array(z.string())
        .default([])
        .describe(
          "Addresses of the store's own staff, or whole domains written as @example.com. They get nothing and are nobody's profile.",
        ),
      blackoutDates: z
        .array(z.iso.date())
        .default([])
        .describe("Dates, where the customer is, on which no marketing is sent."),
    })
    .prefault({}),
  loyalty: LoyaltySettings.prefault({}),
  reviews: z
    .strictObject({
      threshold: whole(1, 4).default(3).describe("A review of so many stars or fewer is a complaint."),
      urgent: whole(0, 4)
        .default(2)
        .describe("A complaint of so many stars or fewer is urgent; never more than the threshold."),
      workingDays: whole(1, 30)
        .default(5)
        .describe("A complaint that nobody has settled is closed after so many working days."),
      holdDays: whole(0, 90)
        .default(7)
        .describe("Promotions to that person resume so many days after the complaint is settled."),
      goodwill: z
        .enum(["none", "discount"])
        .default("none")
        .describe("What an apology gives, whatever becomes of the review: nothing, or the discount of these settings."),
    })
    .prefault({}),
  secondPurchase: z
    .strictObject({
      gapDays: whole(1, 365)
        .default(30)
        .describe(
          "The days from first to second order, taken until the store's own median is known from enough of them.",
        ),
      samples: whole(1, 1_000_000).default(200).describe("How many second orders the store's own median needs."),
      least: whole(1, 365).default(14).describe("The store's own median counts as no fewer days than these."),
      most: whole(1, 365).default(75).describe("The store's own median counts as no more days than these."),
      giftTags: z
        .array(z.string())
        .default(["gift"])
        .describe("An order with one of these tags was bought for somebody else and begins nothing."),
      supplyDays: z
        .record(z.string(), whole(1, 3650))
        .default({})
        .describe("By product id, how many days one piece lasts, where the catalogue does not say."),
    })
    .prefault({}),
  links: z
    .strictObject({
      track: z
        .boolean()
        .default(false)
        .describe(
          "Lead the links of mails by way of our own address, and record the clicks on them and on texts' links.",
        ),
      utm: z
        .strictObject({
          source: UtmValue,
          medium: UtmValue,
          campaign: UtmValue.optional().describe("Every flow's own name where it is left out."),
        })
        .optional()
        .describe(
          "UTM parameters for the store's analytics, on every link but our own pages; utm_content is the step.",
        ),
    })
    .prefault({}),
  attribution: z
    .strictObject({
      clickDays: whole(0, 90).default(5).describe("An order is owed to a message clicked so many days before it."),
      textHours: whole(0, 168)
        .default(12)
        .describe("An order without a click is owed to a text that went out so many hours before it."),
    })
    .prefault({}),
  discount: DiscountSettings.default({ kind: "none" }),
  flows: z.record(z.string(), FlowSettings).default({}),
  /** Per source, every webhook secret that is active now. Kept apart from the rest, in the secret of the stage. */
  secrets: z.record(z.string(), z.array(z.string().min(8)).min(1)).default({}),
});
export type StoreSettings = z.infer<typeof StoreSettings>;

/** Settings as the pipeline reads them: without secrets, with the number of their edition and what was before. */
export type Settings = Omit<StoreSettings, "secrets"> & {
  readonly version: number;
  readonly loyaltyHistory: LoyaltyHistory;
  readonly doubleOptInSince: DoubleOptInSince;
};
