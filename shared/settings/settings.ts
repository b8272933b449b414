import * as z from "zod";
import { Window } from "../engine/quiet-hours.ts";
import { Duration, hours, days, Instant, toMilliseconds } from "../events/instant.ts";
import { Currency, Decimal } from "../events/money.ts";
import { Brand } from "../messaging/brand.ts";

/** A delay that may depend on what the subject is worth, in the store's main currency. */
export const Delay = z.union([Duration, z.strictObject({ worth: Decimal, then: Duration, otherwise: Duration })]);
export type Delay = z.infer<typeof Delay>;

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
};

const StepSettings = z.strictObject({
  enabled: z.boolean().optional(),
  after: Delay.optional(),
  /** How long after it was due a message may still be sent. */
  dies: Duration.optional(),
});

const FlowSettings = z.strictObject({
  enabled: z.boolean().default(true),
  /** The share of people who get nothing from this flow, so that its effect can be measured. */
  holdout: z.number().min(0).max(1).optional(),
  /** No second run for a person within this time after one of these messages, by channel. Never under 24 hours. */
  reentry: z.strictObject({ email: Duration.optional(), text: Duration.optional() }).optional(),
  steps: z.record(z.string(), StepSettings).default({}),
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

/** A person's sends are remembered for seven days, so no cap can look back further. */
const WithinAWeek = Duration.refine((duration) => toMilliseconds(duration) <= toMilliseconds(days(7)), {
  message: "must be at most P7D",
});
const Rolling = z.strictObject({ apart: WithinAWeek, most: z.number().int().min(1), within: WithinAWeek });

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
    })
    .prefault({}),
  /** A share of people per flow who get nothing from it; drawn once per run. */
  holdout: z.number().min(0).max(1).default(0.05),
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
      tags: z.array(z.string()).default([]),
      countries: z.array(z.string()).default([]),
      /** Addresses of the store's own staff, or whole domains written as `@example.com`. Never keys of a profile. */
      staff: z.array(z.string()).default([]),
      /** Local dates on which no marketing is sent. */
      blackoutDates: z.array(z.iso.date()).default([]),
    })
    .prefault({}),
  discount: DiscountSettings.default({ kind: "none" }),
  flows: z.record(z.string(), FlowSettings).default({}),
  /** Per source, every webhook secret that is active now. Kept apart from the rest, in the secret of the stage. */
  secrets: z.record(z.string(), z.array(z.string().min(8)).min(1)).default({}),
});
export type StoreSettings = z.infer<typeof StoreSettings>;

/** Settings as the pipeline reads them: without secrets, with the number of their edition. */
export type Settings = Omit<StoreSettings, "secrets"> & { readonly version: number };
